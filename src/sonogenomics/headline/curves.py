"""What `dvc plots` draws of a run: small tables, so that many runs fit into one picture."""

import pandas as pd

SHOWN = {  # claims whose null is drawn, and their names under the picture
    "differential.n_raw": "URFs that differ, raw p",
    "association.positive_specific.discovery": "positive-specific genes a URF",
    "association.links.paired": "paired links a URF",
    "module.n_members": "URFs in the module",
    "honest.classifier.auc_mean.module": "AUC, honest, module",
    "published.classifier.auc_best.module": "AUC, luckiest split, module",
}
QUANTILES = {"low": 0.025, "lower": 0.25, "median": 0.5, "upper": 0.75, "high": 0.975}
CHANCE_LEVEL = 0.5
CALIBRATION = ["predicted", "observed", "low", "high", "n"]


def auc_quantiles(performance: pd.DataFrame) -> pd.DataFrame:
    """How far the AUC of each classifier is spread over the random splits.

    Parameters
    ----------
    performance : DataFrame
        `catalog.Performance` of all classifiers.

    Returns
    -------
    DataFrame
        One row per classifier and feature set: 2.5, 25, 50, 75 and 97.5 % quantiles, and the share
        of splits at or below 0.5, which is chance.
    """
    rows = []
    known = performance.dropna(subset=["auc"])
    for (classifier, features), group in known.groupby(["classifier", "feature_set"], sort=False):
        spread = {name: group["auc"].quantile(level) for name, level in QUANTILES.items()}
        below = float((group["auc"] <= CHANCE_LEVEL).mean())
        rows.append({"classifier": classifier, "features": features, **spread, "by_chance": below})
    return pd.DataFrame(rows, columns=["classifier", "features", *QUANTILES, "by_chance"])


def calibration(groups: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
    """Predicted beside observed, of the procedure that is called honest.

    Parameters
    ----------
    groups, candidates : DataFrame
        `catalog.Calibration` and `catalog.Candidates`.

    Returns
    -------
    DataFrame
        One row per group of rising score.
    """
    honest = candidates.loc[candidates["chosen"], "candidate"]
    return groups.loc[groups["candidate"].isin(honest), CALIBRATION].reset_index(drop=True)


def nulls(chance: pd.DataFrame, drawn: pd.DataFrame) -> pd.DataFrame:
    """The nulls of the main claims, and in the last row of each what was observed.

    Parameters
    ----------
    chance, drawn : DataFrame
        `catalog.Chance` and `catalog.Nulls`.

    Returns
    -------
    DataFrame
        Columns `claim` (in words), `kind` (by chance or observed) and `value`.
    """
    parts = []
    for row in chance.dropna(subset=["observed"]).to_dict("records"):
        name = str(row["claim"])
        words = [said for claim, said in SHOWN.items() if claim in {name, name.partition(".")[2]}]
        if not words:
            continue
        who = "" if words[0].startswith("AUC") else f" ({row['profile']})"
        null = drawn.loc[drawn["claim"] == name, "value"]
        values = pd.DataFrame({"kind": "by chance", "value": null})
        values.loc[len(drawn)] = ["observed", row["observed"]]
        parts.append(values.assign(claim=words[0] + who))
    columns = ["claim", "kind", "value"]
    return pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns)

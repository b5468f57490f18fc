"""What the run says of the classifiers on the study's own splits, and of its held-out patients."""

import pandas as pd

from sonogenomics.diagnosis.metrics import auc
from sonogenomics.diagnosis.quoted import quoted
from sonogenomics.ledger.people import ARMS, Fact, Facts
from sonogenomics.ledger.tables import Tables


def classifiers(tables: Tables) -> Facts:
    """Rows, splits, and each classifier on the split with the best hard calls.

    Parameters
    ----------
    tables : Tables
        Of one run.

    Returns
    -------
    dict of str to tuple
        By quantity of the vocabulary.
    """
    facts: dict[str, Fact] = {}
    if not tables.replication.empty:
        facts |= _rows(tables) | _best(tables.replication)
    found = tables.replicated_features
    for which in ("differential", "module"):
        n = float(found[f"used_{which}"].astype(bool).sum())
        facts |= {f"replication.n_features.{which}": (n,)} if n else {}
    if tables.profile.name == "published":
        facts |= _held_out(tables.validation)
    return facts


def _rows(tables: Tables) -> dict[str, Fact]:
    """Who was modelled: everyone with URFs, but for whom the study left out or could not name."""
    rule, outcome = tables.published, tables.patients["outcome"]
    outcome = outcome[outcome.index.isin(tables.urfs.index)].drop(
        index=list(rule.left_out), errors="ignore"
    )
    arms = {arm: int((outcome == code).sum()) for arm, code in ARMS.items()}
    if rule.nameless is not None:
        arms[rule.nameless] += 1
    tested = tables.replicated_scores.groupby(["classifier", "feature_set"])["patient_id"].size()
    n, n_test = sum(arms.values()), int(tested.max())
    splits = tables.replication.groupby(["classifier", "feature_set"]).size()
    return {
        "replication.n_patients": (float(n),),
        **{f"replication.n_{arm}": (float(count),) for arm, count in arms.items()},
        "replication.n_train": (float(n - n_test),),
        "replication.n_test": (float(n_test),),
        "replication.n_splits": (float(splits.max()),),
    }


def _best(replication: pd.DataFrame) -> dict[str, Fact]:
    """What the study would quote of each classifier, and its specificity on that split."""
    by = ["classifier", "feature_set", "split"]
    facts: dict[str, Fact] = {}
    whole: dict[str, list[float]] = {}
    for row in quoted(replication).merge(replication[[*by, "specificity"]], on=by).itertuples():
        name, which, value = str(row.classifier), str(row.feature_set), float(str(row.quoted))
        facts[f"replication.best.{name}.{which}"] = (value,)
        specificity = 100 * float(str(row.specificity))
        facts[f"replication.specificity.{name}.{which}"] = (specificity,)
        whole.setdefault(which, []).append(value)
    return facts | {f"replication.best.{which}": tuple(found) for which, found in whole.items()}


def _held_out(validation: pd.DataFrame) -> dict[str, Fact]:
    groups = [rows for _, rows in validation.groupby("classifier")]
    found = tuple(float(auc(rows["outcome"], rows["score"])) for rows in groups)
    return {"validation.auc": found} if found else {}

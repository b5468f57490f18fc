"""What the published study quotes of many splits: the best one, by its own rule."""

import pandas as pd

WITH_SCORES = ("tree", "logistic", "network")  # drawn with scores; the others with hard calls
COLUMNS = [
    *("classifier", "feature_set", "measure", "n_splits", "split", "quoted"),
    *("median", "q025", "q975", "share_of_chance"),
]
CHANCE = 0.5


def measure_of(classifier: str) -> str:
    """The kind of AUC by which the study quotes a classifier: of scores, or of hard calls.

    Examples
    --------
    >>> measure_of("logistic"), measure_of("svm")
    ('auc', 'auc_calls')
    """
    return "auc" if classifier in WITH_SCORES else "auc_calls"


def quoted(replication: pd.DataFrame) -> pd.DataFrame:
    """The split that is quoted of each classifier, and the same measure over all splits.

    Splits are ranked by the AUC of hard 0/1 calls; of equals the first. On that split tree,
    logistic regression and network are quoted with the AUC of their scores, the others with that of
    their hard calls.

    Parameters
    ----------
    replication : DataFrame
        `catalog.Replication`.

    Returns
    -------
    DataFrame
        One row per feature set and classifier, in the order of the table: classifier, feature_set,
        measure, n_splits, split, quoted, then median, 2.5 % and 97.5 % quantile over all splits,
        and the share of splits that are no better than 0.5.

    Examples
    --------
    >>> splits = pd.DataFrame({"classifier": "logistic", "feature_set": "module",
    ...     "split": [1, 2, 3], "auc": [0.7, 0.5, 0.8], "auc_calls": [0.75, 0.5, 0.6]})
    >>> quoted(splits)[["split", "quoted", "median"]].to_numpy().tolist()
    [[1.0, 0.7, 0.7]]
    """
    rows = []
    for (which, name), mine in replication.groupby(["feature_set", "classifier"], sort=False):
        measure = measure_of(str(name))
        ordered = mine.sort_values("split", kind="stable")
        best = ordered.iloc[int(ordered["auc_calls"].to_numpy().argmax())]
        values = ordered[measure]
        spread = [float(values.quantile(level)) for level in (0.5, 0.025, 0.975)]
        poor = float((values <= CHANCE).mean())
        found = (name, which, measure, len(values), int(best["split"]), float(best[measure]))
        rows.append((*found, *spread, poor))
    return pd.DataFrame(rows, columns=COLUMNS)

"""How the AUC grows with the number of patients learned from."""

import pandas as pd

from sonogenomics.diagnosis.corrected import corrected_interval

COLUMNS = ["candidate", "n_train", "n_repeats", "auc", "auc_low", "auc_high"]


def learning_curve(runs: pd.DataFrame) -> pd.DataFrame:
    """Mean AUC and its interval for every size of training set.

    Parameters
    ----------
    runs : DataFrame
        One row per candidate, fraction of the training patients, fold and repeat: candidate,
        fraction, n_train (patients learned from), n_test, auc.

    Returns
    -------
    DataFrame
        One row per candidate and fraction, sizes rising: candidate, n_train (mean over the folds),
        n_repeats (folds and repeats), auc, auc_low and auc_high (95 %, Nadeau-Bengio, cut at 0 and
        1).

    Raises
    ------
    StudyError
        A size with a single fold, or a fold without an AUC.

    Examples
    --------
    >>> runs = pd.DataFrame({"candidate": "ridge", "fraction": [0.5, 0.5, 1.0, 1.0],
    ...     "n_train": [40, 41, 80, 81], "n_test": 20, "auc": [0.6, 0.64, 0.7, 0.72]})
    >>> learning_curve(runs)[["n_train", "n_repeats", "auc"]].to_numpy().tolist()
    [[40.0, 2.0, 0.62], [80.0, 2.0, 0.71]]
    """
    rows = []
    for (candidate, _), mine in runs.groupby(["candidate", "fraction"], sort=True):
        found = corrected_interval(mine["auc"], mine["n_train"], mine["n_test"])
        n_train = round(float(mine["n_train"].mean()))
        limits = max(0.0, found.low), min(1.0, found.high)
        rows.append((candidate, n_train, len(mine), found.mean, *limits))
    return pd.DataFrame(rows, columns=COLUMNS)

"""How well each model did in the held-out patients, with the uncertainty of so few."""

import numpy as np
import pandas as pd

from sonogenomics.diagnosis.metrics import Interval, auc, auc_interval, performance

COLUMNS = ["classifier", "feature_set", "n_positive", "n_negative", "auc", "auc_low", "auc_high"]
LEAST = 2  # patients an arm needs for an interval


def held_out(validation: pd.DataFrame) -> pd.DataFrame:
    """AUC, its 95 % interval, sensitivity and specificity of every model.

    Parameters
    ----------
    validation : DataFrame
        `catalog.Validation`.

    Returns
    -------
    DataFrame
        One row per model, highest AUC first; a model that met one arm only is left out, and one
        with a single patient in an arm has no interval (NaN).
    """
    rows = [
        {"classifier": classifier, "feature_set": which, **_judged(mine)}
        for (classifier, which), mine in validation.groupby(["classifier", "feature_set"])
        if mine["outcome"].nunique() == LEAST
    ]
    table = pd.DataFrame(rows, columns=[*COLUMNS, "sensitivity", "specificity"])
    order = ["auc", "classifier", "feature_set"]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)


def _judged(rows: pd.DataFrame) -> dict[str, float]:
    outcome, scores = rows["outcome"].to_numpy(), rows["score"].to_numpy(dtype=float)
    n_positive, n_negative = int((outcome == 1).sum()), int((outcome == 0).sum())
    value = Interval(float(auc(outcome, scores)), np.nan, np.nan)
    if min(n_positive, n_negative) >= LEAST:
        value = auc_interval(outcome, scores)
    at_cut = performance(outcome, scores).iloc[0]
    return {
        "n_positive": n_positive,
        "n_negative": n_negative,
        "auc": value.value,
        "auc_low": value.low,
        "auc_high": value.high,
        "sensitivity": float(at_cut["sensitivity"]),
        "specificity": float(at_cut["specificity"]),
    }

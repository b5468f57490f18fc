"""How well scores tell positive from negative patients: AUC, its interval, and calls at 0.5."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm, rankdata
from sklearn.metrics import roc_curve

from sonogenomics.diagnosis.classifiers import CUT_OFF
from sonogenomics.diagnosis.estimators import Floats, Labels
from sonogenomics.errors import StudyError


def auc(outcome: npt.ArrayLike, scores: npt.ArrayLike) -> Floats:
    """Chance that a positive patient scores above a negative one (area under the ROC curve).

    ``AUC = (R - n1 (n1 + 1) / 2) / (n1 n0)`` with R the sum of the positives' ranks; a tie counts
    half. Many resamplings are ranked in one call.

    Parameters
    ----------
    outcome : array-like, shape (..., n_patients)
        1 = positive, 0 = negative.
    scores : array-like, shape (..., n_patients)
        Higher means more likely positive.

    Returns
    -------
    ndarray, shape (...)
        NaN where an arm is empty.

    References
    ----------
    Hanley & McNeil 1982, Radiology 143:29-36.

    Examples
    --------
    >>> float(auc([0, 0, 1, 1], [0.1, 0.4, 0.4, 0.8]))
    0.875
    """
    outcome = np.asarray(outcome)
    ranks = rankdata(np.asarray(scores, dtype=float), axis=-1)
    n1 = outcome.sum(axis=-1)
    n0 = outcome.shape[-1] - n1
    excess = (ranks * outcome).sum(axis=-1) - n1 * (n1 + 1) / 2
    return np.asarray(_share(excess, n1 * n0))


def _share(part: npt.ArrayLike, whole: npt.ArrayLike) -> Floats:
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    share = np.full(part.shape, np.nan)
    np.divide(part, whole, out=share, where=whole > 0)
    return share


def performance(outcome: npt.ArrayLike, scores: npt.ArrayLike) -> pd.DataFrame:
    """AUC, and sensitivity, specificity and accuracy at 0.5, of each resampling.

    Parameters
    ----------
    outcome, scores : array-like, shape (n_resamplings, n_patients)
        Status and score of each resampling's tested patients.

    Returns
    -------
    DataFrame, shape (n_resamplings, 4)
        Columns auc, sensitivity, specificity, accuracy.

    Examples
    --------
    >>> performance([[0, 0, 1, 1]], [[0.1, 0.6, 0.5, 0.8]])
        auc  sensitivity  specificity  accuracy
    0  0.75          1.0          0.5      0.75
    """
    outcome = np.atleast_2d(outcome)
    called = np.atleast_2d(scores) >= CUT_OFF
    right = called == (outcome == 1)
    n1 = outcome.sum(axis=1)
    return pd.DataFrame(
        {
            "auc": auc(outcome, scores),
            "sensitivity": _share((right & (outcome == 1)).sum(axis=1), n1),
            "specificity": _share((right & (outcome == 0)).sum(axis=1), outcome.shape[1] - n1),
            "accuracy": right.mean(axis=1),
        }
    )


@dataclass(frozen=True)
class Interval:
    """An estimate between the limits of its confidence interval."""

    value: float
    low: float
    high: float


def auc_interval(outcome: npt.ArrayLike, scores: npt.ArrayLike, level: float = 0.95) -> Interval:
    """AUC with its confidence interval after DeLong.

    The variance is ``S(V10) / n1 + S(V01) / n0``, S the sample variance of the placement values:
    the share of negatives that a positive outscores, and the share of positives that outscore a
    negative. The limits are normal, cut at 0 and 1.

    Parameters
    ----------
    outcome, scores : array-like, shape (n_patients,)
        At least two patients in each arm.
    level : float
        Of confidence.

    Returns
    -------
    Interval
        When the arms are fully apart the variance is zero and both limits are the AUC: that says
        there are too few patients to tell, not that it is certain.

    Raises
    ------
    StudyError
        An arm has fewer than two patients.

    References
    ----------
    DeLong et al. 1988, Biometrics 44:837-845. Sun & Xu 2014, IEEE Signal Process Lett 21:1389-1393.

    Examples
    --------
    >>> interval = auc_interval([0, 0, 0, 1, 1, 1], [0.1, 0.2, 0.6, 0.4, 0.7, 0.8])
    >>> round(interval.value, 3), round(interval.low, 3), interval.high
    (0.889, 0.581, 1.0)
    """
    above, below = _placements(np.asarray(outcome), np.asarray(scores))
    value = float(above.mean())
    spread = float(np.sqrt(above.var(ddof=1) / len(above) + below.var(ddof=1) / len(below)))
    reach = float(norm.ppf((1 + level) / 2)) * spread
    return Interval(value, max(0.0, value - reach), min(1.0, value + reach))


def _placements(outcome: Labels, scores: Floats) -> tuple[Floats, Floats]:
    positives, negatives = scores[outcome == 1], scores[outcome == 0]
    if min(len(positives), len(negatives)) < 2:  # noqa: PLR2004
        raise StudyError(
            f"The interval of an AUC needs two patients in each arm, here {len(positives)} are "
            f"positive and {len(negatives)} negative: hold out more patients "
            f"(cohort.test_fraction)."
        )
    ranks = rankdata(np.concatenate([positives, negatives]))
    n1, n0 = len(positives), len(negatives)
    above = (ranks[:n1] - rankdata(positives)) / n0
    below = 1 - (ranks[n1:] - rankdata(negatives)) / n1
    return above, below


def brier(outcome: npt.ArrayLike, scores: npt.ArrayLike) -> float:
    """Mean squared distance of the score from what was true; 0 is perfect.

    Examples
    --------
    >>> brier([1, 0], [0.75, 0.5])
    0.15625
    """
    return float(np.mean((np.asarray(scores) - np.asarray(outcome)) ** 2))


def roc_points(outcome: npt.ArrayLike, scores: npt.ArrayLike) -> pd.DataFrame:
    """The corners of the ROC curve.

    Returns
    -------
    DataFrame
        Columns fpr (1 - specificity) and tpr (sensitivity), from (0, 0) to (1, 1).

    Examples
    --------
    >>> roc_points([0, 1], [0.2, 0.7]).to_numpy().tolist()
    [[0.0, 0.0], [0.0, 1.0], [1.0, 1.0]]
    """
    fpr, tpr, _ = roc_curve(outcome, scores)
    return pd.DataFrame({"fpr": fpr, "tpr": tpr})


def calibration(outcome: npt.ArrayLike, scores: npt.ArrayLike, bins: int = 5) -> pd.DataFrame:
    """What was predicted beside what was seen, in equally large groups of rising score.

    Parameters
    ----------
    outcome, scores : array-like, shape (n_patients,)
        Status and score.
    bins : int
        Groups wanted; fewer where patients tie or are few.

    Returns
    -------
    DataFrame
        One row per group: predicted (mean score), observed (share positive), n.

    Examples
    --------
    >>> calibration([0, 0, 1, 1], [0.125, 0.25, 0.5, 0.75], bins=2)
       predicted  observed  n
    0     0.1875       0.0  2
    1     0.6250       1.0  2
    """
    table = pd.DataFrame({"predicted": np.asarray(scores), "observed": np.asarray(outcome)})
    group = pd.qcut(table["predicted"], min(bins, len(table)), labels=False, duplicates="drop")
    grouped = table.groupby(group.fillna(0))
    return grouped.mean().assign(n=grouped.size()).reset_index(drop=True)

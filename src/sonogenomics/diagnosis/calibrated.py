"""Whether scores can be read as probabilities: slope, intercept, groups, Brier score."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import logit

from sonogenomics.diagnosis.estimators import Floats, Labels
from sonogenomics.diagnosis.maximum_likelihood import fit_logistic
from sonogenomics.diagnosis.metrics import brier, calibration
from sonogenomics.diagnosis.proportions import share_interval
from sonogenomics.errors import StudyError

CLIP = 0.001  # scores are kept this far from 0 and 1, where the logit has no end; a forest of
# 500 trees cannot tell less
SEPARATED = "The scores separate the arms: the slope has no end."
EQUAL = "All scores are equal: there is no slope."


@dataclass(frozen=True)
class Recalibration:
    """What would have to be done to the scores for them to be probabilities.

    Attributes
    ----------
    intercept : float
        To be added to the logit of every score; above 0 the scores are too low on the whole.
    slope : float
        The logit's factor; below 1 the scores are too extreme. NaN where there is none.
    n_clipped : int
        Patients whose score was moved away from 0 or 1.
    why : str
        Why there is no slope; empty where there is one.
    """

    intercept: float
    slope: float
    n_clipped: int
    why: str = ""


def recalibration(
    outcome: npt.ArrayLike, scores: npt.ArrayLike, clip: float = CLIP
) -> Recalibration:
    r"""Calibration-in-the-large and calibration slope.

    The intercept is a in :math:`\mathrm{logit}\, P(y) = a + \mathrm{logit}(s)`, the slope is b in
    :math:`\mathrm{logit}\, P(y) = a' + b\, \mathrm{logit}(s)`. Perfect scores have 0 and 1.

    Parameters
    ----------
    outcome, scores : array-like, shape (n_patients,)
        Status and score between 0 and 1.
    clip : float
        Scores below it are raised to it, and likewise at the other end.

    Returns
    -------
    Recalibration
        Without a slope where the scores separate the arms or are all equal; `why` says so.

    Raises
    ------
    StudyError
        All patients are of one arm.

    References
    ----------
    Cox DR. Biometrika 1958;45:562-565. Van Calster et al. BMC Med 2019;17:230.

    Examples
    --------
    >>> found = recalibration([0, 1, 0, 1], [0.2, 0.2, 0.8, 0.8])
    >>> abs(round(found.intercept, 6)), abs(round(found.slope, 6))
    (0.0, 0.0)
    """
    outcome, scores = np.asarray(outcome), np.asarray(scores, dtype=float)
    if outcome.min() == outcome.max():
        raise StudyError(
            f"Calibration needs patients of both arms, here all {len(outcome)} are of one."
        )
    clipped = np.clip(scores, clip, 1 - clip)
    x, ones = logit(clipped), np.ones((len(outcome), 1))
    intercept = float(fit_logistic(ones, outcome, x).coefficients[0])
    why = _no_slope(outcome, clipped)
    slope = np.nan if why else float(fit_logistic(np.c_[ones, x], outcome).coefficients[1])
    return Recalibration(intercept, slope, int((clipped != scores).sum()), why)


def _no_slope(outcome: Labels, scores: Floats) -> str:
    positives, negatives = scores[outcome == 1], scores[outcome == 0]
    if scores.min() == scores.max():
        return EQUAL
    apart = positives.min() >= negatives.max() or positives.max() <= negatives.min()
    return SEPARATED if apart else ""


def calibration_groups(
    outcome: npt.ArrayLike, scores: npt.ArrayLike, bins: int = 5, repeats: int = 1
) -> pd.DataFrame:
    """What was predicted beside what was seen, by groups of rising score, with its interval.

    Parameters
    ----------
    outcome, scores : array-like, shape (n_rows,)
        Status and score; of every patient `repeats` rows where the scoring was repeated.
    bins : int
        Groups wanted; fewer where scores tie.
    repeats : int
        Rows a patient. The interval counts patients, not rows.

    Returns
    -------
    DataFrame
        One row per group: predicted (mean score), observed (share positive), low and high (95 %,
        Wilson), n (patients, on average over the repeats).

    Examples
    --------
    >>> calibration_groups([0, 0, 1, 1], [0.125, 0.25, 0.5, 0.75], bins=2).round(3)
       predicted  observed    low   high  n
    0      0.188       0.0  0.000  0.658  2
    1      0.625       1.0  0.342  1.000  2
    """
    groups = calibration(outcome, scores, bins)
    n = (groups["n"] / repeats).round().clip(lower=1).astype(int)
    low, high = share_interval(groups["observed"] * n, n)
    return groups.assign(low=low, high=high, n=n)[["predicted", "observed", "low", "high", "n"]]


def scaled_brier(outcome: npt.ArrayLike, scores: npt.ArrayLike) -> float:
    r"""Share of the Brier score that the model saves: 1 is perfect, 0 is to know the mean only.

    :math:`1 - B / (\bar y (1 - \bar y))`, negative where the scores do worse than giving everyone
    the share of positive patients.

    Parameters
    ----------
    outcome, scores : array-like, shape (n_patients,)
        Status and score, both arms present.

    Returns
    -------
    float

    References
    ----------
    Steyerberg et al. Epidemiology 2010;21:128-138.

    Examples
    --------
    >>> scaled_brier([0, 1], [0.5, 0.5]), scaled_brier([0, 1], [0.0, 1.0])
    (0.0, 1.0)
    """
    share = float(np.mean(np.asarray(outcome, dtype=float)))
    return 1 - brier(outcome, scores) / (share * (1 - share))

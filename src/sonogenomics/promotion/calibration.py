"""Calibration slope and calibration-in-the-large, each with its interval."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit
from scipy.stats import norm

from sonogenomics.diagnosis.calibrated import CLIP, recalibration
from sonogenomics.diagnosis.estimators import Floats
from sonogenomics.diagnosis.maximum_likelihood import fit_logistic
from sonogenomics.diagnosis.metrics import Interval


@dataclass(frozen=True)
class Calibrated:
    """Whether probabilities can be taken at their word.

    Attributes
    ----------
    slope : Interval
        Perfect is 1; below it the probabilities are too extreme. NaN where there is none.
    intercept : Interval
        Calibration-in-the-large, in log-odds: perfect is 0; above it they are too low on the whole.
    why : str
        Why there is no slope; empty where there is one.
    """

    slope: Interval
    intercept: Interval
    why: str = ""


def calibrated(outcome: npt.ArrayLike, scores: npt.ArrayLike, level: float = 0.95) -> Calibrated:
    r"""Recalibrate by logistic regression and take the limits from its information matrix (Wald).

    The standard errors are the roots of the diagonal of :math:`(X^T W X)^{-1}` with
    :math:`W = \mathrm{diag}(p (1 - p))` at the fitted p.

    Parameters
    ----------
    outcome, scores : array-like, shape (n_patients,)
        Status, both arms present, and probability.
    level : float
        Of confidence.

    Returns
    -------
    Calibrated

    References
    ----------
    Cox DR. Biometrika 1958;45:562-565. R's `summary(glm(y ~ offset(lp)))` and `glm(y ~ lp)`.
    """
    outcome, scores = np.asarray(outcome), np.asarray(scores, dtype=float)
    found = recalibration(outcome, scores)
    x = logit(np.clip(scores, CLIP, 1 - CLIP))
    ones = np.ones((len(x), 1))
    z = float(norm.ppf((1 + level) / 2))
    intercept = _limits(found.intercept, z * _error(ones, found.intercept + x))
    if found.why:
        return Calibrated(Interval(np.nan, np.nan, np.nan), intercept, found.why)
    design = np.c_[ones, x]
    fitted = fit_logistic(design, outcome).coefficients
    return Calibrated(_limits(found.slope, z * _error(design, design @ fitted)), intercept)


def _error(design: Floats, eta: Floats) -> float:
    """Standard error of the last coefficient."""
    weight = expit(eta) * expit(-eta)
    return float(np.sqrt(np.linalg.inv((design.T * weight) @ design)[-1, -1]))


def _limits(value: float, reach: float) -> Interval:
    return Interval(value, value - reach, value + reach)

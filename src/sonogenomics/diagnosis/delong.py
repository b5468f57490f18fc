"""Whether one model tells the arms apart better than another, on the same patients (DeLong)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import norm, rankdata

from sonogenomics.diagnosis.estimators import Floats
from sonogenomics.errors import StudyError

FEWEST = 2  # patients of an arm, so that its placements have a variance
ROUNDING = 1e-12  # variances and differences below it are zero but for the last digits


@dataclass(frozen=True)
class AucDifference:
    """Two AUCs of the same patients, their difference and its test.

    Attributes
    ----------
    one, other : float
        AUC of each model.
    difference, low, high : float
        `one - other` with its confidence interval, cut at -1 and 1.
    z, p : float
        The difference in standard errors, and the two-sided p-value.
    """

    one: float
    other: float
    difference: float
    low: float
    high: float
    z: float
    p: float


def delong_covariance(outcome: npt.ArrayLike, scores: npt.ArrayLike) -> tuple[Floats, Floats]:
    r"""AUC of every model, and how far these AUCs vary together over other patients.

    .. math:: \mathrm{cov} = S(V_{10}) / n_1 + S(V_{01}) / n_0

    with S the sample covariance over the models of the placement values: the share of negatives
    that a positive outscores (:math:`V_{10}`), and the share of positives that outscore a negative
    (:math:`V_{01}`), both from mid-ranks in n log n steps.

    Parameters
    ----------
    outcome : array-like, shape (n_patients,)
        1 = positive, 0 = negative; two patients in each arm at least.
    scores : array-like, shape (n_models, n_patients)
        Higher means more likely positive.

    Returns
    -------
    aucs : ndarray, shape (n_models,)
    covariance : ndarray, shape (n_models, n_models)

    Raises
    ------
    StudyError
        An arm has fewer than two patients.

    References
    ----------
    DeLong et al. 1988, Biometrics 44:837-845. Sun & Xu 2014, IEEE Signal Process Lett 21:1389-1393.

    Examples
    --------
    >>> aucs, covariance = delong_covariance([0, 0, 1, 1], [[1, 2, 3, 4], [1, 3, 2, 4]])
    >>> aucs.tolist(), covariance.tolist()
    ([1.0, 0.75], [[0.0, 0.0], [0.0, 0.125]])
    """
    outcome, scores = np.asarray(outcome), np.atleast_2d(np.asarray(scores, dtype=float))
    positives, negatives = scores[:, outcome == 1], scores[:, outcome == 0]
    n1, n0 = positives.shape[1], negatives.shape[1]
    if min(n1, n0) < FEWEST:
        raise StudyError(
            f"DeLong's test needs two patients in each arm, here {n1} are positive and {n0} "
            f"negative: add patients, or test larger folds."
        )
    ranks = rankdata(np.hstack([positives, negatives]), axis=1)
    above = (ranks[:, :n1] - rankdata(positives, axis=1)) / n0
    below = 1 - (ranks[:, n1:] - rankdata(negatives, axis=1)) / n1
    covariance = np.atleast_2d(np.cov(above)) / n1 + np.atleast_2d(np.cov(below)) / n0
    return above.mean(axis=1), covariance


def delong_test(
    outcome: npt.ArrayLike, one: npt.ArrayLike, other: npt.ArrayLike, level: float = 0.95
) -> AucDifference:
    r"""Compare the AUCs of two models that scored the same patients.

    :math:`z = (A_1 - A_2) / \sqrt{v_{11} + v_{22} - 2 v_{12}}` with v from `delong_covariance`.

    Parameters
    ----------
    outcome, one, other : array-like, shape (n_patients,)
        Status, and the scores of two models.
    level : float
        Of confidence.

    Returns
    -------
    AucDifference
        Without any variance (equal rankings, or arms fully apart in both) p is 1 for equal AUCs
        and 0 for unequal ones: too few patients to tell, as the zero width says.

    Raises
    ------
    StudyError
        An arm has fewer than two patients.

    References
    ----------
    DeLong et al. 1988, Biometrics 44:837-845; R's `pROC::roc.test(paired = TRUE)`.

    Examples
    --------
    >>> outcome = [0, 0, 0, 1, 1, 1]
    >>> test = delong_test(outcome, [1, 2, 3, 4, 5, 6], [1, 4, 2, 3, 5, 6])
    >>> round(test.difference, 3), round(test.z, 3), round(test.p, 3)
    (0.111, 0.707, 0.48)
    """
    aucs, v = delong_covariance(outcome, np.vstack([np.asarray(one), np.asarray(other)]))
    difference = float(aucs[0] - aucs[1])
    variance = float(v[0, 0] + v[1, 1] - 2 * v[0, 1])
    if variance < ROUNDING:
        equal = abs(difference) < ROUNDING
        z = 0.0 if equal else float(np.copysign(np.inf, difference))
        variance = 0.0
    else:
        z = difference / float(np.sqrt(variance))
    reach = float(norm.ppf((1 + level) / 2) * np.sqrt(variance))
    return AucDifference(
        one=float(aucs[0]),
        other=float(aucs[1]),
        difference=difference,
        low=max(-1.0, difference - reach),
        high=min(1.0, difference + reach),
        z=z,
        p=float(2 * norm.sf(abs(z))),
    )

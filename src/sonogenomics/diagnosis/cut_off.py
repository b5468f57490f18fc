"""A cut-off fixed on training patients, and what it gives in others."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonogenomics.diagnosis.metrics import Interval
from sonogenomics.diagnosis.proportions import Method, share_interval
from sonogenomics.errors import StudyError


@dataclass(frozen=True)
class Calls:
    """Sensitivity and specificity with their intervals, and how many patients they rest on."""

    sensitivity: Interval
    specificity: Interval
    n_positive: int
    n_negative: int


def youden_cut_off(outcome: npt.ArrayLike, scores: npt.ArrayLike) -> float:
    """The score from which a patient is called positive, best in these patients.

    Maximises sensitivity + specificity - 1 (Youden's J) over the midpoints between neighbouring
    scores; of equals, the lowest, which misses fewest positive patients. Where no midpoint does
    better than calling everyone positive, it is the lowest score, and does that.

    Parameters
    ----------
    outcome, scores : array-like, shape (n_patients,)
        Status and score of training patients, scored by models that did not learn from them.

    Returns
    -------
    float
        Scores at or above it are called positive.

    Raises
    ------
    StudyError
        All patients are of one arm.

    References
    ----------
    Youden WJ. Cancer 1950;3:32-35.

    Examples
    --------
    >>> youden_cut_off([0, 0, 1, 1], [0.1, 0.4, 0.6, 0.9])
    0.5
    """
    outcome, scores = np.asarray(outcome), np.asarray(scores, dtype=float)
    n1 = int(outcome.sum())
    n0 = len(outcome) - n1
    if min(n1, n0) == 0:
        raise StudyError(
            f"A cut-off needs patients of both arms, here {n1} are positive and {n0} negative."
        )
    values, place = np.unique(scores, return_inverse=True)
    positives = np.bincount(place, weights=outcome, minlength=len(values))
    negatives = np.bincount(place, weights=1 - outcome, minlength=len(values))
    # J times n1 n0, a whole number, so that equals are equal: calling positive from each value on
    missed, spared = np.cumsum(positives) - positives, np.cumsum(negatives) - negatives
    best = int(np.argmax(spared * n1 - missed * n0))
    if best == 0:
        return float(values[0])
    low, high = values[best - 1], values[best]
    middle = low + (high - low) / 2
    return float(middle if middle > low else high)


def calls_at(
    outcome: npt.ArrayLike,
    scores: npt.ArrayLike,
    cut_off: npt.ArrayLike,
    method: Method = "wilson",
) -> Calls:
    """Sensitivity and specificity at a cut-off that was fixed elsewhere.

    Parameters
    ----------
    outcome, scores : array-like, shape (n_patients,)
        Status and score of patients the cut-off was not chosen on.
    cut_off : array-like
        One for all, or one a patient (each fold has its own); at or above it is positive.
    method : {'wilson', 'exact'}
        Of the 95 % intervals, see `share_interval`.

    Returns
    -------
    Calls

    Raises
    ------
    StudyError
        All patients are of one arm.

    Examples
    --------
    >>> found = calls_at([0, 0, 0, 1, 1], [0.2, 0.4, 0.7, 0.6, 0.9], 0.5)
    >>> found.sensitivity.value, round(found.specificity.value, 3), found.n_negative
    (1.0, 0.667, 3)
    """
    positive = np.asarray(outcome) == 1
    called = np.asarray(scores, dtype=float) >= np.asarray(cut_off)
    n1, n0 = int(positive.sum()), int((~positive).sum())
    if min(n1, n0) == 0:
        raise StudyError(
            f"Sensitivity and specificity need both arms, here {n1} patients are positive and "
            f"{n0} negative."
        )
    right = int((called & positive).sum()), int((~called & ~positive).sum())
    sensitivity, specificity = (
        Interval(k / n, *(float(limit) for limit in share_interval(k, n, method)))
        for k, n in zip(right, (n1, n0), strict=True)
    )
    return Calls(sensitivity, specificity, n1, n0)

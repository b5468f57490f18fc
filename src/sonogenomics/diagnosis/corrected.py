"""Intervals and tests over resamplings that share patients (Nadeau and Bengio's correction)."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import t as student

from sonogenomics.errors import StudyError

FEWEST = 2  # resamplings, so that they have a variance


@dataclass(frozen=True)
class Corrected:
    """A mean over resamplings, with an interval that knows they overlap.

    Attributes
    ----------
    mean, low, high : float
        The mean and its confidence interval.
    t, df, p : float
        Distance from the null value in standard errors, degrees of freedom, two-sided p-value.
    """

    mean: float
    low: float
    high: float
    t: float
    df: int
    p: float


def corrected_interval(
    values: npt.ArrayLike,
    n_train: npt.ArrayLike,
    n_test: npt.ArrayLike,
    null: float = 0.0,
    level: float = 0.95,
) -> Corrected:
    r"""Mean of a score over folds and repeats, with an interval wide enough for their overlap.

    Folds learn from almost the same patients, so their scores are no independent draws and the
    usual interval is far too narrow. With J values of sample variance :math:`s^2`,

    .. math:: \mathrm{se}^2 = s^2 \left( \frac{1}{J} + \frac{n_{test}}{n_{train}} \right)

    on J - 1 degrees of freedom. For k folds repeated r times J = k r. For two models on the same
    folds, hand in their differences.

    Parameters
    ----------
    values : array-like, any shape, J values
        One score, or paired difference, for each fold and repeat.
    n_train, n_test : array-like
        Patients learned from and tested: one number, or one a value (their sums are compared).
    null : float
        What the test compares the mean with: 0 for differences, 0.5 for an AUC.
    level : float
        Of confidence.

    Returns
    -------
    Corrected
        Without any variance p is 1 at the null value and 0 elsewhere.

    Raises
    ------
    StudyError
        Fewer than two values, or a value that is missing.

    References
    ----------
    Nadeau C, Bengio Y. Mach Learn 2003;52:239-281 (corrected resampled t-test).
    Bouckaert RR, Frank E. PAKDD 2004, LNCS 3056:3-12 (for repeated k-fold cross-validation).

    Examples
    --------
    >>> found = corrected_interval([0.60, 0.70, 0.65, 0.75], n_train=80, n_test=20, null=0.5)
    >>> round(found.mean, 3), round(found.low, 3), round(found.high, 3), round(found.p, 4)
    (0.675, 0.53, 0.82, 0.0313)
    """
    values = np.asarray(values, dtype=float).ravel()
    _refuse(values)
    mean, spread = float(values.mean()), float(values.std(ddof=1))
    overlap = float(np.sum(n_test) / np.sum(n_train))
    error = spread * float(np.sqrt(1 / len(values) + overlap))
    df = len(values) - 1
    reach = float(student.ppf((1 + level) / 2, df)) * error
    t = _standardised(mean - null, error)
    return Corrected(mean, mean - reach, mean + reach, t, df, float(2 * student.sf(abs(t), df)))


def _standardised(distance: float, error: float) -> float:
    if error > 0:
        return distance / error
    return 0.0 if distance == 0 else float(np.copysign(np.inf, distance))


def _refuse(values: npt.NDArray[np.float64]) -> None:
    if len(values) < FEWEST:
        raise StudyError(
            f"An interval over resamplings needs two of them, here there is {len(values)}: ask "
            f"for more folds or repeats."
        )
    if not np.isfinite(values).all():
        raise StudyError(
            f"{int((~np.isfinite(values)).sum())} of {len(values)} resamplings have no score, "
            f"most often because a fold lacks one arm: ask for fewer folds, or stratify them."
        )

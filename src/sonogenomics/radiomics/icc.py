"""How far repeated measurements of the same subjects agree: intraclass correlation."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import f as f_distribution

from sonogenomics.errors import StudyError

FEWEST = 2  # subjects and raters that an analysis of variance needs
TAIL = 0.975  # of a two-sided interval of 95 %
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Icc:
    """Intraclass correlations, one a feature.

    Attributes
    ----------
    value : array, features
        1 is perfect agreement; NaN where no rating varies.
    low, high : array, features
        Interval of 95 %.
    """

    value: Values
    low: Values
    high: Values


def icc_2_1(ratings: Values) -> Icc:
    r"""How much of the spread of a measurement lies between subjects, not between their raters.

    Two-way random effects, absolute agreement, single rater: every subject is measured by the same
    raters, and a rater who measures too high throughout counts as disagreement. With the mean
    squares of subjects (rows), raters (columns) and error,

    .. math:: ICC(2,1) = \frac{MS_R - MS_E}{MS_R + (k - 1) MS_E + k (MS_C - MS_E) / n}

    and the interval of Shrout and Fleiss, whose degrees of freedom are Satterthwaite's.

    Parameters
    ----------
    ratings : array, subjects x raters x features
        No missing value.

    Returns
    -------
    Icc

    Raises
    ------
    StudyError
        Fewer than two subjects or raters.

    References
    ----------
    Shrout PE, Fleiss JL. Psychol Bull 1979;86:420-428.
    McGraw KO, Wong SP. Psychol Methods 1996;1:30-46, ICC(A,1).

    Examples
    --------
    >>> ratings = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8],
    ...                     [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7.0]])
    >>> icc_2_1(ratings[:, :, None]).value.round(2)
    array([0.29])
    """
    n, k = _size(ratings)
    of_all = ratings.mean(axis=(0, 1))
    rows, columns = ratings.mean(axis=1), ratings.mean(axis=0)
    subjects = k * ((rows - of_all) ** 2).sum(axis=0) / (n - 1)
    raters = n * ((columns - of_all) ** 2).sum(axis=0) / (k - 1)
    rest = ratings - rows[:, None] - columns[None] + of_all
    error = (rest**2).sum(axis=(0, 1)) / ((n - 1) * (k - 1))
    whole = subjects + (k - 1) * error + k * (raters - error) / n
    value = _ratio(subjects - error, whole)
    others = (n * (1 + (k - 1) * value) - k * value) * error
    # degrees of freedom of k ICC MS_C + (n (1 + (k - 1) ICC) - k ICC) MS_E
    above = (k - 1) * (n - 1) * (k * value * raters + others) ** 2
    freedom = _ratio(above, (n - 1) * (k * value * raters) ** 2 + others**2)
    upper = f_distribution.ppf(TAIL, n - 1, freedom)
    lower = f_distribution.ppf(TAIL, freedom, n - 1)
    disagreement = k * raters + (k * n - k - n) * error
    low = _ratio(n * (subjects - upper * error), upper * disagreement + n * subjects)
    high = _ratio(n * (lower * subjects - error), disagreement + n * lower * subjects)
    return _where_it_varies(ratings, Icc(value, low, high), subjects, raters + error)


def icc_1_1(ratings: Values) -> Icc:
    r"""The same where each subject has raters of its own, such as views without a common order.

    One-way random effects, single rater. With the mean squares between and within subjects,

    .. math:: ICC(1,1) = \frac{MS_B - MS_W}{MS_B + (k - 1) MS_W}

    and the exact interval by the F distribution.

    Parameters
    ----------
    ratings : array, subjects x raters x features
        No missing value; the order of a subject's raters plays no part.

    Returns
    -------
    Icc

    Raises
    ------
    StudyError
        Fewer than two subjects or raters.

    References
    ----------
    Shrout PE, Fleiss JL. Psychol Bull 1979;86:420-428.

    Examples
    --------
    >>> views = np.array([[0.1, 0.2], [0.5, 0.4], [0.9, 0.8]])
    >>> icc_1_1(views[:, :, None]).value.round(3)
    array([0.96])
    """
    n, k = _size(ratings)
    rows = ratings.mean(axis=1)
    between = k * ((rows - rows.mean(axis=0)) ** 2).sum(axis=0) / (n - 1)
    within = ((ratings - rows[:, None]) ** 2).sum(axis=(0, 1)) / (n * (k - 1))
    value = _ratio(between - within, between + (k - 1) * within)
    upper = f_distribution.ppf(TAIL, n - 1, n * (k - 1))
    lower = f_distribution.ppf(TAIL, n * (k - 1), n - 1)
    low = _ratio(between - upper * within, between + (k - 1) * upper * within)
    high = _ratio(lower * between - within, lower * between + (k - 1) * within)
    return _where_it_varies(ratings, Icc(value, low, high), between, within)


def _size(ratings: Values) -> tuple[int, int]:
    n, k, _ = ratings.shape
    if min(n, k) < FEWEST:
        raise StudyError(
            f"Agreement needs {FEWEST} subjects and {FEWEST} measurements each; there are {n} and "
            f"{k}: leave the robustness of features out, or add images."
        )
    return n, k


def _ratio(above: Values, below: Values) -> Values:
    """NaN where there is nothing to divide by."""
    ratio = np.full(np.shape(above), np.nan)
    np.divide(above, below, out=ratio, where=below != 0)
    return ratio


def _where_it_varies(ratings: Values, icc: Icc, subjects: Values, others: Values) -> Icc:
    """Nothing where no rating varies; one where subjects alone do, which F cannot say."""
    varies = np.ptp(ratings, axis=(0, 1)) > 0
    perfect = varies & (others <= np.finfo(float).eps * subjects)
    return Icc(
        *(
            np.where(varies, np.where(perfect, 1.0, each), np.nan)
            for each in (icc.value, icc.low, icc.high)
        )
    )

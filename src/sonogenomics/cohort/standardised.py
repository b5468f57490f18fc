"""How far two groups of patients are apart on a clinical variable, whatever their number."""

import numpy as np
import pandas as pd


def standardised_difference(one: pd.Series, other: pd.Series, is_number: bool) -> float:
    r"""Distance of two groups in standard deviations; 0.1 is usually called negligible.

    Unlike a p-value it does not shrink with the number of patients. Numbers:

    .. math:: d = \frac{\bar x_1 - \bar x_0}{\sqrt{(s_1^2 + s_0^2) / 2}}

    Categories: with :math:`T` and :math:`C` the shares of all categories but the first, and
    :math:`S` the mean of their multinomial covariances, :math:`d = \sqrt{(T - C)' S^{-1} (T - C)}`,
    which for two categories is the usual difference of two shares.

    Parameters
    ----------
    one, other : Series
        Known values of either group.
    is_number : bool
        Numbers, or categories.

    Returns
    -------
    float
        With its sign for numbers; NaN where a group is empty or nothing varies.

    References
    ----------
    Yang D, Dalton JE. A unified approach to measuring the effect size between two groups. SAS
    Global Forum 2012, paper 335. Austin PC. Stat Med 2009;28:3083-3107.

    Examples
    --------
    >>> ages = pd.Series([50.0, 60.0, 70.0]), pd.Series([40.0, 50.0, 60.0])
    >>> standardised_difference(*ages, is_number=True)
    1.0
    >>> nodes = pd.Series(["N0", "N0", "N1", "N1"]), pd.Series(["N0", "N0", "N0", "N1"])
    >>> round(standardised_difference(*nodes, is_number=False), 4)
    0.5345
    """
    if one.empty or other.empty:
        return float("nan")
    return _of_numbers(one, other) if is_number else _of_categories(one, other)


def _of_numbers(one: pd.Series, other: pd.Series) -> float:
    spread = np.sqrt((one.var(ddof=1) + other.var(ddof=1)) / 2)
    if not np.isfinite(spread) or spread == 0:
        return float("nan")
    return float((one.mean() - other.mean()) / spread)


def _of_categories(one: pd.Series, other: pd.Series) -> float:
    names = sorted(set(one) | set(other))[1:]
    if not names:
        return float("nan")
    shares = [np.array([float((group == name).mean()) for name in names]) for group in (one, other)]
    spread = sum(np.diag(share) - np.outer(share, share) for share in shares) / 2
    apart = shares[0] - shares[1]
    if np.linalg.matrix_rank(spread) < len(names):
        return float("nan")
    return float(np.sqrt(apart @ np.linalg.solve(spread, apart)))

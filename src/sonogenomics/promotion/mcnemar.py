"""Whether one model's calls are right more often than another's, on the same patients (McNemar)."""

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest


def mcnemar(one: npt.ArrayLike, other: npt.ArrayLike) -> float:
    """Exact two-sided p-value that two models are right equally often.

    Only patients whom one calls rightly and the other wrongly count; each would be a coin's toss.

    Parameters
    ----------
    one, other : array-like of bool, shape (n_patients,)
        Whether each model was right.

    Returns
    -------
    float
        1 where the models never differ.

    References
    ----------
    McNemar Q. Psychometrika 1947;12:153-157, with the binomial distribution in place of chi-square.

    Examples
    --------
    >>> round(mcnemar([1, 1, 1, 1, 1, 0], [0, 0, 0, 0, 0, 0]), 4)
    0.0625
    """
    one, other = np.asarray(one, dtype=bool), np.asarray(other, dtype=bool)
    gained, lost = int((one & ~other).sum()), int((~one & other).sum())
    if gained + lost == 0:
        return 1.0
    return float(binomtest(gained, gained + lost).pvalue)

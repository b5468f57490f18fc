"""Confidence intervals of a share of patients: Wilson's, and the exact one."""

from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.stats import beta, norm

from sonogenomics.diagnosis.estimators import Floats

Method = Literal["wilson", "exact"]


def share_interval(
    k: npt.ArrayLike, n: npt.ArrayLike, method: Method = "wilson", level: float = 0.95
) -> tuple[Floats, Floats]:
    r"""Limits between which the true share lies, when k of n patients were seen to have it.

    Wilson's limits, with z the normal quantile and :math:`\hat p = k / n`, are

    .. math:: \frac{\hat p + z^2 / 2n \pm z \sqrt{\hat p (1 - \hat p) / n + z^2 / 4 n^2}}
        {1 + z^2 / n};

    the exact limits (Clopper and Pearson) are quantiles of the beta distribution and never hold
    less than `level`. Both stay within 0 and 1, and neither is a point at k = 0 or k = n.

    Parameters
    ----------
    k, n : array-like
        Patients with the property, and all of them; n is at least 1 (fractions are allowed).
    method : {'wilson', 'exact'}
        Wilson's is right on average, the exact one at the worst.
    level : float
        Of confidence.

    Returns
    -------
    low, high : ndarray

    References
    ----------
    Wilson EB. J Am Stat Assoc 1927;22:209-212. Clopper CJ, Pearson ES. Biometrika 1934;26:404-413.

    Examples
    --------
    >>> low, high = share_interval(8, 10)
    >>> round(float(low), 3), round(float(high), 3)
    (0.49, 0.943)
    """
    k, n = np.asarray(k, dtype=float), np.asarray(n, dtype=float)
    return _wilson(k, n, level) if method == "wilson" else _exact(k, n, level)


def _wilson(k: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    z = float(norm.ppf((1 + level) / 2))
    share = k / n
    centre = (share + z**2 / (2 * n)) / (1 + z**2 / n)
    reach = z * np.sqrt(share * (1 - share) / n + z**2 / (4 * n**2)) / (1 + z**2 / n)
    # At the ends one limit is the share itself; the last digits would put it beyond.
    low = np.where(k == 0, 0.0, centre - reach)
    return low, np.where(k == n, 1.0, centre + reach)


def _exact(k: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    tail = (1 - level) / 2
    with np.errstate(invalid="ignore"):
        low = np.where(k == 0, 0.0, beta.ppf(tail, k, n - k + 1))
        high = np.where(k == n, 1.0, beta.isf(tail, k + 1, n - k))
    return low, high

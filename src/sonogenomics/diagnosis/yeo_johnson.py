"""The power that makes each URF most normal, found for all of them at once."""

from typing import Self

import numpy as np
import numpy.typing as npt
from sklearn.base import BaseEstimator, TransformerMixin

from sonogenomics.diagnosis.estimators import Floats

MARGIN = 20.0  # times the largest value seen: so far a power must stay a number, as in SciPy
REACH = float(np.log(np.finfo(float).max * np.finfo(float).eps) / 2)  # its square still is one
STEPS = 50  # of golden section: bounds of a hundred shrink to 1e-8
GOLDEN = float(np.sqrt(5) - 1) / 2


class YeoJohnson(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    r"""Yeo-Johnson's power of each URF by maximum likelihood, then mean 0 and deviation 1.

    With :math:`u = \log(1 + |x|)` the transformed value is :math:`(e^{\lambda u} - 1) / \lambda`
    for :math:`x \ge 0` and :math:`-(e^{(2 - \lambda) u} - 1) / (2 - \lambda)` below. Lambda
    maximises :math:`-\frac{n}{2} \log \mathrm{var} + (\lambda - 1) \sum \mathrm{sign}(x)\, u`. It
    is scikit-learn's `PowerTransformer`, whose calls of SciPy, one URF after the other, take ten
    times as long and most of a training fold's time. A URF that is constant becomes 0.

    Examples
    --------
    >>> lengths = np.arange(1.0, 101.0)[:, None]
    >>> areas = lengths**2  # nearer to normal as roots
    >>> YeoJohnson().fit(np.hstack([lengths, areas])).lambdas_.round(2).tolist()
    [0.72, 0.36]
    """

    def fit(self, x: npt.ArrayLike, _outcome: object = None) -> Self:
        """Learn the powers of the training patients."""
        x = np.asarray(x, dtype=float)
        self.lambdas_ = most_normal(x)
        powered = power(x, self.lambdas_)
        constant = x.min(axis=0) == x.max(axis=0)
        self.mean_ = powered.mean(axis=0)
        deviation = powered.std(axis=0)
        self.deviation_ = np.where(constant | (deviation == 0), np.inf, deviation)
        return self

    def transform(self, x: npt.ArrayLike) -> Floats:
        """The powers of any patients."""
        powered = power(np.asarray(x, dtype=float), self.lambdas_)
        scaled: Floats = (powered - self.mean_) / self.deviation_
        return scaled


def power(x: Floats, lambdas: Floats) -> Floats:
    """Yeo-Johnson's transformation with a given power for each column.

    Parameters
    ----------
    x : ndarray, shape (n_patients, n_features)
        URFs.
    lambdas : ndarray, shape (n_features,)
        Powers; 1 leaves a URF as it is, 0 takes the logarithm of 1 + x.

    Returns
    -------
    ndarray, shape (n_patients, n_features)

    References
    ----------
    Yeo IK, Johnson RA. Biometrika 2000;87:954-959.

    Examples
    --------
    >>> power(np.array([[3.0, 3.0], [-3.0, -3.0]]), np.array([1.0, 0.5])).round(6).tolist()
    [[3.0, 2.0], [-3.0, -4.666667]]
    """
    below = x < 0
    exponent = np.where(below, 2 - lambdas, lambdas)
    # a test patient far beyond all training patients must stay a number
    raised = _raised(np.log1p(np.abs(x)), exponent)
    powered: Floats = np.where(below, -raised, raised)
    return powered


def _raised(u: Floats, exponent: Floats) -> Floats:
    """(e^(exponent u) - 1) / exponent, and u where the exponent is zero."""
    safe = np.where(exponent == 0, 1.0, exponent)
    grown = np.expm1(np.minimum(safe * u, 2 * REACH)) / safe
    raised: Floats = np.where(exponent == 0, u, grown)
    return raised


def most_normal(x: Floats) -> Floats:
    """Powers of highest likelihood, by golden section within bounds that cannot overflow.

    Parameters
    ----------
    x : ndarray, shape (n_patients, n_features)
        URFs.

    Returns
    -------
    ndarray, shape (n_features,)
        1 where a URF is constant.
    """
    low, high = _bounds(x)
    inner = [high - GOLDEN * (high - low), low + GOLDEN * (high - low)]
    value = [_likelihood(x, at) for at in inner]
    for _ in range(STEPS):
        lower = value[0] >= value[1]  # the best lies in the lower part
        low, high = np.where(lower, low, inner[0]), np.where(lower, inner[1], high)
        new = np.where(lower, high - GOLDEN * (high - low), low + GOLDEN * (high - low))
        found = _likelihood(x, new)
        inner = [np.where(lower, new, inner[1]), np.where(lower, inner[0], new)]
        value = [np.where(lower, found, value[1]), np.where(lower, value[0], found)]
    lambdas: Floats = np.where(x.min(axis=0) == x.max(axis=0), 1.0, (low + high) / 2)
    return lambdas


def _bounds(x: Floats) -> tuple[Floats, Floats]:
    """Powers between which nothing overflows; mirrored at 1 for negative values."""
    u = np.log1p(MARGIN * np.abs(x).max(axis=0))
    reach = REACH / np.maximum(u, 1 / REACH)
    low = np.where((x >= 0).all(axis=0), -reach, 2 - reach)
    high = np.where((x < 0).all(axis=0), 2 + reach, reach)
    return np.minimum(low, high), np.maximum(low, high)


def _likelihood(x: Floats, lambdas: Floats) -> Floats:
    """Log-likelihood of each column's power but for a constant."""
    below, u = x < 0, np.log1p(np.abs(x))
    exponent = np.where(below, 2 - lambdas, lambdas)
    # where all share a sign a common factor is taken out, lest their differences are lost
    alike = below.all(axis=0) | ~below.any(axis=0)
    factor = np.where(alike, u.mean(axis=0), 0.0)
    raised = _raised(u - factor, exponent)
    variance = np.where(below, -raised, raised).var(axis=0)
    log_variance = np.log(np.maximum(variance, np.finfo(float).tiny)) + 2 * exponent[0] * factor
    slope = np.where(below, -u, u).sum(axis=0)
    likelihood: Floats = -len(x) / 2 * log_variance + (lambdas - 1) * slope
    return likelihood

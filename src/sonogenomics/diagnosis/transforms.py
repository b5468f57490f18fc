"""Scales on which URFs are easier to learn from; what is learnt is learnt on training patients."""

from typing import Self

import numpy as np
import numpy.typing as npt
from scipy import linalg
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from sonogenomics.diagnosis.estimators import Floats
from sonogenomics.diagnosis.yeo_johnson import YeoJohnson

RANK = 1e-6  # of the largest singular value: what lies below is rounding, not a direction
PLAIN, LOG, POWER = "plain", "log", "power"


def log_modulus(x: npt.ArrayLike) -> Floats:
    r"""Logarithm that keeps the sign: :math:`\mathrm{sign}(x) \log(1 + |x|)`.

    Large values are compressed, small ones (below 1) stay almost as they are. Many URFs are
    products of lesion size and a rate (run counts, zone areas, energies); on this scale a weighted
    sum of them can form their ratios, which size no longer sways. Nothing is learnt from data.

    Parameters
    ----------
    x : array-like
        URFs as they come.

    Returns
    -------
    ndarray

    References
    ----------
    John JA, Draper NR. Appl Stat 1980;29:190-197.

    Examples
    --------
    >>> log_modulus([-1.718281828, 0.0, 1.718281828]).round(6).tolist()
    [-1.0, 0.0, 1.0]
    """
    x = np.asarray(x, dtype=float)
    scaled: Floats = np.sign(x) * np.log1p(np.abs(x))
    return scaled


def scale(name: str) -> Pipeline:
    """One of the scales, not yet fitted; each ends in mean 0 and deviation 1 (training patients).

    ===== ================================================================================
    name  what it does
    ===== ================================================================================
    plain Standardises.
    log   `log_modulus`, then standardises.
    power Yeo-Johnson: the power that makes each URF most normal, learnt by maximum
          likelihood, then standardises.
    ===== ================================================================================

    Parameters
    ----------
    name : {'plain', 'log', 'power'}
        Which.

    Returns
    -------
    sklearn.pipeline.Pipeline

    References
    ----------
    Yeo IK, Johnson RA. Biometrika 2000;87:954-959.

    Examples
    --------
    >>> scale("plain").fit_transform(np.array([[1.0], [3.0]])).tolist()
    [[-1.0], [1.0]]
    """
    if name == LOG:
        return make_pipeline(FunctionTransformer(log_modulus), StandardScaler())
    return make_pipeline(YeoJohnson() if name == POWER else StandardScaler())


class Whitened(BaseEstimator, TransformerMixin):  # type: ignore[misc]
    """Leading principal components, each brought to deviation 1.

    URFs say the same thing many times over, and what tells the arms apart may be small beside what
    they share. With equal deviations a penalty weighs every direction alike. Directions without
    variance (constant or repeated URFs) are left out.

    Parameters
    ----------
    k : int
        Components kept, at most; fewer where the URFs have fewer directions.

    Examples
    --------
    >>> x = np.array([[1.0, 2.0], [2.0, 4.0], [3.0, 6.0]])
    >>> np.abs(Whitened(2).fit_transform(x)).round(6).tolist()
    [[1.0], [0.0], [1.0]]
    """

    def __init__(self, k: int) -> None:
        self.k = k

    def fit(self, x: npt.ArrayLike, _outcome: object = None) -> Self:
        """Learn the directions of the training patients."""
        x = np.asarray(x, dtype=float)
        self.mean_ = x.mean(axis=0)
        _, size, directions = linalg.svd(x - self.mean_, full_matrices=False)
        kept = min(self.k, max(1, int((size > RANK * size[0]).sum())))
        deviation = np.maximum(size[:kept], np.finfo(float).tiny) / np.sqrt(max(1, len(x) - 1))
        self.weights_ = directions[:kept].T / deviation
        return self

    def transform(self, x: npt.ArrayLike) -> Floats:
        """The components of any patients."""
        components: Floats = (np.asarray(x, dtype=float) - self.mean_) @ self.weights_
        return components

"""What the model has seen: the range of each value, and how far a vector lies from all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.covariance import LedoitWolf
from threadpoolctl import threadpool_limits

from sonogenomics.diagnosis.transforms import log_modulus

FOLDS = 10  # of the training set, each measured by what the others teach
QUANTILE = 0.99  # of distances within the training set, beyond which a vector is strange
VECTORS = ("low", "high", "centre", "spread")
TINY = 1e-12  # spread below which a value is constant
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Familiar:
    """What the values of training patients (or images) look like.

    Attributes
    ----------
    names : tuple of str
        Of the values.
    low, high : float array, shape (n_values,)
        Least and greatest that were seen, widened by a margin where one was asked for.
    centre, spread : float array, shape (n_values,)
        Mean and standard deviation on the scale of `log_modulus`.
    precision : float array, shape (n_values, n_values)
        Inverse of the correlation matrix, shrunk after Ledoit and Wolf.
    limit : float
        Squared distance that `QUANTILE` of training patients stay below when they are left out.
    """

    names: tuple[str, ...]
    low: Floats
    high: Floats
    centre: Floats
    spread: Floats
    precision: Floats
    limit: float

    def outside(self, values: Floats) -> npt.NDArray[np.bool_]:
        """Which values lie beyond what was seen, shape (n, n_values)."""
        return np.asarray((values < self.low) | (values > self.high))

    def strangeness(self, values: Floats) -> Floats:
        r"""How far each vector lies from the training patients; above 1: farther than they do.

        :math:`\sqrt{d^2 / \mathrm{limit}}` with the squared Mahalanobis distance
        :math:`d^2 = z^\top P z` of the standardised values.

        Parameters
        ----------
        values : float array, shape (n, n_values)

        Returns
        -------
        float array, shape (n,)
        """
        z = (log_modulus(values) - self.centre) / self.spread
        return np.asarray(np.sqrt(np.einsum("ij,jk,ik->i", z, self.precision, z) / self.limit))

    def arrays(self) -> dict[str, Floats]:
        """For safetensors."""
        return {
            "low": self.low,
            "high": self.high,
            "centre": self.centre,
            "spread": self.spread,
            "precision": self.precision,
            "limit": np.array([self.limit]),
        }

    @classmethod
    def of_arrays(cls, names: Sequence[str], arrays: dict[str, Any]) -> "Familiar":
        """As `arrays` gave them.

        Raises
        ------
        KeyError, ValueError
            An array is missing, or of another size than the names.
        """
        n = len(names)
        shapes = {**dict.fromkeys(VECTORS, (n,)), "precision": (n, n)}
        parts = {key: np.asarray(arrays[key], float) for key in shapes}
        if any(parts[key].shape != shape for key, shape in shapes.items()):
            raise ValueError("what was seen is kept of other values")
        return cls(tuple(names), limit=float(arrays["limit"][0]), **parts)


def familiar(values: pd.DataFrame, rng: np.random.Generator, margin: float = 0.0) -> Familiar:
    r"""Learn what training patients (or images) look like.

    Values are brought to the scale of `log_modulus` and standardised; their covariance is shrunk
    towards a multiple of the identity as far as Ledoit and Wolf's formula says, so that there may
    be more values than patients. A patient who helped to make the covariance lies too near to it:
    the limit is therefore the `QUANTILE` of distances of patients left out in `FOLDS` folds.

    Parameters
    ----------
    values : DataFrame, shape (n_patients, n_values)
        Complete; training patients alone.
    rng : Generator
        Draws the folds.
    margin : float
        By what share of its width the range of each value is widened at either end.

    Returns
    -------
    Familiar

    References
    ----------
    Ledoit O, Wolf M. J Multivar Anal 2004;88:365-411. Lee K et al., NeurIPS 2018 (Mahalanobis
    distance tells what a classifier has not seen).
    """
    x = values.to_numpy(float)
    scaled = log_modulus(x)
    centre, spread = scaled.mean(axis=0), scaled.std(axis=0)
    spread = np.where(spread > TINY, spread, 1.0)
    z = (scaled - centre) / spread
    extra = margin * (x.max(axis=0) - x.min(axis=0))
    with threadpool_limits(1):  # the last bits must not depend on how many cores there are
        limit = float(np.quantile(_left_out(z, rng), QUANTILE))
        precision = LedoitWolf(assume_centered=True).fit(z).get_precision()
    return Familiar(
        tuple(str(name) for name in values.columns),
        x.min(axis=0) - extra,
        x.max(axis=0) + extra,
        centre,
        spread,
        np.ascontiguousarray(precision, float),
        max(limit, TINY),
    )


def _left_out(z: Floats, rng: np.random.Generator) -> Floats:
    """Squared distance of every patient from the patients of the other folds."""
    fold = rng.permutation(np.arange(len(z)) % min(FOLDS, len(z)))
    distances = np.zeros(len(z))
    for number in np.unique(fold):
        left = fold == number
        if left.all():
            break
        distances[left] = LedoitWolf().fit(z[~left]).mahalanobis(z[left])
    return distances

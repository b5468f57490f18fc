"""The inner loop of association: one block of genes against all features, pairing by pairing.

URFs are centred and scaled to unit norm over the drawn patients. Their product with the genes of
the drawn samples then needs no centring of the genes, which are scaled so that a hit is a product
above 1 or below -1. Single precision decides all but the near ties.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sonogenomics.linking.pairing import Pairings

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

MOST = 255  # perturbations at once: counts of a block are single bytes
NEAR = 1e-5  # several times the largest error of a single-precision R
NEAR_DOUBLE = 1e-10
CANCELLATION = 25.0  # sum of squares over variance above which single precision is not trusted


class BlockHits(NamedTuple):
    """What one block of genes came to over a batch of perturbations."""

    counts: NDArray[np.uint8]  # features x genes of the block, near ties left out
    ties: NDArray[np.intp]  # rows of (perturbation, feature, gene of the block)
    n_defined: NDArray[np.intp]  # genes that vary, per perturbation


def standardised(values: Floats) -> Floats:
    """Centre each row and scale it to unit norm; a constant row becomes zeros.

    Parameters
    ----------
    values : ndarray, shape (..., n)
        Any number of rows.

    Returns
    -------
    ndarray, shape (..., n)

    Examples
    --------
    >>> standardised(np.array([[1.0, 1.0, 3.0, 3.0], [0.1, 0.1, 0.1, 0.1]]))
    array([[-0.5, -0.5,  0.5,  0.5],
           [ 0. ,  0. ,  0. ,  0. ]])
    """
    constant = (values == values[..., :1]).all(axis=-1, keepdims=True)
    centred = values - values.mean(axis=-1, keepdims=True)
    norm = np.linalg.norm(centred, axis=-1, keepdims=True)
    return np.where(constant, 0.0, centred / np.where(constant, 1.0, norm))


def drawn_urfs(features: Floats, batch: Pairings) -> Singles:
    """Each perturbation's URFs, standardised: perturbations x features x n."""
    urfs = np.empty((len(batch.patients), features.shape[1], batch.n), np.float32)
    for draw, patients in enumerate(batch.patients):
        urfs[draw] = standardised(features[patients].T)
    return urfs


@dataclass(frozen=True)
class Counter:
    """Counts the hits of a block of genes over a batch of perturbations."""

    features: Floats  # patients x features
    urfs: Singles  # perturbations x features x n, as `drawn_urfs` gives them
    batch: Pairings
    threshold: float

    def __call__(self, genes: Floats) -> BlockHits:
        """Go through the batch for one block, genes x samples."""
        samples = _unit_spread(genes)
        norms, trusted = self._norms(samples)
        scales = np.divide(1 / self.threshold, norms, out=np.zeros_like(norms), where=trusted)
        counts, ties = self._single_precision(samples, scales)
        n_defined = trusted.sum(axis=1)
        for draw in map(int, np.flatnonzero(~trusted.all(axis=1))):
            columns = np.flatnonzero(~trusted[draw])
            n_varying, more = self._double_precision(genes, draw, columns, counts)
            n_defined[draw] += n_varying
            ties = np.concatenate((ties, more))
        return BlockHits(counts, ties, n_defined)

    def _norms(self, samples: Singles) -> tuple[Singles, NDArray[np.bool_]]:
        """Norm of each gene over each draw, and whether single precision can be trusted there."""
        if self.batch.everyone:
            squares = np.broadcast_to(
                np.square(samples).sum(axis=0), (len(self.urfs), samples.shape[1])
            )
            return np.sqrt(squares), squares > 0
        drawn = np.zeros((len(self.urfs), len(samples)), np.float32)
        np.put_along_axis(drawn, self.batch.samples, 1, axis=1)
        squares = drawn @ np.square(samples)
        variances = squares - np.square(drawn @ samples) / self.batch.n
        trusted = (variances > 0) & (variances * CANCELLATION > squares)
        return np.sqrt(np.maximum(variances, 0)), trusted

    def _single_precision(
        self, samples: Singles, scales: Singles
    ) -> tuple[NDArray[np.uint8], NDArray[np.intp]]:
        """Hits beyond doubt, and near ties; `scales` make 1 the threshold, or 0 of a gene."""
        shape = self.urfs.shape[1], samples.shape[1]
        counts = np.zeros(shape, np.uint8)
        r = np.empty(shape, np.float32)
        is_hit, is_near = np.empty(shape, np.bool_), np.empty(shape, np.bool_)
        margin = NEAR / self.threshold
        drawn = np.empty((self.batch.n, shape[1]), np.float32)
        if self.batch.everyone:
            np.multiply(samples, scales[0], out=drawn)
        ties = []
        for draw, urfs in enumerate(self.urfs):
            if not self.batch.everyone:
                np.take(samples, self.batch.samples[draw], axis=0, out=drawn, mode="clip")
                drawn *= scales[draw]
            np.abs(np.matmul(urfs, drawn, out=r), out=r)
            np.greater(r, 1 + margin, out=is_hit)
            np.greater(r, 1 - margin, out=is_near)
            np.add(counts, is_hit.view(np.uint8), out=counts)
            np.not_equal(is_hit, is_near, out=is_near)
            ties.append(np.flatnonzero(is_near) + draw * r.size)
        cells = np.unravel_index(np.concatenate(ties), (len(self.urfs), *shape))
        return counts, np.column_stack(cells)

    def _double_precision(
        self, genes: Floats, draw: int, columns: NDArray[np.intp], counts: NDArray[np.uint8]
    ) -> tuple[int, NDArray[np.intp]]:
        """The same for genes almost constant in a draw; adds to `counts` itself."""
        urfs = standardised(self.features[self.batch.patients[draw]].T)
        values = standardised(genes[columns][:, self.batch.samples[draw]])
        r = np.abs(urfs @ values.T)
        is_hit = r > self.threshold + NEAR_DOUBLE
        counts[:, columns] += is_hit
        feature, gene = np.nonzero(is_hit != (r > self.threshold - NEAR_DOUBLE))
        ties = np.column_stack((np.full_like(feature, draw), feature, columns[gene]))
        return int(np.any(values, axis=1).sum()), ties


def _unit_spread(genes: Floats) -> Singles:
    """Samples x genes, each gene centred and of unit spread over all samples."""
    scaled = standardised(genes).T * genes.shape[1] ** 0.5
    return np.ascontiguousarray(scaled, np.float32)

"""Whether a correlation differs between the arms: Fisher's z beside the threshold rule.

The threshold rule asks each arm the same |R|, and so is harder on the larger arm. Fisher's z asks
whether the two correlations differ, with each arm's own standard error.
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy import special, stats

from sonogenomics.linking.chance import Arm
from sonogenomics.linking.counting import Floats, Singles, drawn_urfs, standardised
from sonogenomics.linking.gene_side import GeneSide
from sonogenomics.linking.pairing import Pairings, draw_pairings

BLOCK = 2_000  # genes at once: two arms' correlations stay in the cache
CONSTANT = 1e-6  # share of a gene's spread over all samples below which a draw does not vary
QUANTILES = 4_000  # of one arm's correlation, over which the other's tails are averaged


def critical_difference(n_positive: int, n_negative: int, alpha: float) -> float:
    r"""How far apart two correlations must be: Fisher's z as one number.

    :math:`|\mathrm{atanh}\, r_+ - \mathrm{atanh}\, r_-| > c` with :math:`c` the :math:`1 -
    \alpha/2` quantile of the normal distribution times :math:`\sqrt{1/(n_+ - 3) + 1/(n_- - 3)}` is
    :math:`|r_+ - r_-| > \tanh(c)\,(1 - r_+ r_-)`.

    Parameters
    ----------
    n_positive, n_negative : int
        Pairs of either arm, at least 3; of three pairs nothing can be told.
    alpha : float
        Level of the two-sided test.

    Returns
    -------
    float
        tanh(c), at most 1.

    References
    ----------
    Fisher, Metron 1921;1:3.

    Examples
    --------
    >>> round(critical_difference(42, 175, 0.05), 4)  # R: tanh(qnorm(.975) * sqrt(1/39 + 1/172))
    0.3343
    """
    if min(n_positive, n_negative) <= 3:  # noqa: PLR2004
        return 1.0
    error = math.sqrt(1 / (n_positive - 3) + 1 / (n_negative - 3))
    return math.tanh(float(stats.norm.isf(alpha / 2)) * error)


def difference_hits(
    urfs: Mapping[int, Floats], side: GeneSide, alpha: float, rng: np.random.Generator
) -> NDArray[np.int32]:
    """Count the perturbations in which a correlation differs between the arms.

    Each perturbation of a series pairs both arms anew. Correlations are taken in single precision:
    a verdict may differ where the difference lies within some 1e-6 of the critical one.

    Parameters
    ----------
    urfs : mapping of int to ndarray, patients x features
        URFs of the positive (1) and negative (0) patients.
    side : GeneSide
        With the arms of unpaired series.
    alpha : float
        Level of the two-sided test.
    rng : numpy.random.Generator
        Source of the pairings.

    Returns
    -------
    ndarray of int, shape (features, genes)
    """
    counts = np.zeros((urfs[1].shape[1], len(side.genes)), np.int32)
    for positive, negative in zip(side.arms[::2], side.arms[1::2], strict=True):
        pairings = [
            draw_pairings(len(urfs[one.arm]), one.genes.shape[1], one.perturbations, rng)
            for one in (positive, negative)
        ]
        limit = critical_difference(pairings[0].n, pairings[1].n, alpha)
        drawn = [drawn_urfs(urfs[arm], p) for arm, p in zip((1, 0), pairings, strict=True)]
        for at in range(0, len(side.genes), BLOCK):
            block = slice(at, at + BLOCK)
            genes = [_spread(one.genes[block]) for one in (positive, negative)]
            arms = [_Correlations(*arm) for arm in zip(drawn, genes, pairings, strict=True)]
            counts[:, block] += _differences(arms[0], arms[1], limit)
    return counts


def _spread(genes: Floats) -> Singles:
    """Samples x genes, each gene centred and of unit norm over all samples."""
    return np.ascontiguousarray(standardised(genes).T, np.float32)


class _Correlations:
    """Pearson's r of all features and a block of genes, one perturbation after the other."""

    def __init__(self, urfs: Singles, samples: Singles, pairings: Pairings) -> None:
        self.urfs, self.samples, self.pairings = urfs, samples, pairings

    def __getitem__(self, draw: int) -> Singles:
        genes = self.samples[self.pairings.samples[draw]]
        if not self.pairings.everyone:
            genes = genes - genes.mean(axis=0)
            norm = np.sqrt(np.einsum("ij,ij->j", genes, genes))
            genes *= np.divide(1, norm, out=np.zeros_like(norm), where=norm > CONSTANT)
        r: Singles = self.urfs[draw] @ genes
        return r


def _differences(one: _Correlations, other: _Correlations, limit: float) -> NDArray[np.int32]:
    shape = one.urfs.shape[1], one.samples.shape[1]
    counts = np.zeros(shape, np.int32)
    product, is_hit = np.empty(shape, np.float32), np.empty(shape, np.bool_)
    for draw in range(len(one.urfs)):
        positive, negative = one[draw], other[draw]
        np.multiply(positive, negative, out=product)
        np.subtract(1, product, out=product)
        product *= np.float32(limit)
        np.abs(np.subtract(positive, negative, out=positive), out=positive)
        np.greater(positive, product, out=is_hit)
        counts += is_hit
    return counts


def difference_probability(n_positive: int, n_negative: int, alpha: float) -> float:
    """How probable a difference is when neither arm has a correlation, by normal theory.

    Fisher's z is only nearly normal; r itself is exactly the square root of a beta variable with a
    random sign, and the probability is the mean of one arm's tails over the other's quantiles.

    Parameters
    ----------
    n_positive, n_negative : int
        Pairs of either arm, at least 3.
    alpha : float
        Level of the test.

    Returns
    -------
    float

    Examples
    --------
    >>> [round(difference_probability(42, n, 0.05), 4) for n in (3, 42, 175)]
    [0.0, 0.0502, 0.0502]
    """
    limit = critical_difference(n_positive, n_negative, alpha)
    if limit >= 1:
        return 0.0
    middle = (np.arange(QUANTILES) + 0.5) / QUANTILES
    positive = _quantile(middle, n_positive)
    # r- for which the two are just apart: the tanh of atanh(r+) - c and of atanh(r+) + c
    low = (positive - limit) / (1 - positive * limit)
    high = (positive + limit) / (1 + positive * limit)
    outside = _below(low, n_negative) + 1 - _below(high, n_negative)
    return float(outside.mean())


def _quantile(p: Floats, n: int) -> Floats:
    shape = (n - 2) / 2
    quantile: Floats = 2 * special.betaincinv(shape, shape, p) - 1
    return quantile


def _below(r: Floats, n: int) -> Floats:
    shape = (n - 2) / 2
    share: Floats = special.betainc(shape, shape, (r + 1) / 2)
    return share


def expected_differences(
    n_genes: int, positive: Sequence[Arm], negative: Sequence[Arm], alpha: float, min_hits: int
) -> float:
    """How many genes differ between the arms in enough perturbations, by chance alone.

    Parameters
    ----------
    n_genes : int
        Genes tested.
    positive, negative : sequence of Arm
        Each arm of every series of the role, series by series.
    alpha : float
        Level of the test.
    min_hits : int
        Perturbations that must agree.

    Returns
    -------
    float

    Examples
    --------
    >>> round(expected_differences(10_000, [Arm(42, 75)], [Arm(175, 75)], 0.05, min_hits=6))
    1751
    """
    total: Floats = np.ones(1)
    for one, other in zip(positive, negative, strict=True):
        p = difference_probability(one.n, other.n, alpha)
        n = one.perturbations
        total = np.convolve(total, stats.binom.pmf(np.arange(n + 1), n, p))
    return n_genes * float(total[min_hits:].sum())

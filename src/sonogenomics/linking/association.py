"""How often a feature and a gene move together when their patients are paired at random.

Memory beside the inputs: at most 64 MiB of drawn URFs, some 15 MiB a thread, and the counts
(features x genes, 4 bytes). It does not grow with the number of patients: an arm never draws more
of them than the series has samples, and as many perturbations are drawn at once as keep within the
64 MiB.
"""

import math
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from threadpoolctl import threadpool_limits

from sonogenomics.linking.counting import MOST, Counter, Floats, drawn_urfs
from sonogenomics.linking.pairing import Pairings

BLOCK = 10_000  # genes at once: with fewer, calling numpy costs more than the cache saves
BATCH_BYTES = 64 * 2**20
JUDGED_AT_ONCE = 4096


@dataclass(frozen=True)
class HitRule:
    """When one perturbation counts a feature and a gene as moving together.

    Attributes
    ----------
    alpha : float
        Level of Pearson's two-sided test.
    min_abs_r : float
        |R| that must be exceeded besides.
    """

    alpha: float
    min_abs_r: float

    def threshold(self, n: int) -> float:
        """The |R| above which `n` pairs are a hit: both demands as one number.

        p < alpha is |R| > t / sqrt(n - 2 + t^2), t being the 1 - alpha/2 quantile of Student's
        distribution with n - 2 degrees of freedom. From 44 pairs on, R = 0.3 is the harder of the
        two demands at alpha = 0.05: the larger arm has the stricter test, and fewer hits by chance.

        Parameters
        ----------
        n : int
            Pairs in a perturbation, at least 3.

        Returns
        -------
        float

        Examples
        --------
        >>> rule = HitRule(alpha=0.05, min_abs_r=0.3)
        >>> round(rule.threshold(21), 6), rule.threshold(94)
        (0.432858, 0.3)
        """
        t = float(stats.t.isf(self.alpha / 2, n - 2))
        return max(self.min_abs_r, t / math.sqrt(n - 2 + t * t))


class Hits(NamedTuple):
    """How often each feature and gene were hit, and how often they had no correlation."""

    counts: NDArray[np.int32]  # features x genes
    n_undefined: int  # feature, gene and perturbation of which the feature or gene was constant


def hits(
    features: Floats, genes: Floats, pairings: Pairings, rule: HitRule, n_threads: int = 1
) -> Hits:
    """Count, over random pairings, how often each feature correlates with each gene.

    A hit is |R| > `rule.threshold(n)`: p < alpha and |R| > min_abs_r of `scipy.stats.pearsonr`,
    exactly, because whatever lies too near the threshold for float32 is given to it. A feature or
    gene that is constant among the drawn has no correlation and no hit; such cases are counted.

    Parameters
    ----------
    features : ndarray, shape (patients, features)
        URFs of one arm.
    genes : ndarray, shape (genes, samples)
        Expression of the same arm of one series, log2 scale, no missing value.
    pairings : Pairings
        Who stands beside whom.
    rule : HitRule
        When a correlation is a hit.
    n_threads : int
        Cores to use; the counts do not depend on it.

    Returns
    -------
    Hits

    Examples
    --------
    >>> one = Pairings(np.array([[0, 1, 2, 3]]), np.array([[0, 1, 2, 3]]), n_samples=4)
    >>> urf = np.array([[1.0], [2.0], [3.0], [4.0]])
    >>> expression = np.array([[2.0, 4.0, 6.0, 8.0], [1.0, -1.0, 1.0, -1.0], [5.0, 5.0, 5.0, 5.0]])
    >>> hits(urf, expression, one, HitRule(alpha=0.05, min_abs_r=0.3))
    Hits(counts=array([[1, 0, 0]], dtype=int32), n_undefined=1)
    """
    counts = np.zeros((features.shape[1], len(genes)), np.int32)
    n_undefined = 0
    at_once = BATCH_BYTES // (4 * features.shape[1] * pairings.n)
    for batch in pairings.batches(max(1, min(MOST, at_once))):
        n_undefined += _add_batch(counts, (features, genes), batch, rule, n_threads)
    return Hits(counts, n_undefined)


def _add_batch(
    counts: NDArray[np.int32],
    tables: tuple[Floats, Floats],
    batch: Pairings,
    rule: HitRule,
    n_threads: int,
) -> int:
    """Add a batch's hits to `counts`; returns how many correlations did not exist."""
    features, genes = tables
    urfs = drawn_urfs(features, batch)
    counter = Counter(features, urfs, batch, rule.threshold(batch.n))
    size = max(1, min(BLOCK, -(-len(genes) // n_threads)))  # no thread without a block
    blocks = [slice(at, at + size) for at in range(0, len(genes), size)]
    n_gene = np.zeros(len(urfs), np.intp)  # genes with a correlation, per perturbation
    # Many small products: threads over blocks share them better than threads inside each.
    with threadpool_limits(1, user_api="blas"), ThreadPoolExecutor(n_threads) as pool:
        for block, found in zip(blocks, pool.map(counter, (genes[b] for b in blocks)), strict=True):
            counts[:, block] += found.counts
            _judge(counts[:, block], found.ties, (features, genes[block]), batch, rule)
            n_gene += found.n_defined
    n_feature = np.any(urfs, axis=2).sum(axis=1)
    return counts.size * len(urfs) - int((n_feature * n_gene).sum())


def _judge(
    counts: NDArray[np.int32],
    ties: NDArray[np.intp],
    tables: tuple[Floats, Floats],
    batch: Pairings,
    rule: HitRule,
) -> None:
    """Let scipy decide what lies too near the threshold for float32."""
    features, genes = tables
    for at in range(0, len(ties), JUDGED_AT_ONCE):
        draw, feature, gene = ties[at : at + JUDGED_AT_ONCE].T
        x = features[batch.patients[draw], feature[:, None]]
        y = genes[gene[:, None], batch.samples[draw]]
        with warnings.catch_warnings():  # scipy warns of digits lost; its verdict is what we want
            warnings.simplefilter("ignore", stats.NearConstantInputWarning)
            r, p = stats.pearsonr(x, y, axis=1)
        hit = (p < rule.alpha) & (np.abs(r) > rule.min_abs_r)
        np.add.at(counts, (feature[hit], gene[hit]), 1)

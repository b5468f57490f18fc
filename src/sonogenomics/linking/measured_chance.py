"""Positive-specific genes by chance, with the hit probability these very values have.

Normal theory (`chance.expected_positive_specific`) takes every feature and gene to be normal. Real
ones are skewed and heavy-tailed, and then a hit is more or less probable than that: how much, hangs
on the feature, on the gene and on the threshold, and four moments of both do not tell it (a beta
distribution matched to Pitman's permutation moments is further off than normal theory, because
skewness takes away at the usual threshold what kurtosis adds). So it is counted here, over many
pairings of some genes; what follows from it is the binomial law.
"""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sonogenomics.linking.association import HitRule, hits
from sonogenomics.linking.counting import Floats
from sonogenomics.linking.gene_side import ArmSamples, GeneSide
from sonogenomics.linking.pairing import draw_pairings

PAIRINGS = 1000  # over which a hit probability is counted
GENES = 200  # of all: their mean stands for the rest


def measured_specific(
    urfs: Mapping[int, Floats],
    side: GeneSide,
    rule: HitRule,
    min_hits: int,
    rng: np.random.Generator,
) -> Floats:
    """How many positive-specific genes each feature gets by chance alone in these very people.

    Given the people of an arm, perturbations are independent draws: hits of a feature and a gene in
    one series are binomial, those of all series a convolution. The probability is counted over
    1,000 pairings; of c hits among them the number among n is hypergeometric, whose mean over c is
    the binomial law without the bias that a probability put in its place would have.

    Parameters
    ----------
    urfs : mapping of int to ndarray, patients x features
        URFs of the positive (1) and negative (0) patients.
    side : GeneSide
        With the arms of unpaired series.
    rule : HitRule
        When a correlation is a hit.
    min_hits : int
        Perturbations that must agree.
    rng : numpy.random.Generator
        Source of the pairings and of the genes looked at.

    Returns
    -------
    ndarray, shape (features,)

    References
    ----------
    Pitman, J R Stat Soc Suppl 1937;4:225 (permutation moments of r, which were tried).
    """
    n_genes = len(side.genes)
    chosen = np.sort(rng.choice(n_genes, min(GENES, n_genes), replace=False))
    enough = {}
    for arm, patients in urfs.items():
        few = np.ones((1, patients.shape[1], len(chosen)))
        for one in side.arms:
            if one.arm == arm:
                few = _sum_of(few, _few_hits(patients, one, chosen, rule, min_hits, rng))
        enough[arm] = 1 - few.sum(axis=0)
    specific: Floats = (enough[1] * (1 - enough[0])).mean(axis=1) * n_genes
    return specific


def _few_hits(
    patients: Floats,
    one: ArmSamples,
    chosen: NDArray[np.intp],
    rule: HitRule,
    min_hits: int,
    rng: np.random.Generator,
) -> Floats:
    """Probability of 0 .. min_hits - 1 hits of one arm of a series: hits x features x genes."""
    n_pairings = max(PAIRINGS, one.perturbations)
    genes = one.genes[chosen]
    pairings = draw_pairings(len(patients), genes.shape[1], n_pairings, rng)
    counts = hits(patients, genes, pairings, rule).counts
    each = np.arange(n_pairings + 1)  # a table by c: far fewer than features x genes
    law = stats.hypergeom(n_pairings, each, one.perturbations)
    table = np.array([law.pmf(k) for k in range(min_hits)]).reshape(min_hits, -1)
    return table[:, counts]


def _sum_of(one: Floats, other: Floats) -> Floats:
    """Distribution of the sum of two counts, as far as the second is given."""
    total = np.zeros_like(other)
    for k in range(len(other)):
        for i in range(min(k + 1, len(one))):
            total[k] += one[i] * other[k - i]
    return total

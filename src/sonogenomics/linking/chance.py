"""What random pairing alone gives: the number beside every count of associated genes."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from sonogenomics.linking.association import HitRule


class Arm(NamedTuple):
    """One arm of one series: pairs in a perturbation, and perturbations."""

    n: int
    perturbations: int


def hit_probability(n: int, rule: HitRule) -> float:
    """How probable a hit is when a feature and a gene have nothing to do with each other.

    R sqrt((n - 2) / (1 - R^2)) of independent normal values follows Student's distribution with
    n - 2 degrees of freedom; the probability is its two tails beyond the threshold.

    Parameters
    ----------
    n : int
        Pairs in the perturbation, at least 3.
    rule : HitRule
        When a correlation is a hit.

    Returns
    -------
    float

    Examples
    --------
    >>> rule = HitRule(alpha=0.05, min_abs_r=0.3)
    >>> [round(hit_probability(n, rule), 4) for n in (21, 94, 175)]
    [0.05, 0.0033, 0.0001]
    """
    r = rule.threshold(n)
    t = r * ((n - 2) / (1 - r * r)) ** 0.5
    return float(2 * stats.t.sf(t, n - 2))


def associated_probability(arms: Sequence[Arm], rule: HitRule, min_hits: int) -> float:
    """How probable it is by chance that a gene is hit in at least `min_hits` perturbations.

    Hits of one series are binomial; series differ in size, so their distributions are convolved.

    Parameters
    ----------
    arms : sequence of Arm
        The same arm of every series of a role.
    rule : HitRule
        When a correlation is a hit.
    min_hits : int
        Perturbations that must agree, over all series.

    Returns
    -------
    float

    Examples
    --------
    >>> rule = HitRule(alpha=0.05, min_abs_r=0.0)
    >>> round(associated_probability([Arm(30, 1), Arm(40, 1)], rule, min_hits=1), 4)
    0.0975
    """
    if min_hits <= 0:
        return 1.0
    total: NDArray[np.float64] = np.ones(1)
    for arm in arms:
        counts = np.arange(arm.perturbations + 1)
        p = hit_probability(arm.n, rule)
        total = np.convolve(total, stats.binom.pmf(counts, arm.perturbations, p))
    return float(total[min_hits:].sum())


def expected_positive_specific(
    n_genes: int,
    positive: Sequence[Arm],
    negative: Sequence[Arm],
    rule: HitRule,
    min_hits: int,
) -> float:
    """How many positive-specific genes a feature gets by chance alone.

    n_genes x P(hits+ >= k) x (1 - P(hits- >= k)). It rests on normal theory for the correlation of
    unrelated values. Given the data, re-pairings of the same people are independent draws, so hits
    over the perturbations of one series are binomial; where a feature or a gene is far from normal,
    its own hit probability differs and the sum over genes is an approximation.

    Parameters
    ----------
    n_genes : int
        Genes tested.
    positive, negative : sequence of Arm
        Each arm of every series of the role.
    rule : HitRule
        When a correlation is a hit.
    min_hits : int
        Perturbations that must agree.

    Returns
    -------
    float

    Examples
    --------
    The study's discovery: three series, 25 perturbations each, 18,000 genes.

    >>> rule = HitRule(alpha=0.05, min_abs_r=0.3)
    >>> positive, negative = ([Arm(n, 25) for n in arm] for arm in ((30, 21, 46), (70, 94, 63)))
    >>> round(expected_positive_specific(18_000, positive, negative, rule, min_hits=6))
    2645
    """
    is_positive = associated_probability(positive, rule, min_hits)
    is_negative = associated_probability(negative, rule, min_hits)
    return n_genes * is_positive * (1 - is_negative)

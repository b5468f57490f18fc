import numpy as np
import pytest

from sonogenomics.linking.association import HitRule, hits
from sonogenomics.linking.chance import (
    Arm,
    associated_probability,
    expected_positive_specific,
    hit_probability,
)
from sonogenomics.linking.pairing import draw_pairings

RULE = HitRule(alpha=0.05, min_abs_r=0.3)


def test_below_44_pairs_a_hit_is_as_probable_as_alpha() -> None:
    assert hit_probability(21, RULE) == pytest.approx(0.05, rel=1e-12)


def test_above_it_the_correlation_is_the_harder_demand_as_r_prints() -> None:
    # R: t <- 0.3 * sqrt(92 / 0.91); 2 * pt(-t, 92)
    assert hit_probability(94, RULE) == pytest.approx(0.00330684909139253, rel=1e-12)


def test_one_size_of_series_is_a_binomial_tail_as_r_prints() -> None:
    # R: pbinom(5, 75, 0.05, lower.tail = FALSE)
    arms = [Arm(21, 25), Arm(30, 25), Arm(42, 25)]
    assert associated_probability(arms, RULE, 6) == pytest.approx(0.172374090509562, rel=1e-12)


def test_sizes_that_differ_are_convolved_as_r_prints() -> None:
    # R: p <- 2 * pt(-0.3 * sqrt(92 / 0.91), 92)
    #    sum(outer(dbinom(0:25, 25, .05), dbinom(0:25, 25, p))[outer(0:25, 0:25, "+") >= 2])
    found = associated_probability([Arm(21, 25), Arm(94, 25)], RULE, 2)
    assert found == pytest.approx(0.387495548669917, rel=1e-12)


def test_more_hits_than_perturbations_cannot_be() -> None:
    assert associated_probability([Arm(30, 5)], RULE, 6) == 0


def test_without_association_the_mean_count_is_the_expected_one(rng: np.random.Generator) -> None:
    rule, sizes, n_genes = HitRule(0.2, 0.3), ((12, 10), (25, 10)), 6000
    arms = []
    for _ in range(2):
        counts = np.zeros((40, n_genes), int)
        for n, perturbations in sizes:
            features = rng.standard_normal((30, 40))
            genes = rng.standard_normal((n_genes, n))
            pairings = draw_pairings(30, n, perturbations, rng)
            counts += hits(features, genes, pairings, rule).counts
        arms.append(counts >= 3)
    found = (arms[0] & ~arms[1]).sum(axis=1)
    design = [Arm(n, perturbations) for n, perturbations in sizes]
    expected = expected_positive_specific(n_genes, design, design, rule, 3)
    error = found.std(ddof=1) / np.sqrt(len(found))
    assert abs(found.mean() - expected) < 4 * error
    assert error < 0.02 * expected

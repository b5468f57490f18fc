import numpy as np
import pytest

from sonogenomics.chance.arm_table import Pairs, arm_differences, bites, pairs_of
from sonogenomics.linking.arm_differences import difference_hits
from sonogenomics.linking.association import HitRule
from sonogenomics.linking.chance import Arm, hit_probability
from tests.linking.sides import one_series, side_of

RULE = HitRule(alpha=0.05, min_abs_r=0.3)


def test_the_table_counts_genes_that_differ_often_enough(rng: np.random.Generator) -> None:
    draw = rng.standard_normal
    side = side_of(
        [one_series("S", draw, (20, 90), 200, 10), one_series("T", draw, (60, 30), 200, 5)]
    )
    urfs = {1: draw((50, 3)), 0: draw((70, 3))}
    table = arm_differences(urfs, side, RULE, 3, np.random.default_rng(2))
    counts = difference_hits(urfs, side, 0.05, np.random.default_rng(2))
    assert table["differs"].tolist() == (counts >= 3).sum(axis=1).tolist()
    assert set(table["n_genes"]) == {200}
    expected = (10 * hit_probability(20, RULE) + 5 * hit_probability(50, RULE)) / 15
    assert table["hit_positive"].tolist() == pytest.approx([expected] * 3)


def test_pairs_are_those_of_the_smaller_side(rng: np.random.Generator) -> None:
    side = side_of([one_series("S", rng.standard_normal, (20, 90), 5, 10)])
    pairs = pairs_of({1: np.ones((50, 1)), 0: np.ones((70, 1))}, side)
    assert pairs == Pairs([Arm(20, 10)], [Arm(70, 10)])


def test_arms_of_unequal_size_are_told_and_equal_ones_are_not() -> None:
    small, large = [Arm(42, 75)], [Arm(175, 75)]
    p = hit_probability(42, RULE), hit_probability(175, RULE)
    assert "in the positive arm (42 pairs) as in the negative (175)" in bites(
        Pairs(small, large), *p
    )
    assert "in the negative arm (42 pairs)" in bites(Pairs(large, small), *p[::-1])
    assert bites(Pairs(small, small), p[0], p[0]) == ""


def test_a_hit_that_cannot_be_is_no_division_by_zero() -> None:
    assert "times as probable" in bites(Pairs([Arm(20, 1)], [Arm(10**6, 1)]), 0.05, 0.0)

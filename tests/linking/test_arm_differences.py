"""Fisher's z against R, its definition one correlation at a time, and permutation."""

import numpy as np
import pytest
from scipy import stats

from sonogenomics.linking.arm_differences import (
    critical_difference,
    difference_hits,
    difference_probability,
    expected_differences,
)
from sonogenomics.linking.chance import Arm
from sonogenomics.linking.pairing import draw_pairings
from tests.linking.sides import one_series, side_of


def test_the_critical_difference_is_the_one_r_prints() -> None:
    # R: tanh(qnorm(.975) * sqrt(1/39 + 1/172))
    assert critical_difference(42, 175, 0.05) == pytest.approx(0.334254644762797, rel=1e-13)


def test_the_probability_by_chance_is_that_of_r_by_quadrature() -> None:
    # R: c <- qnorm(.975) * sqrt(1/(p-3) + 1/(n-3))
    #    d <- function(r, n) dbeta((r + 1) / 2, (n - 2) / 2, (n - 2) / 2) / 2
    #    P <- function(r, n) pbeta((r + 1) / 2, (n - 2) / 2, (n - 2) / 2)
    #    integrate(function(r) d(r, p) * (P(tanh(atanh(r) - c), n) + 1 - P(tanh(atanh(r) + c), n)),
    #              -1, 1, rel.tol = 1e-11)
    found = [difference_probability(p, n, 0.05) for p, n in ((42, 42), (42, 175), (10, 30))]
    expected = [0.0501760355072, 0.0502439279400, 0.0505717684635]
    assert found == pytest.approx(expected, rel=3e-4)


def test_of_three_pairs_nothing_can_be_told(rng: np.random.Generator) -> None:
    assert difference_probability(3, 50, 0.05) == 0
    side = side_of([one_series("S", rng.standard_normal, (3, 20), 30, 10)])
    urfs = {arm: rng.standard_normal((20, 4)) for arm in (1, 0)}
    assert not difference_hits(urfs, side, 0.05, rng).any()


def test_hits_are_those_of_the_definition(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    draw = rng.standard_normal
    series = [one_series("S", draw, (12, 25), 60, 4), one_series("T", draw, (30, 9), 60, 3)]
    side = side_of(series)
    urfs = {1: rng.lognormal(0, 1, (18, 5)), 0: rng.lognormal(0, 1, (16, 5))}
    monkeypatch.setattr("sonogenomics.linking.arm_differences.BLOCK", 17)
    found = difference_hits(urfs, side, 0.2, np.random.default_rng(4))
    again, expected = np.random.default_rng(4), np.zeros((5, 60), int)
    for positive, negative in zip(side.arms[::2], side.arms[1::2], strict=True):
        pairs = [
            draw_pairings(len(urfs[one.arm]), one.genes.shape[1], one.perturbations, again)
            for one in (positive, negative)
        ]
        for i in range(positive.perturbations):
            z = [
                np.arctanh(
                    stats.pearsonr(
                        urfs[one.arm][p.patients[i]].T[:, None],
                        one.genes[None, :, p.samples[i]],
                        axis=2,
                    ).statistic
                )
                for one, p in zip((positive, negative), pairs, strict=True)
            ]
            error = np.sqrt(1 / (pairs[0].n - 3) + 1 / (pairs[1].n - 3))
            expected += 2 * stats.norm.sf(np.abs(z[0] - z[1]) / error) < 0.2
    assert expected.sum() > 100
    assert np.array_equal(found, expected)


def test_what_is_constant_never_differs(rng: np.random.Generator) -> None:
    one = one_series("S", rng.standard_normal, (8, 20), 6, 20)
    one.expression.iloc[2] = 0.1
    one.expression.iloc[3] = 0.0
    one.expression.iloc[3, 10] = 5.0  # constant in the draws that leave this sample out
    urfs = {1: rng.standard_normal((30, 2)), 0: rng.standard_normal((7, 2))}
    urfs[1][:, 1] = urfs[0][:, 1] = 4.0
    found = difference_hits(urfs, side_of([one]), 0.9, rng)
    assert not found[1].any()
    assert not found[:, 2].any()
    assert found[0, 0] > 0


def test_a_larger_arm_is_not_held_to_a_stricter_rule(rng: np.random.Generator) -> None:
    """The number of genes by chance is the same whichever arm is the larger."""
    one = expected_differences(1000, [Arm(20, 25)], [Arm(90, 25)], 0.05, 4)
    other = expected_differences(1000, [Arm(90, 25)], [Arm(20, 25)], 0.05, 4)
    assert one == pytest.approx(other, rel=1e-3)


@pytest.mark.slow
def test_without_association_the_mean_count_is_the_expected_one(rng: np.random.Generator) -> None:
    draw = rng.standard_normal
    series = [one_series("S", draw, (20, 60), 1500, 10), one_series("T", draw, (35, 12), 1500, 10)]
    side, runs = side_of(series), []
    for _ in range(40):
        urfs = {arm: draw((50, 8)) for arm in (1, 0)}
        runs.append((difference_hits(urfs, side, 0.05, rng) >= 3).sum(axis=1).mean())
    arms = [Arm(20, 10), Arm(35, 10)], [Arm(50, 10), Arm(12, 10)]
    expected = expected_differences(1500, *arms, alpha=0.05, min_hits=3)
    error = np.std(runs, ddof=1) / np.sqrt(len(runs))
    assert np.mean(runs) == pytest.approx(expected, abs=4 * error)
    assert error < 0.02 * expected

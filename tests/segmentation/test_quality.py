"""Entropy, foreseen Dice and the agreement of two looks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import entropy

from sonogenomics.segmentation.patches import Patch
from sonogenomics.segmentation.quality import expected_dice, mean_of, soft_dice, uncertainty

P = arrays(float, (5, 6), elements=st.floats(0, 1))


@given(P)
def test_uncertainty_is_the_entropy_of_each_pixel(p: np.ndarray) -> None:
    found = uncertainty([Patch(2, 1, p)], (9, 8))
    bits = entropy(np.stack([p, 1 - p]), base=2, axis=0)
    np.testing.assert_allclose(found[2:7, 1:7], bits * 255, atol=0.51)
    assert found[:2].max() == found[7:].max() == 0
    assert found.dtype == np.uint8


def test_the_surest_detection_of_a_pixel_counts() -> None:
    sure, unsure = Patch(0, 0, np.ones((2, 2))), Patch(0, 0, np.full((2, 3), 0.5))
    assert uncertainty([unsure, sure], (2, 3)).tolist() == [[0, 0, 255]] * 2
    assert uncertainty([], (2, 3)).max() == 0


@given(P)
def test_the_foreseen_dice_is_within_bounds_and_one_only_where_nothing_is_in_doubt(
    p: np.ndarray,
) -> None:
    value = expected_dice(p)
    assert 0 <= value <= 1
    assert (value == 1) <= bool(np.isin(p.round(6), [0, 1]).all())


def test_the_foreseen_dice_is_reached_on_average(rng: np.random.Generator) -> None:
    p = rng.random((60, 60)) ** 2
    drawn = p >= 0.5
    truths = rng.random((200, 60, 60)) < p
    reached = [2 * (truth & drawn).sum() / (truth.sum() + drawn.sum()) for truth in truths]
    assert expected_dice(p) == pytest.approx(np.mean(reached), abs=0.003)


@given(P, P)
def test_looks_agree_alike_in_either_order(one: np.ndarray, other: np.ndarray) -> None:
    assert soft_dice(one, other) == soft_dice(other, one)
    assert 0 <= soft_dice(one, other) <= 1 + 1e-9
    assert soft_dice(one, one) == (1 if (one**2).any() else 0)


def test_a_look_says_zero_outside_its_rectangle() -> None:
    mean = mean_of([Patch(1, 1, np.ones((2, 2))), Patch(2, 2, np.ones((2, 2)))])
    assert (mean.top, mean.left) == (1, 1)
    assert mean.values.tolist() == [[0.5, 0.5, 0], [0.5, 1, 0.5], [0, 0.5, 0.5]]

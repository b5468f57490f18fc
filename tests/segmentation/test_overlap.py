"""Dice and IoU against scikit-learn, on paper, and their properties."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import f1_score, jaccard_score

from sonogenomics.errors import StudyError
from sonogenomics.segmentation.overlap import dice, iou
from tests.segmentation.drawn import square

MASKS = arrays(bool, (6, 7))


@given(MASKS, MASKS)
def test_dice_is_scikit_learns_f1_and_iou_its_jaccard(one: np.ndarray, other: np.ndarray) -> None:
    if one.any() or other.any():
        assert dice(one, other) == pytest.approx(f1_score(one.ravel(), other.ravel()))
        assert iou(one, other) == pytest.approx(jaccard_score(one.ravel(), other.ravel()))


@given(MASKS, MASKS)
def test_both_are_symmetric_within_bounds_and_tied_together(
    one: np.ndarray, other: np.ndarray
) -> None:
    d, j = dice(one, other), iou(one, other)
    assert (d, j) == (dice(other, one), iou(other, one))
    assert 0 <= j <= d <= 1
    assert d == pytest.approx(2 * j / (1 + j))


@given(MASKS)
def test_a_mask_agrees_wholly_with_itself_even_empty(mask: np.ndarray) -> None:
    assert dice(mask, mask) == iou(mask, mask) == 1


@pytest.mark.parametrize(("shift", "expected"), [(0, 1.0), (5, 0.75), (10, 0.5), (20, 0.0)])
def test_a_square_shifted_by_a_quarter_shares_three_quarters(shift: int, expected: float) -> None:
    assert dice(square(10, 10), square(10, 10 + shift)) == expected


@given(st.integers(1, 9))
def test_nothing_drawn_gives_zero(side: int) -> None:
    assert dice(square(0, 0, 0), square(3, 3, side)) == 0


def test_masks_of_two_sizes_are_named() -> None:
    with pytest.raises(StudyError, match=r"\(2, 3\).*\(3, 2\).*size of their image"):
        dice(np.ones((2, 3), bool), np.ones((3, 2), bool))

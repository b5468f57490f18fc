"""Agreement of one image: worked on paper, in pixels and millimetres."""

import math

import numpy as np
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.segmentation.agreement import agreement, lesions
from tests.segmentation.drawn import SHAPE, square

NOTHING = np.zeros(SHAPE, bool)


def test_a_square_shifted_by_a_quarter() -> None:
    found = agreement(square(10, 15), square(10, 10), (0.1, 0.1))
    assert found.dice == 0.75  # 15 of 20 columns
    assert found.iou == 0.6  # 15 of 25 columns
    assert found.hd95_px == 5
    assert found.hd95_mm == pytest.approx(0.5)
    assert found.asd_mm == pytest.approx(found.asd_px / 10)


def test_pixels_higher_than_wide() -> None:
    found = agreement(square(14, 10), square(10, 10), (0.5, 0.1))
    assert found.hd95_px == 4
    # In mm a neighbouring column is five times nearer than a row: (4 rows = 2 mm) unless the other
    # outline's corner is closer; the upper side lies 2 mm off its like
    assert found.hd95_mm == pytest.approx(2.0)
    assert found.asd_mm != pytest.approx(found.asd_px * 0.5)


@pytest.mark.parametrize("spacing", [None, (math.nan, 0.1), (math.nan, math.nan)])
def test_without_spacing_millimetres_are_missing(spacing: tuple[float, float] | None) -> None:
    found = agreement(square(10, 12), square(10, 10), spacing)
    assert math.isnan(found.hd95_mm)
    assert math.isnan(found.asd_mm)
    assert found.hd95_px == 2


def test_where_nothing_is_drawn_dice_is_zero_and_no_distance_is_made_up() -> None:
    found = agreement(NOTHING, square(10, 10), (0.1, 0.1))
    assert (found.dice, found.iou) == (0, 0)
    assert all(math.isnan(x) for x in (found.hd95_px, found.asd_px, found.hd95_mm, found.asd_mm))


def test_an_empty_outline_is_a_fault_not_a_perfect_score() -> None:
    with pytest.raises(StudyError, match="draw the lesion"):
        agreement(NOTHING, NOTHING)


def test_a_label_image_holds_one_mask_a_number() -> None:
    labels = square(1, 1) * np.uint8(3) + square(30, 30) * np.uint8(1)
    found = lesions(labels)
    np.testing.assert_array_equal(found, [square(30, 30), square(1, 1)])

"""What becomes of one image: mask, uncertainty and rows."""

import numpy as np
import pytest

from sonogenomics.segmentation.coco_map import precision
from sonogenomics.segmentation.detection import Choice
from sonogenomics.segmentation.outcome import agreement_row, coco_entry, detection_rows, outcome
from tests.segmentation.drawn import SHAPE, detection, square

ONLY, BEST = Choice("only", 0.5, 1), Choice("best", 0.5, 1)
TWO = [detection(0.8, left=50), detection(0.9), detection(0.3, top=38, left=30)]
OUTLINED = square(10, 12) * np.uint8(1)


def test_the_best_is_drawn_and_every_detection_that_counts_has_its_row() -> None:
    result = outcome(TWO, BEST, SHAPE)
    np.testing.assert_array_equal(result.labels, square(10, 10))
    assert detection_rows(result) == [
        {"detection": 1, "score": 0.9, "quality": 0.9, "n_px": 400, "lesion": 1},
        {"detection": 2, "score": 0.8, "quality": 0.9, "n_px": 400, "lesion": 0},
    ]


def test_agreement_is_that_of_the_mask_and_hits_are_those_of_all_detections() -> None:
    row = agreement_row(outcome(TWO, BEST, SHAPE), OUTLINED, (0.1, 0.1), 0.5)
    assert (row["n_reference"], row["n_detections"], row["n_hit"], row["n_false"]) == (1, 2, 1, 1)
    assert row["accepted"] is False
    assert row["dice"] == 0.9
    assert row["hd95_mm"] == pytest.approx(0.2)
    assert row["quality"] == 0.9


def test_several_detections_leave_the_image_to_the_reader_where_the_rule_says_so() -> None:
    result = outcome(TWO, ONLY, SHAPE)
    assert not result.labels.any()
    row = agreement_row(result, OUTLINED, None, 0.5)
    assert (row["dice"], row["quality"], row["n_hit"]) == (0, 0, 1)
    assert np.isnan(float(str(row["hd95_px"])))
    alone = agreement_row(outcome(TWO[1:], ONLY, SHAPE), OUTLINED, None, 0.5)
    assert alone["accepted"] is True


def test_precision_sees_the_unsure_too() -> None:
    unsure = outcome([detection(0.3)], BEST, SHAPE)
    assert not detection_rows(unsure)
    assert precision([coco_entry(unsure, square(10, 10) * np.uint8(1))]).ap == pytest.approx(1)


def test_the_quality_of_several_lesions_is_weighed_by_their_pixels() -> None:
    large, small = detection(0.9, side=30), detection(0.8, top=45, left=50, side=10)
    small = type(small)(0.8, 0.4, small.probability)
    result = outcome([large, small], Choice("best", 0.5, 2), SHAPE)
    assert result.quality == pytest.approx((0.9 * 900 + 0.4 * 100) / 1000)
    assert np.unique(result.labels).tolist() == [0, 1, 2]


def test_nothing_seen_is_an_empty_mask_without_uncertainty() -> None:
    result = outcome([], BEST, SHAPE)
    assert (result.labels.max(), result.uncertainty.max(), result.quality) == (0, 0, 0)

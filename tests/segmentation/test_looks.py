"""Two looks at one image become one list of detections."""

import numpy as np
import pytest
import torch
from torchvision.ops import box_iou as torch_box_iou

from sonogenomics.segmentation.looks import Look, box_iou, detections
from tests.segmentation.drawn import SHAPE, look

HERE, NEARLY, THERE = (10, 10, 30, 30), (12, 10, 32, 30), (50, 35, 70, 55)


def test_boxes_overlap_as_torchvision_says(rng: np.random.Generator) -> None:
    corners = rng.random((2, 9, 2, 2)) * 50
    one, other = (np.sort(part, axis=1).reshape(9, 4) for part in corners)
    expected = torch_box_iou(torch.from_numpy(one), torch.from_numpy(other)).numpy()
    np.testing.assert_allclose(box_iou(one, other), expected)


def test_one_look_gives_its_own_detections_best_first() -> None:
    found = detections([look((0.3, *HERE), (0.8, *THERE))], SHAPE)
    assert [one.score for one in found] == [0.8, 0.3]
    assert found[1].probability.mask(SHAPE)[10:30, 10:30].all()
    assert found[1].n_px == 400


def test_a_lesion_that_both_looks_see_has_their_mean_score_and_mean_mask() -> None:
    (found,) = detections([look((0.9, *HERE)), look((0.5, *NEARLY))], SHAPE)
    assert found.score == 0.7
    whole = np.zeros(SHAPE)
    whole[found.probability.window] = found.probability.values
    np.testing.assert_allclose(whole[20, [9, 10, 20, 29, 30, 31, 33]], [0, 0.5, 1, 1, 0.5, 0.5, 0])


def test_a_lesion_that_one_look_alone_sees_keeps_its_mask_and_half_its_score() -> None:
    found = detections([look((0.9, *HERE), (0.6, *THERE)), look((0.9, *HERE))], SHAPE)
    assert [one.score for one in found] == [0.9, 0.3]
    assert found[1].n_px == 400


def test_looks_pair_off_the_surest_first_and_each_but_once() -> None:
    found = detections([look((0.5, *HERE), (0.9, *NEARLY)), look((0.8, *HERE))], SHAPE)
    assert [one.score for one in found] == [0.85, 0.25]


def test_nothing_seen_twice_is_nothing() -> None:
    assert detections([look(), look()], SHAPE) == []


def test_looks_that_differ_are_trusted_less() -> None:
    same, apart = (
        detections([look((0.9, *HERE)), look((0.9, *second))], SHAPE)[0]
        for second in (HERE, NEARLY)
    )
    assert apart.quality < same.quality


@pytest.mark.parametrize("tilt", [1e-7, -1e-7])
def test_the_last_digits_of_a_score_do_not_decide(tilt: float) -> None:
    boxes = look((0.7, *HERE), (0.7 + tilt, *THERE))
    found = detections([Look(boxes.boxes, boxes.scores, boxes.cells)], SHAPE)
    assert found[0].probability.top < found[1].probability.top  # the upper one, either way

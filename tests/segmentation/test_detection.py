"""Which detections count, which are drawn, and which meet an outlined lesion."""

import numpy as np
import pytest

from sonogenomics.segmentation.detection import Choice, chosen, counted, label_mask, n_hits
from tests.segmentation.drawn import SHAPE, detection, square

ONLY, BEST, BEST_TWO = Choice("only", 0.5, 1), Choice("best", 0.5, 1), Choice("best", 0.5, 2)


def test_below_the_least_score_nothing_counts() -> None:
    kept = counted([detection(0.49), detection(0.5, left=50)], 0.5)
    assert [one.score for one in kept] == [0.5]


@pytest.mark.parametrize(("shift", "n"), [(0, 1), (10, 1), (11, 2)])
def test_masks_that_overlap_too_much_are_one_lesion(shift: int, n: int) -> None:
    # 20 x 20 shifted by 10: IoU 200 / 600; by 11: 180 / 620, below 0.3
    kept = counted([detection(0.8), detection(0.9, left=10 + shift)], 0.5)
    assert len(kept) == n
    assert kept[0].score == 0.9


def test_a_small_mask_inside_a_large_one_is_part_of_it() -> None:
    kept = counted([detection(0.9, side=30), detection(0.8, top=15, left=15, side=5)], 0.5)
    assert [one.n_px for one in kept] == [900]


def test_a_duplicate_of_a_duplicate_may_stand() -> None:
    chain = [detection(0.9), detection(0.8, left=14), detection(0.7, left=28)]
    assert [one.score for one in counted(chain, 0.5)] == [0.9, 0.7]


@pytest.mark.parametrize(
    ("choice", "n", "numbers"),
    [
        (ONLY, 0, []),
        (ONLY, 1, [1]),
        (ONLY, 2, [0, 0]),
        (BEST, 0, []),
        (BEST, 2, [1, 0]),
        (BEST_TWO, 1, [1]),
        (BEST_TWO, 3, [1, 2, 0]),
    ],
)
def test_the_rule_of_choice(choice: Choice, n: int, numbers: list[int]) -> None:
    kept = counted([detection(0.9 - i / 10, left=1 + 25 * i) for i in range(n)], 0.5)
    assert chosen(kept, choice) == numbers


def test_a_detection_without_a_pixel_outlines_nothing() -> None:
    kept = counted([detection(0.9, side=0), detection(0.8)], 0.5)
    assert [one.n_px for one in kept] == [0, 400]
    assert chosen(kept, ONLY) == chosen(kept, BEST) == [0, 1]


def test_equal_scores_stand_from_top_to_bottom_then_from_left_to_right() -> None:
    found = [detection(0.9, 35, 1), detection(0.9, 5, 40), detection(0.9, 5, 1)]
    for order in (found, found[::-1]):
        kept = counted(order, 0.5)
        assert [(one.probability.top, one.probability.left) for one in kept] == [
            (5, 1),
            (5, 40),
            (35, 1),
        ]


def test_a_pixel_claimed_twice_goes_to_the_better_lesion() -> None:
    kept = counted([detection(0.8, left=25), detection(0.9)], 0.5)
    labels = label_mask(kept, chosen(kept, BEST_TWO), SHAPE)
    assert np.unique(labels, return_counts=True)[1].tolist() == [60 * 80 - 700, 400, 300]
    assert labels[15, 27] == 1


def test_hits_are_one_to_one_and_the_rest_are_false() -> None:
    outlined = [square(10, 10), square(10, 50)]
    assert n_hits([square(10, 10), square(11, 10), square(35, 35)], outlined, 0.5) == 1
    assert n_hits([square(10, 12), square(10, 51)], outlined, 0.5) == 2
    assert n_hits([], outlined, 0.5) == 0


@pytest.mark.parametrize(("limit", "hits"), [(1 / 3, 1), (0.34, 0)])
def test_a_hit_needs_the_overlap_asked_for(limit: float, hits: int) -> None:
    assert n_hits([square(10, 20)], [square(10, 10)], limit) == hits

import numpy as np
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.imaging.masks import Expected, Lesion, checked_lesions, lesions_of, separate


def block(n_rows: int, label: str = "1") -> Lesion:
    mask = np.zeros((20, 30), bool)
    mask[:n_rows, 5:15] = True
    return Lesion(mask, label)


def test_a_fitting_lesion_passes() -> None:
    lesions = [block(12)]
    assert checked_lesions(lesions, Expected((20, 30)), "m.png") == lesions


@pytest.mark.parametrize(
    ("lesions", "expected", "told"),
    [
        ([], Expected(), r"Mask m\.png is empty: draw the lesion, or reject the image\."),
        ([block(0)], Expected(), "lesion 1 has no pixel"),
        ([block(9)], Expected(), "lesion 1 covers 90 px, fewer than 100: reject it"),
        ([Lesion(np.ones((20, 30), bool), "1")], Expected(), "covers 100 % of the image"),
        ([block(12)], Expected((21, 30)), r"it is 20 x 30 px and its image 21 x 30: export both"),
        ([block(12)], Expected((30, 20)), "as if turned by 90 degrees"),
        ([block(12, "a"), block(12, "b")], Expected(one_label=True), "labels a, b where one"),
    ],
    ids=["none", "empty", "small", "whole", "other size", "turned", "multi-label"],
)
def test_an_unfit_mask_gives_one_sentence(
    lesions: list[Lesion], expected: Expected, told: str
) -> None:
    with pytest.raises(StudyError, match=told):
        checked_lesions(lesions, expected, "m.png")


def test_all_faults_of_a_mask_are_told_at_once() -> None:
    with pytest.raises(StudyError, match=r"its image 9 x 9.*lesion 1 covers 50.*lesion 2 covers"):
        checked_lesions([block(5, "1"), block(6, "2")], Expected((9, 9)), "m.png")


def test_each_value_is_a_lesion_and_each_colour_too() -> None:
    values = np.array([[0, 5], [7, 5]])
    assert [lesion.label for lesion in lesions_of(values, "m.png")] == ["5", "7"]  # type: ignore[arg-type]
    colours = np.zeros((2, 2, 3), np.uint8)
    colours[0, 0], colours[1, 1] = (255, 0, 0), (0, 255, 0)
    assert len(lesions_of(colours, "m.png")) == 2  # type: ignore[arg-type]


def test_parts_that_do_not_touch_are_separate_lesions() -> None:
    mask = np.zeros((8, 8), bool)
    mask[:2, :2] = mask[2:4, 2:4] = mask[6:, 6:] = True  # the first two touch at a corner
    parts = separate(Lesion(mask, "1"))
    assert [int(part.mask.sum()) for part in parts] == [8, 4]
    np.testing.assert_array_equal(parts[0].mask | parts[1].mask, mask)


def test_one_part_keeps_its_label() -> None:
    assert [part.label for part in separate(block(3))] == ["1"]

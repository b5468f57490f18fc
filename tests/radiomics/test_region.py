import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from sonogenomics.errors import StudyError
from sonogenomics.params.features import RegionKind
from sonogenomics.radiomics.region import Lesion, Pixels, UnfitError, bounding_box, region_of
from tests.radiomics.lesions import ellipse, speckle

GREY = speckle(np.random.default_rng(1))
MASK = ellipse()


def region_from(grey: Pixels, mask: Pixels, kind: RegionKind = "mask") -> Pixels:
    return region_of(Lesion("P1", "left", grey, mask), kind, min_pixels=100).inside


def test_the_region_is_the_mask() -> None:
    assert (region_from(GREY, MASK) == (MASK == 255)).all()


def test_the_box_is_the_filled_bounding_box_of_the_mask() -> None:
    box = region_from(GREY, MASK, "box")
    rows, columns = np.nonzero(MASK)
    expected = np.zeros_like(box)
    expected[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1] = True
    assert (box == expected).all()


def test_the_pixels_of_the_lesion_are_counted_and_not_those_of_its_box() -> None:
    region = region_of(Lesion("P1", "left", GREY, MASK), "box", min_pixels=100)
    assert region.n_px == (MASK == 255).sum() < region.inside.sum()


@pytest.mark.parametrize("dtype", [np.uint8, np.int8, np.uint16, np.int64])
def test_whole_numbers_become_32_bit(dtype: type) -> None:
    region = region_of(Lesion("P1", "left", (GREY // 2).astype(dtype), MASK), "mask", 100)
    assert region.grey.dtype == np.int32
    assert (region.grey == GREY // 2).all()


def test_fractions_stay_fractions() -> None:
    region = region_of(Lesion("P1", "left", GREY / np.float32(3), MASK), "mask", 100)
    assert region.grey.dtype == np.float64


def test_pixels_may_be_read_when_they_are_needed() -> None:
    region = region_of(Lesion("P1", "left", lambda: GREY, lambda: MASK), "mask", 100)
    assert (region.grey == GREY).all()


WRONG = {
    "has 3 dimensions": (np.stack([GREY] * 3, axis=-1), MASK),
    "its mask is 64 x 60 px, its image 64 x 64": (GREY, MASK[:, :60]),
    "its mask is empty": (GREY, np.zeros_like(MASK)),
    r"its mask holds 2 values \(1, 2\)": (GREY, np.where(MASK, 1, 0) + np.eye(64, dtype=int)),
    "covers 9 px, fewer than 100": (GREY, np.pad(np.ones((3, 3)), ((0, 61), (0, 61)))),
    "is one pixel wide": (
        np.arange(12_000).reshape(60, 200),
        np.repeat([[1], [0]], [1, 59], axis=0) * np.ones((1, 200)),
    ),
    "its mask covers the whole image": (GREY, np.ones_like(MASK)),
    "has the one grey level 7": (np.full_like(GREY, 7), MASK),
    "missing or infinite grey levels": (np.where(MASK, np.nan, 1.0), MASK),
    "grey levels beyond 32 bits": (GREY.astype(np.int64) * 10**9, MASK),
    "holds bool values, not grey levels": (GREY > 9, MASK),
}


@pytest.mark.parametrize("message", WRONG)
def test_what_gives_no_meaning_is_refused_by_name(message: str) -> None:
    grey, mask = WRONG[message]
    with pytest.raises(StudyError, match=f"Lesion 1 of image left .patient P1.*{message}"):
        region_from(grey, mask)


def test_a_box_that_covers_the_whole_image_is_refused() -> None:
    cross = np.zeros((64, 64))
    cross[32], cross[:, 32] = 1, 1
    assert region_from(GREY, cross).any()
    with pytest.raises(StudyError, match="its box covers the whole image"):
        region_from(GREY, cross, "box")


@given(
    arrays.arrays(bool, st.tuples(st.integers(1, 8), st.integers(1, 8))).filter(lambda m: m.any())
)
def test_the_bounding_box_holds_every_pixel_and_no_empty_edge(mask: Pixels) -> None:
    inside = mask[bounding_box(mask)]
    assert inside.sum() == mask.sum()
    assert inside[0].any()
    assert inside[-1].any()
    assert inside[:, 0].any()
    assert inside[:, -1].any()


def test_what_makes_a_lesion_unfit_is_one_word_and_one_sentence_in_any_process() -> None:
    error = pickle.loads(pickle.dumps(UnfitError("small", "Lesion 1 covers 3 px.")))
    assert (error.reason, str(error)) == ("small", "Lesion 1 covers 3 px.")

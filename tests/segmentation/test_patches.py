"""Masks laid into images against torch's own sampling, and rectangles of an image."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.segmentation.patches import Patch, framed, pasted, shared_px, together

SHAPE = (40, 50)
PLACES = st.floats(-10, 45)
SIDES = st.floats(1, 60)


def sampled(cells: np.ndarray, box: np.ndarray) -> np.ndarray:
    """The whole image by torch: where in the box each pixel centre lies, from -1 to 1."""
    x0, y0, x1, y1 = box
    x = (np.arange(SHAPE[1]) + 0.5 - x0) / (x1 - x0) * 2 - 1
    y = (np.arange(SHAPE[0]) + 0.5 - y0) / (y1 - y0) * 2 - 1
    grid = np.stack(np.meshgrid(x, y), axis=-1)[None]
    image = torch.nn.functional.grid_sample(
        torch.from_numpy(cells)[None, None], torch.from_numpy(grid), align_corners=False
    )
    return image[0, 0].numpy()


@given(PLACES, PLACES, SIDES, SIDES)
def test_a_mask_is_laid_as_torch_samples_it(
    x: float, y: float, width: float, height: float
) -> None:
    cells = np.random.default_rng(1).random((7, 7))
    box = np.array([x, y, x + width, y + height])
    patch = pasted(cells, box, SHAPE)
    whole = np.zeros(SHAPE)
    whole[patch.window] = patch.values
    np.testing.assert_allclose(whole, sampled(cells, box), atol=1e-9)


def test_a_full_box_covers_the_pixels_whose_centres_it_holds() -> None:
    mask = pasted(np.ones((28, 28)), np.array([10.2, 5.0, 20.7, 15.0]), SHAPE).mask(SHAPE)
    rows, columns = np.nonzero(mask)
    assert (rows.min(), rows.max()) == (5, 14)
    assert (columns.min(), columns.max()) == (10, 20)
    assert mask.sum() == 10 * 11


@pytest.mark.parametrize("box", [(-30, -30, -20, -20), (90, 90, 95, 95), (5, 5, 5, 5)])
def test_a_box_outside_the_image_or_without_width_breaks_nothing(box: tuple[float, ...]) -> None:
    patch = pasted(np.ones((28, 28)), np.array(box, float), SHAPE)
    assert patch.mask(SHAPE).sum() <= 1
    assert np.isfinite(patch.values).all()


def test_shared_pixels_are_those_of_both_masks(rng: np.random.Generator) -> None:
    for _ in range(50):
        tops, lefts = rng.integers(0, 25, 2), rng.integers(0, 30, 2)
        one, other = (
            Patch(int(top), int(left), rng.random((12, 15)))
            for top, left in zip(tops, lefts, strict=True)
        )
        expected = (one.mask(SHAPE) & other.mask(SHAPE)).sum()
        assert shared_px(one, other) == shared_px(other, one) == expected


def test_a_patch_keeps_its_place_in_a_larger_window(rng: np.random.Generator) -> None:
    one, other = Patch(3, 4, rng.random((5, 6))), Patch(20, 1, rng.random((2, 2)))
    window = together((one, other))
    whole = np.zeros(SHAPE)
    whole[one.window] = one.values
    np.testing.assert_array_equal(framed(one, window), whole[window])

"""Outlines of masks fill to the masks again."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image, ImageDraw

from sonogenomics.imaging.outlines import fill_polygon
from sonogenomics.review.contours import keyhole, outlines, overlap, rings, signed_area, simplified
from tests.review.project import disc

Mask = npt.NDArray[np.bool_]
MASKS = st.tuples(st.integers(1, 9), st.integers(1, 9)).flatmap(lambda s: arrays(bool, s))


@settings(deadline=None)
@given(MASKS)
def test_rings_filled_by_the_even_odd_rule_are_the_mask(mask: Mask) -> None:
    back = np.zeros_like(mask)
    for ring in rings(mask):
        back ^= fill_polygon(ring, mask.shape)
    np.testing.assert_array_equal(back, mask)


@settings(deadline=None)
@given(MASKS)
def test_the_areas_within_rings_add_up_to_the_pixels(mask: Mask) -> None:
    assert sum(map(signed_area, rings(mask))) == mask.sum()


@settings(deadline=None)
@given(MASKS)
def test_a_keyhole_holds_the_holes_out(mask: Mask) -> None:
    back = np.zeros_like(mask)
    for outer, holes in outlines(mask):
        back |= fill_polygon(keyhole(outer, holes), mask.shape)
    np.testing.assert_array_equal(back, mask)  # so small that no corner can be spared


def test_pixels_that_touch_at_a_corner_have_rings_of_their_own() -> None:
    assert len(rings(np.eye(3, dtype=bool))) == 3


def test_an_island_in_a_hole_is_a_part_of_its_own() -> None:
    mask = np.zeros((9, 9), bool)
    mask[1:8, 1:8] = True
    mask[2:7, 2:7] = False
    mask[4, 4] = True
    mask[0, 0] = True
    assert [(len(outer), len(holes)) for outer, holes in outlines(mask)] == [(4, 0), (4, 1), (4, 0)]


@pytest.mark.parametrize("radius", [2, 5, 12, 40])
def test_a_simplified_outline_has_fewer_corners_and_nearly_the_same_pixels(radius: int) -> None:
    mask = disc(50, 50, radius, (100, 100)).astype(bool)
    (ring,) = rings(mask)
    fewer = simplified(ring)
    assert len(fewer) <= len(ring)
    assert overlap(fill_polygon(fewer, mask.shape), mask) >= 0.995
    assert radius < 40 or len(fewer) < len(ring) / 2


def test_pillow_fills_an_outline_to_the_same_shape() -> None:
    mask = disc(30, 40, 20).astype(bool)
    (ring,) = rings(mask)
    canvas = Image.new("1", (80, 60))
    ImageDraw.Draw(canvas).polygon([(x - 0.5, y - 0.5) for x, y in ring.tolist()], fill=1)
    assert overlap(np.array(canvas), mask) > 0.9  # Pillow draws the rim too

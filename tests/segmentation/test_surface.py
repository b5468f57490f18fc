"""Surface distances against every pair of points, on paper, and their properties."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.spatial.distance import cdist

from sonogenomics.segmentation.surface import SurfaceDistances, outline, surface_distances
from tests.segmentation.drawn import square

MASKS = arrays(bool, (9, 11))
SPACING = st.tuples(st.floats(0.05, 3), st.floats(0.05, 3))


def by_hand(
    one: np.ndarray, other: np.ndarray, spacing: tuple[float, float]
) -> SurfaceDistances | None:
    """Every pixel of one outline with every pixel of the other."""
    edges = []
    for mask in (one, other):
        padded = np.pad(mask, 1)
        inner = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
        edges.append(np.argwhere(mask & ~inner) * np.array(spacing))
    if not len(edges[0]) or not len(edges[1]):
        return None
    every = cdist(*edges)
    there, back = every.min(axis=1), every.min(axis=0)
    hd95 = max(np.quantile(there, 0.95), np.quantile(back, 0.95))
    return SurfaceDistances(hd95, (there.sum() + back.sum()) / (len(there) + len(back)))


@settings(max_examples=200)
@given(MASKS, MASKS, SPACING)
def test_the_nearest_is_the_nearest_of_all_pairs(
    one: np.ndarray, other: np.ndarray, spacing: tuple[float, float]
) -> None:
    ours, theirs = surface_distances(one, other, spacing), by_hand(one, other, spacing)
    if theirs is None:
        assert ours is None
    else:
        assert ours is not None
        assert ours.hd95 == pytest.approx(theirs.hd95)
        assert ours.asd == pytest.approx(theirs.asd)


@given(MASKS, MASKS, SPACING)
def test_the_order_of_the_masks_does_not_matter(
    one: np.ndarray, other: np.ndarray, spacing: tuple[float, float]
) -> None:
    there, back = surface_distances(one, other, spacing), surface_distances(other, one, spacing)
    if there is not None and back is not None:
        assert there.hd95 == back.hd95
        assert there.asd == pytest.approx(back.asd)
        assert there.asd >= 0
        assert 0 <= there.hd95 <= np.hypot(9 * spacing[0], 11 * spacing[1])


def test_a_square_shifted_sideways_by_three() -> None:
    # left and right sides (20 px each) lie 3 px off; so do the ends of top and bottom
    found = surface_distances(square(10, 10), square(10, 13))
    assert found is not None
    assert found.hd95 == 3
    # per square: the outer side's 20 px at 3; top and bottom: 1 px at 2, 1 px at 1, rest 0 px off;
    # the inner side's 18 px are nearest to the other's top or bottom (min(3, rows to the edge))
    inner = sum(min(3, row, 19 - row) for row in range(20))
    assert found.asd == pytest.approx((20 * 3 + 2 * (2 + 1) + inner) / 76)


def test_pixels_that_are_not_square_are_measured_as_they_are() -> None:
    found = surface_distances(square(10, 10), square(14, 10), spacing=(0.5, 7.0))
    assert found is not None
    assert found.hd95 == 2.0  # four rows of half a millimetre


def test_a_mask_lies_on_itself_and_nothing_lies_nowhere() -> None:
    assert surface_distances(square(1, 1), square(1, 1)) == SurfaceDistances(0, 0)
    assert surface_distances(square(1, 1), square(0, 0, 0)) is None


def test_the_outline_counts_the_sides_not_the_corners_and_the_edge_of_the_image() -> None:
    rows = ["#####", "#####", "##.##", "#####", "....."]
    edge = ["#####", "#.#.#", "##.##", "#####", "....."]
    mask, expected = (np.array([[c == "#" for c in row] for row in one]) for one in (rows, edge))
    found = np.zeros_like(mask)
    found[tuple(outline(mask).T)] = True
    np.testing.assert_array_equal(found, expected)

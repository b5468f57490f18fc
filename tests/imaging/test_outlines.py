import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.path import Path as MatplotlibPath

from sonogenomics.imaging.outlines import circle, fill_polygon, fill_runs, rectangle, run_lengths

# rng = numpy.random.default_rng(3); pycocotools.mask.encode(rng.random((11, 13)) < 0.4) printed:
PACKED = "0120O30N2O50J1OO20O0O021NO40O0M020N00040N1OO10N012O42JO003OM2031K03OM00010"
BITS = (
    "11001001011000001001101100001011001010010000000101010101010110000101000000111110110000100101"
    "000001010001101011011101000000000101101001010110001"
)


def test_compressed_runs_give_the_mask_that_pycocotools_packed() -> None:
    mask = fill_runs(run_lengths(PACKED), (11, 13))
    assert "".join(str(bit) for bit in mask.astype(int).ravel()) == BITS


@pytest.mark.parametrize(
    ("packed", "runs"),
    [
        (r"\9Ql03", [300, 897, 3]),  # 3 x 400, columns 100 to 398
        ("PYX?PYX?", [500_000, 500_000]),  # 1000 x 1000, right half
        ("016000000000", [0, 1, 6, 1, 6, 1, 6, 1, 6, 1, 6, 1]),  # the 6 x 6 diagonal
    ],
)
def test_runs_of_any_length_are_unpacked_as_pycocotools_packs_them(
    packed: str, runs: list[int]
) -> None:
    assert run_lengths(packed).tolist() == runs


@pytest.mark.parametrize("packed", ["", "P", "\x01", "~~~~", "ooooooooooooo0"])
def test_runs_that_cannot_be_unpacked_are_refused(packed: str) -> None:
    with pytest.raises(ValueError, match="unpacked|longer"):
        run_lengths(packed)


@pytest.mark.parametrize("runs", [[4], [3, 4], [-2, 8], [2**62, 2**62]])
def test_runs_that_do_not_fit_the_image_are_refused(runs: list[int]) -> None:
    with pytest.raises(ValueError, match="do not add up"):
        fill_runs(np.array(runs), (2, 3))


def test_a_polygon_on_whole_pixels_is_what_pycocotools_draws() -> None:
    # pycocotools.mask.frPyObjects([[1, 1, 6, 1, 6, 5, 1, 5]], 7, 9)
    expected = np.zeros((7, 9), bool)
    expected[1:5, 1:6] = True
    corners = np.array([[1.0, 1], [6, 1], [6, 5], [1, 5]])
    np.testing.assert_array_equal(fill_polygon(corners, (7, 9)), expected)


def test_a_slanted_polygon_has_the_area_of_the_shoelace_formula() -> None:
    corners = np.array([[10.3, 5.2], [60.7, 9.9], [70.1, 50.5], [33.3, 80.8], [4.4, 40.0]])
    n_pixels = fill_polygon(corners, (90, 80)).sum()
    assert n_pixels == pytest.approx(3362.6, abs=12)  # worked by hand; half the perimeter's error
    assert n_pixels == pytest.approx(3363, abs=12)  # what pycocotools counts


corner = st.tuples(st.integers(-80, 240), st.integers(-80, 240)).map(
    lambda p: (p[0] / 8 + 0.03, p[1] / 8 + 0.03)  # never on a pixel's centre
)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(st.lists(corner, min_size=3, max_size=3, unique=True))
def test_a_triangle_holds_the_centres_that_matplotlib_says_it_holds(
    corners: list[tuple[float, float]],
) -> None:
    points = np.array(corners)
    x, y = np.meshgrid(np.arange(22) + 0.5, np.arange(18) + 0.5)
    centres = np.column_stack([x.ravel(), y.ravel()])
    expected = MatplotlibPath(points).contains_points(centres).reshape(18, 22)
    assert (fill_polygon(points, (18, 22)) != expected).sum() == 0


def test_a_polygon_that_crosses_itself_is_filled_by_the_even_odd_rule() -> None:
    bow_tie = np.array([[0.0, 0], [8, 8], [8, 0], [0, 8]])
    mask = fill_polygon(bow_tie, (8, 8))
    assert mask[4, 1]
    assert mask[4, 6]
    assert not mask[1, 4]


def test_two_polygons_that_share_an_edge_share_no_pixel() -> None:
    left = np.array([[0.0, 0], [5.5, 0], [2.5, 9], [0, 9]])
    right = np.array([[5.5, 0], [9, 0], [9, 9], [2.5, 9]])
    both = fill_polygon(left, (9, 9)).astype(int) + fill_polygon(right, (9, 9))
    np.testing.assert_array_equal(both, np.ones((9, 9)))


def test_an_outline_too_intricate_is_refused() -> None:
    corners = np.tile([[0.0, 0], [1, 5000]], (1100, 1))
    with pytest.raises(ValueError, match="too intricate"):
        fill_polygon(corners, (5000, 2))


def test_a_circle_covers_its_area() -> None:
    mask = fill_polygon(circle((50, 50), (50, 80)), (100, 100))
    assert mask.sum() == pytest.approx(np.pi * 30**2, rel=0.003)


def test_a_rectangle_may_be_given_by_any_two_opposite_corners() -> None:
    one = fill_polygon(rectangle((1, 2), (5, 6)), (8, 8))
    other = fill_polygon(rectangle((5, 2), (1, 6)), (8, 8))
    np.testing.assert_array_equal(one, other)
    assert one.sum() == 16

from xml.etree import ElementTree as ET

import numpy as np
import pytest
from matplotlib.axes import Axes

from sonogenomics.figures import hover
from sonogenomics.figures.figure import themed_svg
from sonogenomics.figures.hover import fits, tip, tip_grid
from sonogenomics.figures.style import canvas
from tests.reporting.fake_run import HOSTILE


def told(axes: Axes) -> list[ET.Element]:
    root = ET.fromstring(themed_svg(axes.figure, "made-up"))  # type: ignore[arg-type]
    return [element for element in root.iter() if element.get("data-tip") is not None]


@pytest.fixture
def axes() -> Axes:
    return canvas(3, 3).add_subplot()


@pytest.mark.parametrize("sizes", [9.0, [4.0, 9.0, 16.0]])
@pytest.mark.parametrize("colours", ["red", ["red", "green", "blue"]])
def test_each_point_of_a_scatter_says_its_own_words_in_order(
    axes: Axes, sizes: float | list[float], colours: str | list[str]
) -> None:
    tip(axes.scatter([1, 2, 3], [1, 2, 3], s=sizes, c=colours), ["one", "two", "three"])
    marks = told(axes)
    assert [mark.get("data-tip") for mark in marks] == ["one", "two", "three"]
    assert all(mark.tag.endswith(("use", "path")) for mark in marks)


def test_a_thin_line_can_be_pointed_at_from_a_little_way_off(axes: Axes) -> None:
    tip(axes.plot([0, 1], [0, 1])[0], "a line")
    (group,) = told(axes)
    twins = [path.get("style", "") for path in group if path.get("pointer-events") == "stroke"]
    assert twins == ["fill: none; stroke: transparent; stroke-width: 9"]


def test_a_grid_covers_its_picture_cell_by_cell_from_the_top_left(axes: Axes) -> None:
    words = np.array([["a", "b", "c"], ["d", "e", "f"]])
    axes.imshow(np.zeros((2, 3)))
    tip_grid(axes, words)
    cells = told(axes)
    assert [cell.get("data-tip") for cell in cells] == list("abcdef")
    x, y = ([float(str(cell.get(key))) for cell in cells] for key in "xy")
    assert x[:3] == sorted(x[:3])
    assert y[0] == y[1] < y[3]
    box = axes.get_window_extent().transformed(axes.figure.dpi_scale_trans.inverted())
    assert sum(float(str(cell.get("width"))) for cell in cells[:3]) == pytest.approx(
        box.width * 72, abs=0.1
    )


def test_a_heatmap_too_large_for_cells_answers_by_row(axes: Axes) -> None:
    side = int(hover.MOST_CELLS**0.5) + 1
    assert not fits(side, side)
    tip_grid(axes, np.array([[f"row {i}"] * side for i in range(side)]))
    axes.set(xlim=(-0.5, side), ylim=(side, -0.5))
    assert [cell.get("data-tip") for cell in told(axes)] == [f"row {i}" for i in range(side)]


@pytest.mark.parametrize(
    "words", [HOSTILE, "\ud800", "\x00\x1b[31m", '"><script>', "x" * 200, "]}"]
)
def test_words_of_the_data_stay_words(axes: Axes, words: str) -> None:
    tip(axes.scatter([1], [1]), [words])
    tip(axes.plot([0, 1], [0, 1])[0], words)
    tip_grid(axes, np.array([[words]], dtype=object))
    text = themed_svg(axes.figure, "made-up")  # type: ignore[arg-type]
    assert "<script" not in text
    found = {str(mark.get("data-tip")) for mark in told(axes)}
    assert found == {"".join(w if w.isprintable() else " " for w in words).strip()}


def test_no_trace_of_the_tying_is_left_in_the_ids(axes: Axes) -> None:
    tip(axes.scatter([1, 2], [1, 2]), ["one", "two"])
    assert "tip:" not in themed_svg(axes.figure, "made-up")  # type: ignore[arg-type]

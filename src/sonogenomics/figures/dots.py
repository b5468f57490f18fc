"""Dots whose size is read in five steps, so that a drawing of hundreds of them stays small."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Colormap, Normalize
from matplotlib.lines import Line2D

from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import GREEN, GREY

STEPS = 5
RIM = GREEN  # seen around pale dots on a light and on a dark page
SMALLEST, LARGEST = 5.0, 62.0  # areas in square points


def areas(values: np.ndarray, most: float) -> np.ndarray:
    """Area of each dot: one of five, in proportion to its value.

    Examples
    --------
    >>> areas(np.array([0.0, 1.0, 10.0]), 10.0).round(1).tolist()
    [5.0, 16.4, 62.0]
    """
    step = np.ceil(STEPS * np.clip(values / max(most, 1e-12), 0, 1))
    return np.asarray(SMALLEST + (LARGEST - SMALLEST) * step / STEPS)


def dots(
    axes: Axes,
    where: tuple[np.ndarray, np.ndarray],
    sizes: np.ndarray,
    colours: np.ndarray,
    edges: np.ndarray,
    words: Sequence[str],
) -> None:
    """Draw dots, one collection a size: equal shapes are written once.

    Parameters
    ----------
    axes : Axes
        Where.
    where : tuple of ndarray
        x and y.
    sizes : ndarray
        Areas, from `areas`.
    colours : ndarray, shape (n, 4)
        RGBA of each.
    edges : ndarray of bool
        Whether a dot has a rim.
    words : sequence of str
        What each says when pointed at.
    """
    x, y = where
    told = np.asarray(words, dtype=object)
    for size in np.unique(sizes):
        for rim in (False, True):
            mine = (sizes == size) & (edges == rim)
            if mine.any():
                look = {"edgecolors": RIM, "linewidths": 1.3} if rim else {"linewidths": 0}
                points = axes.scatter(x[mine], y[mine], s=float(size), c=colours[mine], **look)
                tip(points, list(told[mine]))


def coloured(
    values: np.ndarray, scale: Normalize, colours: Colormap | str
) -> tuple[np.ndarray, ScalarMappable]:
    """Colours of values, and what a colour bar needs."""
    mapped = ScalarMappable(scale, colours)
    return np.asarray(mapped.to_rgba(values)), mapped


def size_keys(most: float, noun: str) -> list[Line2D]:
    """Three dots for the legend: a fifth, three fifths and all of the largest value."""
    amounts = sorted({max(1, round(most * part)) for part in (0.2, 0.6, 1.0)})
    made = zip(amounts, areas(np.array(amounts, dtype=float), most), strict=True)
    return [
        Line2D([], [], color=GREY, marker="o", ls="", ms=float(area) ** 0.5, label=f"{n:,} {noun}")
        for n, area in made
    ]

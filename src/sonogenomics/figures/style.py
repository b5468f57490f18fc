"""One look for every figure: colours all can tell apart, names short enough to read."""

import re
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import matplotlib as mpl
import numpy as np
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure as Drawing

# Okabe & Ito's palette: told apart with any colour vision.
BLUE, ORANGE, GREEN = "#0072b2", "#e69f00", "#009e73"
VERMILLION, SKY, PURPLE, YELLOW = "#d55e00", "#56b4e9", "#cc79a7", "#f0e442"
INK = "#1a2b3c"  # a stand-in: becomes the page's own text colour, light or dark
GREY = "#8a8f98"  # readable on white and on near-black
POSITIVE, NEGATIVE = VERMILLION, BLUE
# viridis without its ends, which vanish on a white or a black page
SCALE = ListedColormap(colormaps["viridis_r"](np.linspace(0.12, 0.72, 256)))

CLASSIFIERS = {
    "logistic": ("Logistic regression", VERMILLION, "-"),
    "svm": ("SVM (radial)", BLUE, "-"),
    "forest": ("Random forest", GREEN, "-"),
    "tree": ("Decision tree", ORANGE, "--"),
    "bayes": ("Naive Bayes", PURPLE, "--"),
    "network": ("Neural network", SKY, "--"),
    "neighbours": ("k nearest neighbours", GREY, ":"),
}
FEATURE_SETS = {
    "differential": ("Differential URFs", BLUE),
    "module": ("URF module", VERMILLION),
    "all": ("All URFs", GREY),
}

RC: dict[Any, Any] = {
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans", "Verdana", "Arial", "sans-serif"],
    "font.size": 9,
    "axes.titlesize": 9.5,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.labelsize": 9,
    "xtick.labelsize": 8.5,
    "ytick.labelsize": 8.5,
    "legend.fontsize": 8.5,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "xtick.major.width": 0.8,
    "ytick.major.width": 0.8,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "text.color": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
    "text.parse_math": False,  # a gene set named "$x$" is a name, not a formula
    "axes.unicode_minus": True,
}

P = ParamSpec("P")
R = TypeVar("R")


def styled(draw: Callable[P, R]) -> Callable[P, R]:
    """Run a drawing function with this look, and leave matplotlib's settings as they were."""

    @wraps(draw)
    def with_look(*args: P.args, **kwargs: P.kwargs) -> R:
        with mpl.rc_context(RC):
            return draw(*args, **kwargs)

    return with_look


def canvas(width_in: float, height_in: float) -> Drawing:
    """An empty drawing of a size in inches; never registered anywhere, so nothing leaks."""
    return Drawing(figsize=(width_in, height_in), layout="constrained")


def readable(text: object, most: int = 48) -> str:
    """Make any identifier safe to draw: no control characters, not too long.

    Examples
    --------
    >>> readable("regulation of cell cycle (GO:0051726)")
    'regulation of cell cycle'
    >>> readable("a very long name", most=8)
    'a very…'
    """
    plain = re.sub(r"\s*\(GO:\d+\)$", "", str(text))
    plain = "".join(letter if letter.isprintable() else " " for letter in plain).strip()
    return plain if len(plain) <= most else plain[: most - 1].rstrip() + "…"


def short_feature(feature: object, most: int = 40) -> str:
    """Shorten a PyRadiomics column to what a reader looks for.

    Examples
    --------
    >>> short_feature("original_glszm_ZoneEntropy")
    'GLSZM ZoneEntropy'
    >>> short_feature("original_firstorder_10Percentile")
    'First-order 10Percentile'
    >>> short_feature("wavelet-LH_glcm_Contrast")
    'wavelet-LH GLCM Contrast'
    """
    image, _, rest = str(feature).partition("_")
    name = rest.partition("_")[2]
    if not name:
        return readable(feature, most)
    prefix = "" if image == "original" else f"{image} "
    return readable(f"{prefix}{family_of(feature)} {name}", most)


def family_of(feature: object) -> str:
    """The class of a feature, as written in its column name; 'other' if there is none."""
    family, _, name = str(feature).partition("_")[2].partition("_")
    if not name:
        return "other"
    return "First-order" if family == "firstorder" else readable(family.upper(), 16)


def classifier_look(name: str) -> tuple[str, str, str]:
    """Label, colour and line style of a classifier, known or not."""
    return CLASSIFIERS.get(name, (readable(name), GREY, "-."))


def set_look(name: str) -> tuple[str, str]:
    """Label and colour of a feature set, known or not."""
    return FEATURE_SETS.get(name, (readable(name), GREEN))


def ordered_sets(names: Sequence[str]) -> list[str]:
    """Feature sets in the order of the study, unknown ones last."""
    known = [name for name in FEATURE_SETS if name in set(names)]
    return known + sorted(set(names) - set(known))


def ordered_classifiers(names: Sequence[str]) -> list[str]:
    """Classifiers in the order of the study, unknown ones last."""
    known = [name for name in CLASSIFIERS if name in set(names)]
    return known + sorted(set(names) - set(known))


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Move label positions apart until neighbours are at least `gap` from each other.

    Parameters
    ----------
    wanted : sequence of float
        Where the labels would stand, in any order.
    gap : float
        Least distance; smaller when there is no room between `low` and `high`.
    low, high : float
        Limits.

    Returns
    -------
    list of float
        In the order of `wanted`.

    Examples
    --------
    >>> spread([1.0, 1.1, 5.0], gap=1.0, low=0.0, high=10.0)
    [0.55, 1.55, 5.0]
    """
    order = np.argsort(np.asarray(wanted, dtype=float), kind="stable")
    gap = min(gap, (high - low) / max(len(order) - 1, 1))
    blocks: list[tuple[float, int]] = []  # (lower end, labels), merged while they collide
    for value in np.asarray(wanted, dtype=float)[order]:
        blocks.append((float(np.clip(value, low, high)), 1))
        while len(blocks) > 1 and blocks[-1][0] < blocks[-2][0] + gap * blocks[-2][1]:
            blocks[-2:] = [_merged(blocks[-2], blocks[-1], gap, (low, high))]
    placed = [start + gap * step for start, n in blocks for step in range(n)]
    result = np.empty(len(order))
    result[order] = placed
    return [round(float(value), 6) for value in result]


def _merged(
    a: tuple[float, int], b: tuple[float, int], gap: float, limits: tuple[float, float]
) -> tuple[float, int]:
    n = a[1] + b[1]
    centre = (a[1] * (a[0] + gap * (a[1] - 1) / 2) + b[1] * (b[0] + gap * (b[1] - 1) / 2)) / n
    start = centre - gap * (n - 1) / 2
    return min(max(start, limits[0]), max(limits[1] - gap * (n - 1), limits[0])), n


def faint_grid(axes: Axes, axis: str = "both") -> None:
    """Thin lines behind the data, in the ink of the page."""
    axes.grid(visible=True, axis=axis, color=INK, alpha=0.12, linewidth=0.6)  # type: ignore[arg-type]
    axes.set_axisbelow(True)

"""What a mark says when one points at it: words tied to an artist, `data-tip` in the SVG."""

import json
import re
from collections.abc import Sequence
from xml.etree import ElementTree as ET

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

SVG = "http://www.w3.org/2000/svg"
TIP, GRID = "tip:", "grid:"
MOST_CELLS = 4000  # about a hundred bytes each; beyond, a heatmap answers by row
REACH_PX = 9  # how near to a thin line a pointer must come
NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
MARKS = {f"{{{SVG}}}{name}" for name in ("path", "use")}


def tip(artist: Artist, words: str | Sequence[str]) -> None:
    """Tie words to a mark, or one text to each mark of a collection.

    Parameters
    ----------
    artist : Artist
        Drawn in the order of `words` where these are several.
    words : str or sequence of str
        Any text; control characters are dropped, markup is never read.
    """
    told = words if isinstance(words, str) else list(words)
    artist.set_gid(TIP + json.dumps(told))


def tip_grid(axes: Axes, words: np.ndarray, extent: Sequence[float] | None = None) -> None:
    """Lay an unseen grid over a heatmap, each cell with its words.

    Parameters
    ----------
    axes : Axes
        With the picture.
    words : ndarray of str, shape (n_rows, n_columns)
        From the top left as drawn. Above `MOST_CELLS` only the first cell of each row is kept and
        answers for the whole row; hand in words that say so (`row_or_cell`).
    extent : sequence of float, optional
        left, right, bottom, top in data units; those of `imshow` unless told.
    """
    n_rows, n_columns = words.shape
    left, right, bottom, top = extent or (-0.5, n_columns - 0.5, n_rows - 0.5, -0.5)
    kept = words if words.size <= MOST_CELLS else words[:, :1]
    area = Rectangle((left, top), right - left, bottom - top, fill=False, linewidth=0, zorder=9)
    area.set_gid(GRID + json.dumps(kept.tolist()))
    axes.add_patch(area)


def fits(n_rows: int, n_columns: int) -> bool:
    """Whether every cell of a heatmap can answer for itself."""
    return n_rows * n_columns <= MOST_CELLS


def write_tips(root: ET.Element) -> None:
    """Turn the marks of `tip` and `tip_grid` in a saved drawing into `data-tip` attributes."""
    for group in list(root.iter()):
        identity = group.get("id", "")
        if identity.startswith(TIP):
            del group.attrib["id"]
            _tell(group, json.loads(identity.removeprefix(TIP)))
        elif identity.startswith(GRID):
            del group.attrib["id"]
            _lay(group, json.loads(identity.removeprefix(GRID)))


def _tell(group: ET.Element, words: str | list[str]) -> None:
    if isinstance(words, str):
        group.set("data-tip", _plain(words))
        _widen(group)
        return
    marks = [mark for mark in _drawn(group) if mark.tag in MARKS]
    for mark, text in zip(marks, words, strict=False):
        mark.set("data-tip", _plain(text))


def _drawn(group: ET.Element) -> list[ET.Element]:
    """What is painted below a group, in order; shapes that are only defined are not."""
    found = []
    for child in group:
        if child.tag == f"{{{SVG}}}defs":
            continue
        found += [child, *_drawn(child)]
    return found


def _widen(group: ET.Element) -> None:
    """Give thin lines an unseen, wider twin, so that a pointer finds them."""
    for path in [child for child in group if child.tag == f"{{{SVG}}}path"]:
        if "fill: none" in path.get("style", ""):
            style = f"fill: none; stroke: transparent; stroke-width: {REACH_PX}"
            twin = {"d": path.get("d", ""), "style": style, "pointer-events": "stroke"}
            if clip := path.get("clip-path"):
                twin["clip-path"] = clip
            ET.SubElement(group, f"{{{SVG}}}path", twin)


def _lay(group: ET.Element, rows: list[list[str]]) -> None:
    """Replace the outline of a grid by its cells."""
    outline = " ".join(child.get("d", "") for child in group)
    at = np.array([float(one) for one in NUMBERS.findall(outline)])
    group[:] = []
    if not len(at) or not rows or not rows[0]:
        return
    (left, right), (top, bottom) = ((at[i::2].min(), at[i::2].max()) for i in (0, 1))
    wide, tall = (right - left) / len(rows[0]), (bottom - top) / len(rows)
    group.set("fill", "none")
    group.set("pointer-events", "all")
    for i, row in enumerate(rows):
        for j, words in enumerate(row):
            place = {"x": left + j * wide, "y": top + i * tall, "width": wide, "height": tall}
            cell = {key: f"{value:.2f}" for key, value in place.items()}
            ET.SubElement(group, f"{{{SVG}}}rect", {**cell, "data-tip": _plain(words)})


def _plain(words: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in words).strip()

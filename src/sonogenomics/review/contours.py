"""Masks become outlines that other programs can draw, and that fill to the same pixels again."""

from collections import defaultdict
from itertools import product

import numpy as np
import numpy.typing as npt

from sonogenomics.imaging.outlines import Mask, Points, fill_polygon

TOLERANCES_PX = (1.0, 0.7, 0.5, 0.3)  # tried from the fewest corners on
FAITHFUL = 0.995  # overlap that a simplified outline keeps with its pixels
LEFT = {(1, 0): (0, -1), (0, -1): (-1, 0), (-1, 0): (0, 1), (0, 1): (1, 0)}  # rows point down
Corner = tuple[int, int]


def _edges(mask: Mask) -> dict[Corner, list[Corner]]:
    """Pixel edges between inside and outside, the inside to their right, by their start (x, y)."""
    padded = np.pad(mask, 1).astype(np.int8)
    rises = np.diff(padded, axis=0)[:, 1:-1]  # between a row and the one below
    steps = np.diff(padded, axis=1)[1:-1]
    edges: dict[Corner, list[Corner]] = defaultdict(list)
    for field, sign, start, end in (
        (rises, 1, (0, 0), (1, 0)),
        (rises, -1, (1, 0), (0, 0)),
        (steps, 1, (0, 1), (0, 0)),
        (steps, -1, (0, 0), (0, 1)),
    ):
        for y, x in np.argwhere(field == sign).tolist():
            edges[x + start[0], y + start[1]].append((x + end[0], y + end[1]))
    return edges


def _ring(edges: dict[Corner, list[Corner]], start: Corner) -> list[Corner]:
    """Follow edges until they close; where two ways lie open, the pixels stay apart."""
    ring = [start]
    here = edges[start].pop()
    step = (here[0] - start[0], here[1] - start[1])
    while here != start:
        ways = edges[here]
        right = (-LEFT[step][0], -LEFT[step][1])
        turn = (here[0] + right[0], here[1] + right[1])
        there = turn if turn in ways else ways[0]
        ways.remove(there)
        following = (there[0] - here[0], there[1] - here[1])
        if following != step:
            ring.append(here)
        here, step = there, following
    return ring


def rings(mask: Mask) -> list[Points]:
    """Trace the pixel edges around a mask, its holes included.

    Filled together by the even-odd rule they give the mask again, pixel for pixel. Pixels that
    only touch at a corner belong to different rings. Rings around the outside run clockwise on
    the screen (positive `signed_area`), rings around holes the other way.

    Parameters
    ----------
    mask : bool array, shape (rows, columns)

    Returns
    -------
    list of float array, shape (n, 2)
        x and y of the corners in px; pixel (row 0, column 0) covers 0 to 1.

    Examples
    --------
    >>> rings(np.array([[False, True], [False, True]]))[0].tolist()
    [[1.0, 0.0], [2.0, 0.0], [2.0, 2.0], [1.0, 2.0]]
    """
    edges = _edges(mask)
    found = []
    for start in sorted(edges, key=lambda corner: (corner[1], corner[0])):
        while edges[start]:
            found.append(np.array(_ring(edges, start), float))
    return found


def signed_area(ring: Points) -> float:
    """Area within a ring in px; negative for a hole (shoelace formula)."""
    x, y = ring.T
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum() / 2)


def overlap(one: Mask, other: Mask) -> float:
    """Intersection over union of two masks; 1 where both are empty.

    Examples
    --------
    >>> overlap(np.array([True, True, False]), np.array([False, True, True]))
    0.3333333333333333
    """
    union = int((one | other).sum())
    return int((one & other).sum()) / union if union else 1.0


def _distances(points: Points) -> npt.NDArray[np.float64]:
    """From the straight line between the first and the last point; from that point if they meet."""
    along, offsets = points[-1] - points[0], points - points[0]
    length = float(np.hypot(*along))
    if length == 0:
        return np.asarray(np.hypot(*offsets.T), np.float64)
    return np.asarray(np.abs(offsets[:, 0] * along[1] - offsets[:, 1] * along[0]) / length)


def _thinned(ring: Points, tolerance_px: float) -> Points:
    """Douglas and Peucker's corners of a closed ring."""
    closed = np.vstack([ring, ring[:1]])
    keep = np.zeros(len(closed), bool)
    keep[[0, -1]] = True
    waiting = [(0, len(closed) - 1)]
    while waiting:
        first, last = waiting.pop()
        away = _distances(closed[first : last + 1])
        farthest = first + int(away.argmax())
        if away.max() > tolerance_px:
            keep[farthest] = True
            waiting += [(first, farthest), (farthest, last)]
    return closed[:-1][keep[:-1]]


def simplified(ring: Points) -> Points:
    """Leave out corners that hardly matter, so that a person can edit the outline.

    Parameters
    ----------
    ring : float array, shape (n, 2)
        From `rings`.

    Returns
    -------
    float array, shape (m, 2), m <= n
        Filled, it overlaps the ring by at least `FAITHFUL`; otherwise the ring itself.

    References
    ----------
    Douglas DH, Peucker TK, Cartographica 1973;10:112-122.
    """
    origin = ring.min(axis=0)
    columns, rows = (ring.max(axis=0) - origin).astype(int)
    exact = fill_polygon(ring - origin, (rows, columns))
    middles = (ring + np.roll(ring, -1, axis=0)) / 2  # of the stairs' sides: a smoother line
    for line, tolerance in product((middles, ring), TOLERANCES_PX):
        fewer = _thinned(line, tolerance)
        if overlap(fill_polygon(fewer - origin, exact.shape), exact) >= FAITHFUL:
            return fewer
    return ring


def outlines(mask: Mask) -> list[tuple[Points, list[Points]]]:
    """Outlines of a mask's parts, each with its holes, simplified.

    Examples
    --------
    >>> square = np.ones((40, 40), bool)
    >>> square[10:20, 10:20] = False
    >>> [(outer.tolist(), len(holes)) for outer, holes in outlines(square)]
    [([[0.0, 0.0], [40.0, 0.0], [40.0, 40.0], [0.0, 40.0]], 1)]
    """
    traced = rings(mask)
    outer = [ring for ring in traced if signed_area(ring) > 0]
    pairs: list[tuple[Points, list[Points]]] = [(simplified(ring), []) for ring in outer]
    filled = [fill_polygon(ring, mask.shape) for ring in outer]
    for hole in (ring for ring in traced if signed_area(ring) < 0):
        x, y = hole[0].astype(int)  # its uppermost left corner: the pixel there is within the hole
        around = [k for k, area in enumerate(filled) if area[y, x]]
        pairs[min(around, key=lambda k: int(filled[k].sum()))][1].append(simplified(hole))
    return pairs


def keyhole(outer: Points, holes: list[Points]) -> Points:
    """One polygon for an outline with holes: a cut without width leads to each hole and back.

    Programs that know no holes draw it right, and the even-odd rule fills it to the same pixels.

    Examples
    --------
    >>> outer, hole = np.array([[0.0, 0], [9, 0], [9, 9]]), np.array([[5.0, 2], [7, 2], [7, 4]])
    >>> len(keyhole(outer, [hole]))
    8
    """
    path = outer
    for hole in holes:
        gaps = np.hypot(*(path[:, None] - hole[None]).transpose(2, 0, 1))
        at, of = np.unravel_index(int(gaps.argmin()), gaps.shape)
        detour = np.vstack([np.roll(hole, -of, axis=0), hole[of], path[at]])
        path = np.vstack([path[: at + 1], detour, path[at + 1 :]])
    return path

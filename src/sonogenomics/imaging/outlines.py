"""Outlines and run lengths become pixels."""

import numpy as np
import numpy.typing as npt

from sonogenomics.imaging.ultrasound import Shape

Mask = npt.NDArray[np.bool_]
Points = npt.NDArray[np.float64]
MAX_CROSSINGS = 10_000_000  # edges times rows they span: what one outline may cost
CIRCLE_CORNERS = 180
MAX_BITS = 35  # seven characters of five bits hold any run of an image that is read


def fill_polygon(corners: Points, shape: Shape) -> Mask:
    """Mark the pixels whose centre lies inside a polygon (even-odd rule).

    Coordinates are continuous: pixel (row 0, column 0) covers x and y from 0 to 1, its centre is at
    (0.5, 0.5), as in COCO. For each edge, the rows whose centre line it crosses; right of each
    crossing inside and outside swap.

    Parameters
    ----------
    corners : float array, shape (n, 2)
        x and y of the corners in px; the last joins the first.
    shape : tuple of int
        Rows and columns of the image.

    Returns
    -------
    bool array of that shape

    Raises
    ------
    ValueError
        So many and so long edges that filling takes more than memory should hold.

    Examples
    --------
    >>> fill_polygon(np.array([[1.0, 0], [3, 0], [3, 2], [1, 2]]), (3, 4)).astype(int)
    array([[0, 1, 1, 0],
           [0, 1, 1, 0],
           [0, 0, 0, 0]])
    """
    rows, columns = shape
    x0, y0 = corners.T
    x1, y1 = np.roll(corners, -1, axis=0).T
    first = np.clip(np.ceil(np.minimum(y0, y1) - 0.5), 0, rows).astype(np.int64)
    end = np.clip(np.ceil(np.maximum(y0, y1) - 0.5), 0, rows).astype(np.int64)
    n_rows = end - first
    n_crossings = int(n_rows.sum())
    if n_crossings > MAX_CROSSINGS:
        raise ValueError("an outline too intricate to fill")
    edge = np.repeat(np.arange(len(corners)), n_rows)
    start = np.repeat(first - (np.cumsum(n_rows) - n_rows), n_rows)
    row = np.arange(n_crossings) + start
    slope = (x1[edge] - x0[edge]) / (y1[edge] - y0[edge])
    x = x0[edge] + (row + 0.5 - y0[edge]) * slope
    column = np.clip(np.ceil(x - 0.5), 0, columns).astype(np.int64)
    swaps = np.zeros((rows, columns + 1), np.uint8)
    np.add.at(swaps, (row, column), np.uint8(1))
    inside = np.bitwise_xor.accumulate(swaps & 1, axis=1)[:, :columns]
    return inside.astype(bool)


def circle(centre: tuple[float, float], rim: tuple[float, float]) -> Points:
    """Corners of a regular polygon of the circle's area, from its centre and a point on its rim."""
    angles = np.arange(CIRCLE_CORNERS) * (2 * np.pi / CIRCLE_CORNERS)
    radius = np.hypot(rim[0] - centre[0], rim[1] - centre[1])
    radius *= np.sqrt(2 * np.pi / CIRCLE_CORNERS / np.sin(2 * np.pi / CIRCLE_CORNERS))
    return np.column_stack(
        [centre[0] + radius * np.cos(angles), centre[1] + radius * np.sin(angles)]
    )


def rectangle(corner: tuple[float, float], opposite: tuple[float, float]) -> Points:
    """Four corners of an upright rectangle, from two opposite ones."""
    (x0, y0), (x1, y1) = corner, opposite
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]])


def run_lengths(text: str) -> npt.NDArray[np.int64]:
    """Unpack COCO's compressed run lengths.

    Five bits a character (from "0" up), lowest first; the sixth bit says that more follow, the
    fifth of the last one gives the sign. From the fourth run on, each is stored as its difference
    from the run before the last.

    Parameters
    ----------
    text : str
        The field `counts`.

    Returns
    -------
    int array, shape (runs,)

    Raises
    ------
    ValueError
        A character or a number that cannot occur.

    References
    ----------
    `rleFrString` of the COCO API (maskApi.c).

    Examples
    --------
    >>> run_lengths("?430`00@1OO")  # printed by pycocotools for a mask of 7 x 9
    array([15,  4,  3,  4, 19,  4,  3,  5,  2,  4])
    """
    raw = np.frombuffer(text.encode("ascii"), np.uint8).astype(np.int64) - 48
    if not len(raw) or raw.min() < 0 or raw.max() > 63 or raw[-1] & 32:  # noqa: PLR2004
        raise ValueError("run lengths that cannot be unpacked")
    last = np.flatnonzero(raw & 32 == 0)
    first = np.concatenate([[0], last[:-1] + 1])
    n_parts = last - first + 1
    if 5 * n_parts.max() > MAX_BITS:
        raise ValueError("a run longer than any image")
    shift = 5 * (np.arange(len(raw)) - np.repeat(first, n_parts))
    runs = np.add.reduceat((raw & 31) << shift, first)
    runs -= np.where(raw[last] & 16, np.int64(1) << (5 * n_parts), 0)
    runs[1::2] = np.cumsum(runs[1::2])
    runs[2::2] = np.cumsum(runs[2::2])
    return runs


def fill_runs(runs: npt.NDArray[np.int64], shape: Shape) -> Mask:
    """Lay out runs of outside and inside, in turn, column by column from the top left.

    Parameters
    ----------
    runs : int array, shape (runs,)
        Lengths in px, the first outside.
    shape : tuple of int
        Rows and columns of the image.

    Returns
    -------
    bool array of that shape

    Raises
    ------
    ValueError
        A negative run, or runs that do not add up to the image.

    Examples
    --------
    >>> fill_runs(np.array([1, 2, 3]), (2, 3)).astype(int)
    array([[0, 1, 0],
           [1, 0, 0]])
    """
    rows, columns = shape
    if (runs < 0).any() or (runs > rows * columns).any() or runs.sum() != rows * columns:
        raise ValueError("run lengths that do not add up to the image")
    inside = np.repeat(np.arange(len(runs)) % 2 == 1, runs)
    return np.ascontiguousarray(inside.reshape(columns, rows).T)

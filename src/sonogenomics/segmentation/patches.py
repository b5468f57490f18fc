"""A probability inside a rectangle of an image: what a detection covers, at the image's size."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonogenomics.segmentation.overlap import Mask

INSIDE = 0.5  # probability from which a pixel belongs to the lesion
Floats = npt.NDArray[np.float64]
Shape = tuple[int, int]


@dataclass(frozen=True, eq=False)
class Patch:
    """A rectangle of an image; outside it the probability is zero.

    Attributes
    ----------
    top, left : int
        Its first row and column in the image.
    values : float array, shape (rows, columns)
        Probability that a pixel belongs to the lesion.
    """

    top: int
    left: int
    values: Floats

    @property
    def inside(self) -> Mask:
        """Pixels of the rectangle that belong to the lesion."""
        return np.asarray(self.values >= INSIDE)

    @property
    def window(self) -> tuple[slice, slice]:
        """Where it lies in the image."""
        rows, columns = self.values.shape
        return slice(self.top, self.top + rows), slice(self.left, self.left + columns)

    def mask(self, shape: Shape) -> Mask:
        """The lesion on an image of that size.

        Examples
        --------
        >>> Patch(1, 0, np.array([[0.4, 0.6]])).mask((2, 3)).astype(int).tolist()
        [[0, 0, 0], [0, 1, 0]]
        """
        mask = np.zeros(shape, bool)
        mask[self.window] = self.inside
        return mask


def _weights(first: int, last: int, low: float, high: float, n_cells: int) -> Floats:
    """Share of each of a box's cells in each pixel: linear between the cells' centres."""
    centres = (np.arange(first, last) + 0.5 - low) / (high - low) * n_cells - 0.5
    return np.asarray(np.clip(1 - np.abs(centres[:, None] - np.arange(n_cells)), 0, None))


def _limits(low: float, high: float, n_cells: int, size: int) -> tuple[int, int]:
    """Pixels that a box reaches, half a cell of fading on either side included."""
    fading = (high - low) / n_cells / 2
    first = min(max(int(np.floor(low - fading)), 0), size - 1)
    last = min(int(np.ceil(high + fading)), size)
    return first, max(last, first + 1)


def pasted(cells: npt.NDArray[np.floating], box: Floats, shape: Shape) -> Patch:
    """Lay a network's small square mask into its box, at the size of the image.

    Linear between the centres of the cells; beyond the outermost centres it fades to zero within a
    cell. The box keeps its fractions of a pixel, so a lesion does not move by rounding.

    Parameters
    ----------
    cells : float array, shape (n_cells, n_cells)
        Probability in each cell of the box.
    box : float array, shape (4,)
        x0, y0, x1, y1 in pixels of the image.
    shape : tuple of int
        Rows and columns of the image.

    Returns
    -------
    Patch

    References
    ----------
    He et al., Mask R-CNN, ICCV 2017, section 3.1.

    Examples
    --------
    >>> patch = pasted(np.ones((2, 2)), np.array([2.0, 1.0, 6.0, 3.0]), (5, 8))
    >>> patch.mask((5, 8)).astype(int).tolist()[1]
    [0, 0, 1, 1, 1, 1, 0, 0]
    """
    x0, y0, x1, y1 = (float(value) for value in box)
    x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)  # a box is at least a pixel wide
    n_rows, n_columns = cells.shape
    top, bottom = _limits(y0, y1, n_rows, shape[0])
    left, right = _limits(x0, x1, n_columns, shape[1])
    down = _weights(top, bottom, y0, y1, n_rows)
    across = _weights(left, right, x0, x1, n_columns)
    return Patch(top, left, down @ cells.astype(np.float64) @ across.T)


def framed(patch: Patch, window: tuple[slice, slice]) -> Floats:
    """The patch's values in a window that holds it, zero around it."""
    rows, columns = window
    values = np.zeros((rows.stop - rows.start, columns.stop - columns.start))
    top, left = patch.top - rows.start, patch.left - columns.start
    values[top : top + patch.values.shape[0], left : left + patch.values.shape[1]] = patch.values
    return values


def together(patches: tuple[Patch, ...]) -> tuple[slice, slice]:
    """The smallest window that holds them all.

    Examples
    --------
    >>> together((Patch(1, 0, np.zeros((2, 2))), Patch(0, 5, np.zeros((1, 3)))))
    (slice(0, 3, None), slice(0, 8, None))
    """
    windows = [patch.window for patch in patches]
    rows = slice(min(w[0].start for w in windows), max(w[0].stop for w in windows))
    columns = slice(min(w[1].start for w in windows), max(w[1].stop for w in windows))
    return rows, columns


def shared_px(first: Patch, second: Patch) -> int:
    """Pixels of an image that two lesions both claim.

    Examples
    --------
    >>> shared_px(Patch(0, 0, np.ones((2, 2))), Patch(0, 1, np.ones((2, 2))))
    2
    """
    one, other = first.window, second.window
    top, bottom = max(one[0].start, other[0].start), min(one[0].stop, other[0].stop)
    left, right = max(one[1].start, other[1].start), min(one[1].stop, other[1].stop)
    if top >= bottom or left >= right:
        return 0
    mine, theirs = (
        patch.inside[top - patch.top : bottom - patch.top, left - patch.left : right - patch.left]
        for patch in (first, second)
    )
    return int(np.count_nonzero(mine & theirs))

"""How far two outlines lie apart: surface distances in pixels or millimetres."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import ndimage
from scipy.spatial import KDTree

from sonogenomics.segmentation.overlap import Mask

FAR = 95  # per cent of an outline that lies within HD95 of the other
Points = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SurfaceDistances:
    """How far two outlines lie apart.

    Attributes
    ----------
    hd95 : float
        The larger of the two directed 95th percentiles.
    asd : float
        Mean over the pixels of both outlines.
    """

    hd95: float
    asd: float

    def times(self, length: float) -> "SurfaceDistances":
        """The same distances where a pixel is `length` wide and high."""
        return SurfaceDistances(self.hd95 * length, self.asd * length)


def outline(mask: Mask) -> npt.NDArray[np.intp]:
    """Pixels of the mask with a neighbour outside it, or on the edge of the image.

    Parameters
    ----------
    mask : bool array, shape (rows, columns)

    Returns
    -------
    int array, shape (n_pixels, 2)
        Row and column of each.

    Examples
    --------
    >>> len(outline(np.ones((5, 5), bool)))
    16
    """
    rows, columns = np.nonzero(mask)
    if not len(rows):
        return np.empty((0, 2), np.intp)
    top, left = rows.min(), columns.min()
    crop = mask[top : rows.max() + 1, left : columns.max() + 1]
    edge = crop & ~ndimage.binary_erosion(crop)
    return np.asarray(np.argwhere(edge) + np.array([top, left]))


def surface_distances(
    first: Mask, second: Mask, spacing: tuple[float, float] = (1.0, 1.0)
) -> SurfaceDistances | None:
    """How far the outlines of two masks lie apart, from pixel centre to pixel centre.

    From every outline pixel of one mask to the nearest outline pixel of the other:
    ``d(a, B) = min over b of |a - b|``. Then

    * ``HD95 = max(P95 of d(a, B), P95 of d(b, A))``, the larger of the two directed percentiles,
      as MONAI computes it. (Others pool both directions first, which gives a smaller number.)
    * ``ASD = (sum of d(a, B) + sum of d(b, A)) / (n_a + n_b)``, the average symmetric distance.

    Parameters
    ----------
    first, second : bool array, shape (rows, columns)
    spacing : tuple of float
        Height and width of a pixel; 1, 1 gives pixels, mm a pixel gives millimetres.

    Returns
    -------
    SurfaceDistances or None
        None where a mask is empty: nothing lies at a distance from nothing.

    References
    ----------
    Huttenlocher et al. 1993, IEEE TPAMI 15:850-863. Maier-Hein et al. 2024, Nat Methods 21:195-212
    (definitions and pitfalls). MONAI, `compute_hausdorff_distance`.

    Examples
    --------
    >>> first = np.zeros((9, 9), bool)
    >>> first[2:5, 2:5] = True
    >>> surface_distances(first, np.roll(first, 3, axis=1), spacing=(1.0, 0.5))
    SurfaceDistances(hd95=1.5, asd=1.0)
    """
    one, other = outline(first) * np.array(spacing), outline(second) * np.array(spacing)
    if not len(one) or not len(other):
        return None
    there, back = _nearest(one, other), _nearest(other, one)
    hd95 = max(np.percentile(there, FAR), np.percentile(back, FAR))
    return SurfaceDistances(float(hd95), float(np.concatenate([there, back]).mean()))


def _nearest(points: Points, targets: Points) -> Points:
    """Distance of each point to the nearest target."""
    distances, _ = KDTree(targets, balanced_tree=False, compact_nodes=False).query(points)
    return np.asarray(distances)

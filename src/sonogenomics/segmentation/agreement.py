"""How a drawn mask agrees with an expert's, on one image."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonogenomics.errors import StudyError
from sonogenomics.segmentation.overlap import Mask, dice, iou
from sonogenomics.segmentation.surface import SurfaceDistances, surface_distances

MISSING = float("nan")
Labels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Agreement:
    """How the lesions drawn on one image agree with those that an expert outlined.

    Attributes
    ----------
    dice, iou : float
        From 0 to 1.
    hd95_px, asd_px, hd95_mm, asd_mm : float
        NaN where nothing is drawn; those in mm also where no spacing is known.
    """

    dice: float
    iou: float
    hd95_px: float = MISSING
    asd_px: float = MISSING
    hd95_mm: float = MISSING
    asd_mm: float = MISSING


def agreement(
    drawn: Mask, outlined: Mask, spacing_mm: tuple[float, float] | None = None
) -> Agreement:
    """How a drawn mask agrees with an expert's; the lesions of an image together.

    Where nothing is drawn Dice and IoU are 0, and there is no distance to measure.

    Parameters
    ----------
    drawn, outlined : bool array, shape (rows, columns)
        At the image's own size; any lesion.
    spacing_mm : tuple of float, optional
        Height and width of a pixel; they may differ.

    Returns
    -------
    Agreement

    Raises
    ------
    StudyError
        Two sizes, or nothing was outlined.

    Examples
    --------
    >>> outlined = np.zeros((20, 20), bool)
    >>> outlined[4:14, 4:14] = True
    >>> agreement(np.roll(outlined, 2, axis=1), outlined, spacing_mm=(0.1, 0.1)).dice
    0.8
    """
    if not outlined.any():
        raise StudyError("An outline has no pixel: nothing can agree with it; draw the lesion.")
    overlap = Agreement(dice(drawn, outlined), iou(drawn, outlined))
    px = surface_distances(drawn, outlined)
    if px is None:
        return overlap
    mm = _millimetres(drawn, outlined, spacing_mm, px)
    return Agreement(overlap.dice, overlap.iou, px.hd95, px.asd, mm.hd95, mm.asd)


def _millimetres(
    drawn: Mask, outlined: Mask, spacing_mm: tuple[float, float] | None, px: SurfaceDistances
) -> SurfaceDistances:
    """Distances in mm: a multiple of those in pixels only where pixels are square."""
    if spacing_mm is None or not np.isfinite(spacing_mm).all():
        return SurfaceDistances(MISSING, MISSING)
    if spacing_mm[0] == spacing_mm[1]:
        return px.times(spacing_mm[0])
    return surface_distances(drawn, outlined, spacing_mm) or SurfaceDistances(MISSING, MISSING)


def lesions(labels: Labels) -> list[Mask]:
    """One mask for each lesion of a label image, by ascending number.

    Examples
    --------
    >>> [int(mask.sum()) for mask in lesions(np.array([[0, 2, 2, 1]], np.uint8))]
    [1, 2]
    """
    return [labels == number for number in np.unique(labels) if number]

"""Other outlines that a lesion might as well have been given, for the interval."""

import numpy as np
import numpy.typing as npt

from sonogenomics.radiomics.redrawing import CHANGES, redrawn
from sonogenomics.segmentation.looks import Detection

ROUNDS = 2  # of the four changes; four rounds moved no interval by more than a tenth
SURE, UNSURE = 0.75, 0.25  # level sets between which the network is undecided
MOST_PX = 12  # an outline that could lie anywhere is flagged, not averaged
STREAM = 32  # of random numbers; fixed, so that the same mask gives the same interval
Mask = npt.NDArray[np.bool_]


def doubt_px(detection: Detection) -> float:
    r"""How many pixels the network's own outline is undecided by.

    Half the mean width of the band between the outlines at probability 0.25 and 0.75:
    :math:`(A_{0.25} - A_{0.75}) / (2 P)` with the areas within them and the perimeter of a disc of
    the lesion's area.

    Parameters
    ----------
    detection : Detection

    Returns
    -------
    float
    """
    values = detection.probability.values
    area = max(float((values >= 0.5).sum()), 1.0)  # noqa: PLR2004 - where the lesion begins
    band = float((values >= UNSURE).sum() - (values >= SURE).sum())
    return float(band / (2 * 2 * np.sqrt(np.pi * area)))


def plausible_outlines(mask: Mask, radius_px: int, doubt: float = 0.0) -> list[Mask]:
    """Draw a lesion again as another reader, or the network in its doubt, might have.

    In turn rougher, shifted, wider and narrower, by up to the larger of `radius_px` and `doubt`.

    Parameters
    ----------
    mask : array of bool, rows x columns
    radius_px : int
        How far two readers' outlines lie apart.
    doubt : float
        How far the network's outline is undecided, in px; 0 where a person drew it.

    Returns
    -------
    list of array of bool
        Always the same for the same mask; some may be empty.
    """
    rng = np.random.default_rng([STREAM, int(mask.sum())])
    reach = min(max(radius_px, round(doubt)), MOST_PX)
    return [redrawn(mask, change, reach, rng) for _ in range(ROUNDS) for change in CHANGES]

"""Images side by side, the expert's outline in green, the network's in magenta."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image
from scipy import ndimage

GREEN, MAGENTA = (0, 200, 0), (255, 0, 255)
Mask = npt.NDArray[np.bool_]


def _edge(mask: Mask) -> Mask:
    return mask & ~ndimage.binary_erosion(mask)


def strip(shown: Sequence[tuple[npt.NDArray[np.uint8], Mask, Mask]]) -> Image.Image:
    """Draw images in a row.

    Parameters
    ----------
    shown : sequence of (grey, outline, prediction)
        Arrays of shape (side, side): uint8, bool, bool.

    Returns
    -------
    Image
        RGB; where both edges coincide, the network's is seen.
    """
    drawn = []
    for grey, outline, prediction in shown:
        colour = np.repeat(grey[:, :, None], 3, axis=2)
        colour[_edge(outline)] = GREEN
        colour[_edge(prediction)] = MAGENTA
        drawn.append(colour)
    return Image.fromarray(np.concatenate(drawn, axis=1))

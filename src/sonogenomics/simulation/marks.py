"""What machines and operators burn into the picture: logo, depth scale, callipers."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from sonogenomics.simulation.scanner import Grey

INK, DIM = 235, 170
ARM_PX = 3  # of a calliper's cross
TICK_PX = 25  # between the marks of the depth scale
Point = tuple[int, int]


def with_scale(grey: Grey, words: str) -> Grey:
    """Burn a logo and a depth scale into the right edge."""
    image = Image.fromarray(grey)
    draw = ImageDraw.Draw(image)
    rows, columns = grey.shape
    font = ImageFont.load_default_imagefont()  # a bitmap: equal pixels on every machine
    draw.text((columns - 6 * len(words) - 8, 2), words, fill=INK, font=font)
    for number, row in enumerate(range(TICK_PX, rows, TICK_PX), start=1):
        draw.line((columns - (7 if number % 2 == 0 else 4), row, columns - 1, row), fill=DIM)
    return np.array(image)


def with_callipers(grey: Grey, mask: NDArray[np.bool_], gap_px: int) -> Grey:
    """Burn in four crosses where an operator measured the lesion's width and height.

    Parameters
    ----------
    grey : uint8 ndarray of shape (rows, columns)
    mask : bool ndarray of shape (rows, columns)
    gap_px : int
        How far outside the lesion the crosses stand; below 0 they lie on it.
    """
    image = Image.fromarray(grey)
    draw = ImageDraw.Draw(image)
    for row, column in _extremes(mask, gap_px):
        draw.line((column - ARM_PX, row, column + ARM_PX, row), fill=INK)
        draw.line((column, row - ARM_PX, column, row + ARM_PX), fill=INK)
    return np.array(image)


def _extremes(mask: NDArray[np.bool_], gap_px: int) -> tuple[Point, ...]:
    """Points at the left, right, top and bottom of a mask, moved outwards."""
    row, column = (int(np.median(at)) for at in np.nonzero(mask))
    across, down = np.flatnonzero(mask[row]), np.flatnonzero(mask[:, column])
    return (
        (row, int(across[0]) - gap_px),
        (row, int(across[-1]) + gap_px),
        (int(down[0]) - gap_px, column),
        (int(down[-1]) + gap_px, column),
    )

"""Pictures that look alike to nobody: smooth noise, one a number."""

from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from sonogenomics.imaging.ultrasound import Grey

SHAPE = (60, 80)


def scene(number: int, shape: tuple[int, int] = SHAPE) -> Grey:
    """Grey levels without callipers, text or clipping."""
    noise = np.random.default_rng(number).normal(size=shape)
    smooth = ndimage.gaussian_filter(noise, 6)
    grey: Grey = np.clip(120 + 100 * smooth / np.abs(smooth).max(), 1, 254).astype(np.uint8)
    return grey


def square(top: int = 10, left: int = 20, side: int = 20, value: int = 255) -> Grey:
    """A mask of one square lesion."""
    mask = np.zeros(SHAPE, np.uint8)
    mask[top : top + side, left : left + side] = value
    return mask


def save(path: Path, levels: Grey) -> None:
    """Write a picture; folders are made."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(levels).save(path)

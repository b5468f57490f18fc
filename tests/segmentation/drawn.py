"""Lesions, detections and looks drawn by hand."""

import numpy as np

from sonogenomics.segmentation.looks import Detection, Look
from sonogenomics.segmentation.overlap import Mask
from sonogenomics.segmentation.patches import Patch

SHAPE = (60, 80)


def square(top: int, left: int, side: int = 20, shape: tuple[int, int] = SHAPE) -> Mask:
    mask = np.zeros(shape, bool)
    mask[top : top + side, left : left + side] = True
    return mask


def detection(score: float, top: int = 10, left: int = 10, side: int = 20) -> Detection:
    return Detection(score, 0.9, Patch(top, left, np.ones((side, side))))


def look(*lesions: tuple[float, float, float, float, float]) -> Look:
    """Each lesion: score, then its box; a mask that fills the box."""
    rows = np.array(lesions, float).reshape(-1, 5)
    return Look(rows[:, 1:], rows[:, 0], np.ones((len(rows), 28, 28), np.float32))

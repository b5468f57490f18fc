"""The same lesion outlined a little otherwise, as a second reader might have."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sonogenomics.radiomics.region import bounding_box

Change = Literal["rough", "shifted", "wider", "narrower"]
CHANGES: tuple[Change, ...] = ("rough", "shifted", "wider", "narrower")
WANDER = 2  # along the outline its noise hangs together over so many times its height
Mask = NDArray[np.bool_]


def redrawn(mask: Mask, change: Change, radius_px: int, rng: np.random.Generator) -> Mask:
    """Move the outline of a lesion by a few pixels.

    Parameters
    ----------
    mask : array of bool, rows x columns
        True inside the lesion.
    change : {'rough', 'shifted', 'wider', 'narrower'}
        An outline that wanders in and out (by half of `radius_px` in standard deviation), the
        whole outline moved to one side, or all of it outwards or inwards by 1 to `radius_px` px.
    radius_px : int
        No part of the outline is moved further.
    rng : Generator
        Draws direction, distance and roughness.

    Returns
    -------
    array of bool, rows x columns
        Cut off at the edge of the image; empty where a small lesion is drawn too narrow.

    Examples
    --------
    >>> mask = np.zeros((9, 9), dtype=bool)
    >>> mask[2:7, 2:7] = True
    >>> int(redrawn(mask, "narrower", 1, np.random.default_rng(1)).sum())
    9
    """
    if not mask.any():
        return mask
    new = np.zeros_like(mask)
    near = _surroundings(mask, margin=2 * radius_px)
    if change == "shifted":
        new[near] = ndimage.shift(mask[near], _step(radius_px, rng), order=0)
    else:
        moved = _moved(change, mask[near].shape, radius_px, rng)
        new[near] = np.where(mask[near], _depth(mask[near]) > -moved, _depth(~mask[near]) <= moved)
    return new


def _surroundings(mask: Mask, margin: int) -> tuple[slice, ...]:
    """The part of the image in which anything can change."""
    return tuple(
        slice(max(side.start - margin, 0), side.stop + margin) for side in bounding_box(mask)
    )


def _step(radius_px: int, rng: np.random.Generator) -> tuple[int, int]:
    reach = range(-radius_px, radius_px + 1)
    steps = [
        (down, right) for down in reach for right in reach if 0 < down**2 + right**2 <= radius_px**2
    ]
    return steps[rng.integers(len(steps))]


def _depth(inside: Mask) -> NDArray[np.float64]:
    """Distance in pixels to what is not inside; the edge of the image is no outline."""
    if inside.all():
        return np.full(inside.shape, np.inf)
    return np.asarray(ndimage.distance_transform_edt(inside))


def _moved(
    change: Change, shape: tuple[int, ...], radius_px: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    """How far the outline moves outwards, pixel by pixel."""
    if change == "rough":
        noise = ndimage.gaussian_filter(rng.standard_normal(shape), WANDER * radius_px)
        return np.asarray(np.clip(noise / noise.std() * radius_px / 2, -radius_px, radius_px))
    distance = rng.integers(1, radius_px + 1)
    return np.full(shape, float(distance if change == "wider" else -distance))

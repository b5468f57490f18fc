"""Lesions as masks: one for each value, checked against their image."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import ndimage

from sonogenomics.errors import StudyError, listed
from sonogenomics.imaging.outlines import Mask
from sonogenomics.imaging.ultrasound import Shape

MIN_PIXELS = 100  # below it a texture matrix holds more cells than pixels
WHOLE = 0.95  # share of the image above which a mask is an inverted or a missing one
MAX_LABELS = 32  # more values than lesions: a grey picture, or one blurred by JPEG
Values = npt.NDArray[Any]


@dataclass(frozen=True, eq=False)
class Lesion:
    """One lesion of one image.

    Attributes
    ----------
    mask : bool array, shape (rows, columns)
    label : str
        Its value or name in the file.
    """

    mask: Mask
    label: str


@dataclass(frozen=True)
class Expected:
    """What a mask must be to serve its image.

    Attributes
    ----------
    shape : tuple of int, optional
        Rows and columns of the image; None: not compared.
    min_pixels : int
        Smallest lesion.
    one_label : bool
        Whether more than one label is a fault.
    """

    shape: Shape | None = None
    min_pixels: int = MIN_PIXELS
    one_label: bool = False


def lesions_of(values: Values, path: Path) -> list[Lesion]:
    """One lesion for each value above or below zero.

    Parameters
    ----------
    values : array, shape (rows, columns) or (rows, columns, channels)
        A pixel's channels together are its value.
    path : Path
        Whence, for messages.

    Raises
    ------
    StudyError
        More values than `MAX_LABELS`: a grey picture, not a mask.

    Examples
    --------
    >>> [lesion.label for lesion in lesions_of(np.array([[0, 2, 2], [7, 0, 2]]), Path("m.png"))]
    ['2', '7']
    """
    if values.ndim == 3:  # noqa: PLR2004
        values = (values.astype(np.int64) << np.array([16, 8, 0])).sum(axis=2)
    labels = np.unique(values)
    labels = labels[labels != 0]
    if len(labels) > MAX_LABELS:
        raise StudyError(
            f"{path} has {len(labels)} grey levels, so it is no mask: save it with 0 outside and "
            "one value a lesion, without smoothing, in a lossless format."
        )
    return [Lesion(values == label, f"{label:g}") for label in labels]


def separate(lesion: Lesion) -> list[Lesion]:
    """Split a mask of several lesions that share a label into its connected parts.

    Examples
    --------
    >>> both = Lesion(np.array([[1, 0, 1], [1, 0, 0]], bool), "1")
    >>> [(part.label, int(part.mask.sum())) for part in separate(both)]
    [('1.1', 2), ('1.2', 1)]
    """
    parts, n_parts = ndimage.label(lesion.mask, np.ones((3, 3)))
    if n_parts < 2:  # noqa: PLR2004
        return [lesion]
    return [Lesion(parts == part, f"{lesion.label}.{part}") for part in range(1, n_parts + 1)]


def _fault(lesion: Lesion, expected: Expected) -> str | None:
    n_pixels = int(lesion.mask.sum())
    if n_pixels == 0:
        return f"lesion {lesion.label} has no pixel: draw it, or take it out"
    if n_pixels >= WHOLE * lesion.mask.size:
        return (
            f"lesion {lesion.label} covers {100 * n_pixels / lesion.mask.size:.0f} % of the image: "
            "redraw it, or invert the mask"
        )
    if n_pixels < expected.min_pixels:
        return (
            f"lesion {lesion.label} covers {n_pixels} px, fewer than {expected.min_pixels}: reject "
            "it in review, or lower the smallest lesion in params.yaml"
        )
    return None


def checked_lesions(
    lesions: Sequence[Lesion], expected: Expected, source: Path | str
) -> list[Lesion]:
    """Give the lesions back if they can serve their image; name every fault if they cannot.

    Parameters
    ----------
    lesions : sequence of Lesion
        As read.
    expected : Expected
        Size of the image, smallest lesion, one label or several.
    source : Path or str
        Whence, for messages.

    Raises
    ------
    StudyError
        Another size than the image, no lesion, several labels where one is asked, a lesion that
        covers the whole image or fewer pixels than the smallest.

    Examples
    --------
    >>> lesion = Lesion(np.eye(3, dtype=bool), "1")
    >>> checked_lesions([lesion], Expected(min_pixels=4), "m.png")
    Traceback (most recent call last):
    sonogenomics.errors.StudyError: Mask m.png: lesion 1 covers 3 px, fewer than 4: reject it in \
review, or lower the smallest lesion in params.yaml.
    """
    if not lesions:
        raise StudyError(f"Mask {source} is empty: draw the lesion, or reject the image.")
    faults = [fault for lesion in lesions if (fault := _fault(lesion, expected))]
    shape = lesions[0].mask.shape
    if expected.shape is not None and shape != tuple(expected.shape):
        turned = ", as if turned by 90 degrees" if shape == expected.shape[::-1] else ""
        faults.insert(
            0,
            f"it is {shape[0]} x {shape[1]} px and its image {expected.shape[0]} x "
            f"{expected.shape[1]}{turned}: export both at one size",
        )
    if expected.one_label and len(lesions) > 1:
        labels = listed(lesion.label for lesion in lesions)
        faults.append(f"labels {labels} where one is asked: keep one, or allow several")
    if faults:
        raise StudyError(f"Mask {source}: {'; '.join(faults)}.")
    return list(lesions)

"""Label masks: one number a pixel, 0 outside, 1, 2, ... by lesion."""

import hashlib
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from sonogenomics.errors import StudyError
from sonogenomics.imaging.damage import decoding
from sonogenomics.imaging.ultrasound import Shape
from sonogenomics.output import whole_file

Labels = npt.NDArray[np.uint8]
GREY = ("1", "L", "P")


def fingerprint(labels: Labels) -> str:
    """SHA-256 of a mask's size and pixels, whatever file it came from.

    Examples
    --------
    >>> one, other = np.zeros((2, 3), np.uint8), np.zeros((3, 2), np.uint8)
    >>> fingerprint(one) == fingerprint(one.copy()), fingerprint(one) == fingerprint(other)
    (True, False)
    """
    digest = hashlib.sha256(repr(labels.shape).encode())
    digest.update(np.ascontiguousarray(labels, np.uint8).data)
    return digest.hexdigest()


def read_labels(path: Path, shape: Shape) -> Labels:
    """Read a label mask that the pipeline made.

    Parameters
    ----------
    path : Path
        An eight-bit PNG.
    shape : tuple of int
        Rows and columns of the image.

    Returns
    -------
    uint8 array, shape (rows, columns)

    Raises
    ------
    StudyError
        Missing, unreadable, coloured, or of another size than its image.
    """
    with decoding(path, "run the stage that made it again"), Image.open(path) as image:
        if image.mode not in GREY:
            raise StudyError(f"Mask {path} is coloured: run the stage that made it again.")
        labels = np.array(image).astype(np.uint8)
    if labels.shape != tuple(shape):
        raise StudyError(
            f"Mask {path} is {labels.shape[0]} x {labels.shape[1]} px and its image {shape[0]} x "
            f"{shape[1]}: run the stage that made it again."
        )
    return labels


def write_labels(path: Path, labels: Labels) -> None:
    """Write a label mask as eight-bit PNG, whole or not at all; equal masks give equal bytes."""
    with whole_file(path) as partial:
        Image.fromarray(labels).save(partial, "PNG", compress_level=6)


def numbered(lesions: list[npt.NDArray[np.bool_]]) -> Labels:
    """Number lesions 1, 2, ... in one mask; a pixel of two belongs to the first.

    Examples
    --------
    >>> numbered([np.array([[True, True, False]]), np.array([[False, True, True]])])
    array([[1, 1, 2]], dtype=uint8)
    """
    labels = np.zeros(lesions[0].shape, np.uint8)
    for number, lesion in enumerate(lesions, 1):
        labels[lesion & (labels == 0)] = number
    return labels


def lesion_numbers(labels: Labels) -> list[int]:
    """Numbers that occur in a mask, ascending, without the outside."""
    return [int(number) for number in np.unique(labels) if number]

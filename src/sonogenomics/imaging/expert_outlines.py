"""What experts outlined on an image, in any of four formats, as one picture of labels."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from sonogenomics.errors import StudyError
from sonogenomics.imaging.drawings import Drawing
from sonogenomics.imaging.labelme import read_labelme
from sonogenomics.imaging.mask_files import read_mask
from sonogenomics.imaging.masks import Expected, Lesion, checked_lesions
from sonogenomics.imaging.ultrasound import Shape

MOST_LESIONS = 255  # labels of an eight-bit picture
Labels = npt.NDArray[np.uint8]


def expert_lesions(outlined: Path | Drawing, shape: Shape) -> list[Lesion]:
    """Read the lesions that an expert outlined on one image, and check them against it.

    Parameters
    ----------
    outlined : Path or Drawing
        A mask (PNG, BMP, TIFF, NIfTI), a LabelMe file, or this image's part of a COCO file.
    shape : tuple of int
        Rows and columns of the image.

    Returns
    -------
    list of Lesion

    Raises
    ------
    StudyError
        Unreadable, of another size, empty, covering the image, or a lesion below `MIN_PIXELS`.
    """
    if isinstance(outlined, Path) and outlined.suffix.lower() != ".json":
        return read_mask(outlined, Expected(shape))
    drawing = read_labelme(outlined) if isinstance(outlined, Path) else outlined
    source = str(outlined) if isinstance(outlined, Path) else f"of {drawing.image}"
    return checked_lesions(drawing.lesions(source), Expected(shape), source)


def label_picture(lesions: Sequence[Lesion], source: str) -> Labels:
    """One picture of all lesions: 0 outside, 1, 2, ... by lesion, in their order.

    Where lesions overlap, the smaller one lies on top, so that none is lost beneath another.

    Parameters
    ----------
    lesions : sequence of Lesion
        Of one image.
    source : str
        Whence, for messages.

    Returns
    -------
    uint8 array, shape (rows, columns)

    Raises
    ------
    StudyError
        More lesions than labels, or one that lies wholly under smaller ones.

    Examples
    --------
    >>> large, small = np.ones((2, 3), bool), np.eye(2, 3, dtype=bool)
    >>> label_picture([Lesion(small, "b"), Lesion(large, "a")], "m.json")
    array([[1, 2, 2],
           [2, 1, 2]], dtype=uint8)
    """
    if len(lesions) > MOST_LESIONS:
        raise StudyError(
            f"Mask {source} has more lesions ({len(lesions)}) than an image can hold: keep what "
            "is meant."
        )
    labels = np.zeros(lesions[0].mask.shape, np.uint8)
    sizes = [int(lesion.mask.sum()) for lesion in lesions]
    for number in sorted(range(len(lesions)), key=lambda one: -sizes[one]):
        labels[lesions[number].mask] = number + 1
    left = np.bincount(labels.ravel(), minlength=len(lesions) + 1)[1:]
    if (left == 0).any():
        lost = lesions[int(np.argmin(left))].label
        raise StudyError(
            f"Mask {source}: lesion {lost} lies wholly under others: keep one outline of "
            "each lesion."
        )
    return labels

"""Masks as files: PNG, BMP, TIFF or NIfTI, one an image."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from sonogenomics.errors import StudyError
from sonogenomics.imaging.damage import decoding, file_size
from sonogenomics.imaging.masks import Expected, Lesion, checked_lesions, lesions_of
from sonogenomics.imaging.nifti import nifti_values
from sonogenomics.imaging.pictures import open_picture

NIFTI = (".nii", ".nii.gz")
Values = npt.NDArray[Any]


def _picture_values(path: Path) -> Values:
    """Values of a PNG, BMP or TIFF; a palette's indices are its labels."""
    with path.open("rb") as file:
        file_size(file, path)
        image, kind, _ = open_picture(file, path, None)
    if kind == "JPEG":
        raise StudyError(f"Mask {path} is a JPEG, which blurs its edge: save it as PNG.")
    if image.mode in ("1", "LA", "PA"):
        image = image.convert("L")
    elif image.mode in ("RGBA", "RGBX", "CMYK", "YCbCr"):
        image = image.convert("RGB")
    return np.array(image)


def read_mask(path: str | Path, expected: Expected | None = None) -> list[Lesion]:
    """Read the lesions of one image from PNG, BMP, TIFF or NIfTI, and check them.

    Any value but zero is lesion, each value a lesion of its own; `masks.separate` parts those
    that share one.

    Parameters
    ----------
    path : str or Path
        The mask.
    expected : Expected, optional
        What it must be; by default any size, several labels and at least `MIN_PIXELS`.

    Returns
    -------
    list of Lesion
        By ascending value.

    Raises
    ------
    StudyError
        Unreadable, or unfit for its image.

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Image.fromarray(np.tri(20, dtype=np.uint8) * 255).save(f"{folder}/m.png")
    ...     (lesion,) = read_mask(f"{folder}/m.png", Expected(shape=(20, 20)))
    >>> lesion.label, int(lesion.mask.sum())
    ('255', 210)
    """
    path = Path(path)
    with decoding(path, "save the mask again"):
        read = nifti_values if path.name.lower().endswith(NIFTI) else _picture_values
        values = read(path)
        if not np.isfinite(values).all():
            raise StudyError(f"Mask {path} holds values that are no numbers: save it as integers.")
        lesions = lesions_of(values, path)
    return checked_lesions(lesions, expected or Expected(), path)

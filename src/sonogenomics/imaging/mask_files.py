"""Masks as files: PNG, BMP, TIFF or NIfTI, one an image."""

import io
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt

from sonogenomics.errors import StudyError
from sonogenomics.imaging.damage import decoding, file_size
from sonogenomics.imaging.masks import Expected, Lesion, checked_lesions, lesions_of
from sonogenomics.imaging.nifti import nifti_values
from sonogenomics.imaging.pictures import open_picture

NIFTI = (".nii", ".nii.gz")
GZIP_MAGIC = b"\x1f\x8b"
NIFTI_MAGIC, MAGIC_OFFSET = (b"n+1\0", b"ni1\0"), 344
REMEDY = "save the mask again"
Values = npt.NDArray[Any]


def _picture_values(path: Path) -> Values:
    """Values of a PNG, BMP or TIFF; a palette's indices are its labels."""
    with path.open("rb") as file:
        return _values(file, path)


def _values(file: BinaryIO, path: Path) -> Values:
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
    with decoding(path, REMEDY):
        read = nifti_values if path.name.lower().endswith(NIFTI) else _picture_values
        lesions = _lesions(read(path), path)
    return checked_lesions(lesions, expected or Expected(), path)


def read_mask_bytes(content: bytes, name: str, expected: Expected | None = None) -> list[Lesion]:
    """Read the lesions of one image from a mask in memory: PNG, BMP, TIFF or NIfTI, by its content.

    ITK reads NIfTI from files only, so that format alone goes through a temporary one; a mask holds
    an outline and no pixel of the patient.

    Parameters
    ----------
    content : bytes
        Of the file.
    name : str
        How messages call it.
    expected : Expected, optional
        As for `read_mask`.

    Returns
    -------
    list of Lesion

    Raises
    ------
    StudyError
        As `read_mask`.
    """
    path = Path(name)
    with decoding(path, REMEDY):
        if content[:2] == GZIP_MAGIC or content[MAGIC_OFFSET : MAGIC_OFFSET + 4] in NIFTI_MAGIC:
            values = _nifti(content, name)
        else:
            values = _values(io.BytesIO(content), path)
        lesions = _lesions(values, path)
    return checked_lesions(lesions, expected or Expected(), path)


def _nifti(content: bytes, name: str) -> Values:
    ending = NIFTI[1] if content[:2] == GZIP_MAGIC else NIFTI[0]
    with tempfile.NamedTemporaryFile(suffix=ending) as file:
        file.write(content)
        file.flush()
        try:
            return nifti_values(Path(file.name))
        except StudyError as error:
            raise StudyError(str(error).replace(file.name, name)) from None


def _lesions(values: Values, path: Path) -> list[Lesion]:
    if not np.isfinite(values).all():
        raise StudyError(f"Mask {path} holds values that are no numbers: save it as integers.")
    return lesions_of(values, path)

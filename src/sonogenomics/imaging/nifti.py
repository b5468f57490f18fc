"""NIfTI masks of one slice."""

import gzip
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import SimpleITK

from sonogenomics.errors import StudyError
from sonogenomics.imaging.damage import check_size, file_size

# Damage is told in one sentence, by our error; ITK's warnings would come on top.
SimpleITK.ProcessObject.SetGlobalWarningDisplay(False)  # type: ignore[no-untyped-call]

GZIP_MAGIC = b"\x1f\x8b"
MAX_HEADER_BYTES = 2**20  # 348 and a few extensions


def _check_complete(path: Path, reader: Any) -> None:
    """Refuse a file that ends before its last pixel: ITK would fill the rest with zeros.

    Raises
    ------
    EOFError
        It does.
    """
    n_pixels = int(np.prod(reader.GetSize(), dtype=np.int64))
    header = float(reader.GetMetaData("vox_offset"))
    if not 0 <= header <= MAX_HEADER_BYTES:
        raise ValueError("no place where pixels begin")
    n_bytes = int(header) + n_pixels * int(reader.GetMetaData("bitpix")) // 8
    with path.open("rb") as file:
        gzipped = file.read(len(GZIP_MAGIC)) == GZIP_MAGIC
    with gzip.open(path) if gzipped else path.open("rb") as content:
        if len(content.read(n_bytes)) < n_bytes:
            raise EOFError


def nifti_values(path: Path) -> npt.NDArray[Any]:
    """Values of a NIfTI of one slice, rows first; its size is looked at before it is read.

    NIfTI's first axis is the column, as all writers of two-dimensional images store it.

    Parameters
    ----------
    path : Path
        The file, `.nii` or `.nii.gz`.

    Returns
    -------
    array, shape (rows, columns)

    Raises
    ------
    StudyError
        Several slices, several values a pixel, or too many pixels.
    """
    with path.open("rb") as file:
        file_size(file, path)
    reader: Any = SimpleITK.ImageFileReader()  # type: ignore[no-untyped-call]
    reader.SetImageIO("NiftiImageIO")
    reader.SetFileName(str(path))
    reader.ReadImageInformation()
    columns, rows, *rest = reader.GetSize()
    check_size(path, rows, columns)
    if any(n != 1 for n in rest) or reader.GetNumberOfComponents() != 1:
        size = " x ".join(str(n) for n in reader.GetSize())
        raise StudyError(f"Mask {path} has the size {size}: save one slice, one value a pixel.")
    _check_complete(path, reader)
    return SimpleITK.GetArrayFromImage(reader.Execute()).reshape(rows, columns)

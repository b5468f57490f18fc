"""One loader for every ultrasound file: pixels, spacing and fingerprint, or one sentence."""

import hashlib
import io
from pathlib import Path
from typing import BinaryIO

from sonogenomics.imaging.damage import decoding, file_size
from sonogenomics.imaging.dicom import is_dicom, read_dicom
from sonogenomics.imaging.grey import grey_and_chroma
from sonogenomics.imaging.pictures import chosen_frame, open_picture, samples_of
from sonogenomics.imaging.ultrasound import Ultrasound


def _from_dicom(file: BinaryIO, path: Path, frame: int | None, sha256: str) -> Ultrasound:
    read = read_dicom(file, path, frame)
    grey, tint = grey_and_chroma(read.samples)
    return Ultrasound(
        grey=grey,
        chroma=tint,
        spacing_mm=read.spacing_mm,
        format="DICOM",
        frames=read.frames,
        frame=read.frame,
        sha256=sha256,
        regions=read.regions,
        regions_misfit=read.regions_misfit,
        tags=read.tags,
    )


def _from_picture(file: BinaryIO, path: Path, frame: int | None, sha256: str) -> Ultrasound:
    image, kind, frames = open_picture(file, path, frame)
    grey, tint = grey_and_chroma(samples_of(image, path))
    chosen = chosen_frame(path, frames, frame)
    return Ultrasound(grey, tint, None, kind, frames, chosen, sha256)


def read_ultrasound(path: str | Path, frame: int | None = None) -> Ultrasound:
    """Read one ultrasound frame from PNG, JPEG, BMP, TIFF or DICOM; the content tells which.

    Colour becomes grey by ITU-R BT.601 luma, rounded. Of more than eight bits the upper eight are
    kept. EXIF orientation is applied, transparency ignored. Pixel spacing comes from DICOM alone:
    the dots per inch of other formats say how to print, not how to measure. Of a DICOM header only
    an allow-list is kept, of other formats' texts nothing.

    Parameters
    ----------
    path : str or Path
        The file.
    frame : int, optional
        Which frame, from 0; may be left out where there is one.

    Returns
    -------
    Ultrasound

    Raises
    ------
    StudyError
        Missing, empty, truncated or damaged file; not an image; DICOM without pixels or with an
        unknown codec; several frames where one is asked; no pixels or too many.

    Examples
    --------
    >>> import tempfile
    >>> from PIL import Image
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     Image.new("RGB", (4, 2), (255, 0, 0)).save(f"{folder}/P1.png")
    ...     frame = read_ultrasound(f"{folder}/P1.png")
    >>> frame.grey
    array([[76, 76, 76, 76],
           [76, 76, 76, 76]], dtype=uint8)
    >>> frame.colour, frame.spacing_mm, frame.frames
    (True, None, 1)
    """
    path = Path(path)
    with decoding(path), path.open("rb") as file:
        return _read(file, path, frame)


def read_ultrasound_bytes(content: bytes, name: str, frame: int | None = None) -> Ultrasound:
    """Read one ultrasound frame that is in memory already, by the same rules; nothing is written.

    Parameters
    ----------
    content : bytes
        Of the file.
    name : str
        How messages call it.
    frame : int, optional
        Which frame, from 0; may be left out where there is one.

    Returns
    -------
    Ultrasound

    Raises
    ------
    StudyError
        As `read_ultrasound`.
    """
    path = Path(name)
    with decoding(path):
        return _read(io.BytesIO(content), path, frame)


def _read(file: BinaryIO, path: Path, frame: int | None) -> Ultrasound:
    file_size(file, path)
    sha256 = hashlib.sha256(file.read()).hexdigest()  # file_size has bounded it
    file.seek(0)
    read = _from_dicom if is_dicom(file) else _from_picture
    return read(file, path, frame, sha256)

"""Whatever a decoder raises on a damaged file becomes one sentence; its size is seen first."""

import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from PIL import Image, UnidentifiedImageError
from pydicom.errors import BytesLengthException, InvalidDicomError

from sonogenomics.errors import StudyError

MAX_PIXELS = 25_000_000  # 5000 x 5000; scanners save about 1 Mpx
MAX_FILE_BYTES = 512 * 2**20  # a long uncompressed cine loop
MAX_TEXT_BYTES = 64 * 2**20  # outlines of some 40,000 images

Image.MAX_IMAGE_PIXELS = MAX_PIXELS  # for decoders that open images of their own accord

# What Pillow, pydicom, SimpleITK and the codecs below them were seen to raise on mutated files.
DECODER_FAULTS = (
    OSError,
    EOFError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
    RuntimeError,
    MemoryError,
    BufferError,
    struct.error,
    zlib.error,
    InvalidDicomError,
    BytesLengthException,
)


@contextmanager
def decoding(path: Path, remedy: str = "export or copy it again") -> Iterator[None]:
    """Turn the many kinds of exception that a damaged file raises into one sentence.

    The decoder's own words are left out: pydicom's quote header values, and so a patient's name.

    Parameters
    ----------
    path : Path
        The file that the block decodes.
    remedy : str
        What the reader of the message shall do.

    Raises
    ------
    StudyError
        In place of the decoder's exception.

    Examples
    --------
    >>> with decoding(Path("P1.png")):
    ...     raise struct.error("unpack requires a buffer of 4 bytes")
    Traceback (most recent call last):
    sonogenomics.errors.StudyError: P1.png is truncated or damaged (error): export or copy it again.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    except FileNotFoundError:
        raise StudyError(f"{path} is missing: restore it, or take it off the list.") from None
    except (IsADirectoryError, PermissionError) as error:
        raise StudyError(f"{path} cannot be read: {error.strerror}.") from None
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise StudyError(too_large(path)) from None
    except UnidentifiedImageError:
        raise StudyError(
            f"{path} is not an image that can be read: give PNG, JPEG, BMP, TIFF or DICOM."
        ) from None
    except DECODER_FAULTS as error:
        kind = type(error).__name__
        raise StudyError(f"{path} is truncated or damaged ({kind}): {remedy}.") from None


def too_large(path: Path) -> str:
    """Sentence for an image of too many pixels."""
    return (
        f"{path} has more than {MAX_PIXELS // 10**6} million pixels, no size of an ultrasound "
        "image: scale it down, or export it again."
    )


def check_size(path: Path, rows: int, columns: int) -> None:
    """Refuse an image without pixels, or with more than memory should hold.

    Raises
    ------
    StudyError
        No pixels, or more than `MAX_PIXELS`.

    Examples
    --------
    >>> check_size(Path("P1.png"), 0, 640)
    Traceback (most recent call last):
    sonogenomics.errors.StudyError: P1.png is 0 x 640 pixels: export it again.
    """
    if rows < 1 or columns < 1:
        raise StudyError(f"{path} is {rows} x {columns} pixels: export it again.")
    if rows * columns > MAX_PIXELS:
        raise StudyError(too_large(path))


def file_size(file: BinaryIO, path: Path, most: int = MAX_FILE_BYTES) -> int:
    """Bytes of an open file, which is then back at its start.

    Raises
    ------
    StudyError
        The file is empty, or larger than `most`.
    """
    n_bytes = file.seek(0, 2)
    file.seek(0)
    if n_bytes == 0:
        raise StudyError(f"{path} is empty (zero bytes): export or copy it again.")
    if n_bytes > most:
        raise StudyError(
            f"{path} is {n_bytes // 2**20} MiB, above {most // 2**20}: export it in parts."
        )
    return n_bytes


def read_small(path: Path) -> bytes:
    """Bytes of a file of outlines, refused when empty or above `MAX_TEXT_BYTES`."""
    with path.open("rb") as file:
        file_size(file, path, MAX_TEXT_BYTES)
        return file.read()

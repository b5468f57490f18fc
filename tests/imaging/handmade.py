"""Small ultrasound-like files, made by the formats' own libraries."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, UltrasoundImageStorage, generate_uid

from sonogenomics.errors import StudyError

Pixels = npt.NDArray[Any]
SHAPE = (24, 32)


def ramp(top: int = 255) -> Pixels:
    """Grey levels 0 to `top`, rising along rows."""
    levels = np.linspace(0, top, SHAPE[0] * SHAPE[1]).reshape(SHAPE).round()
    return levels.astype(np.uint8 if top < 256 else np.uint16)


def rainbow() -> Pixels:
    """A coloured frame, shape (rows, columns, 3)."""
    return np.stack([ramp(), ramp()[::-1], ramp()[:, ::-1]], axis=-1)


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    """Bytes of a picture in a format."""
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and brings one empty block of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = chunk(b"IDAT", zlib.compress(b"\0"))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + pixels + chunk(b"IEND", b"")


def header(pixels: Pixels, photometric: str, **tags: Any) -> FileDataset:
    """A DICOM ultrasound image that is not saved yet; `tags` are set or, when None, taken out."""
    meta = FileMetaDataset()
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    meta.MediaStorageSOPClassUID = UltrasoundImageStorage
    meta.MediaStorageSOPInstanceUID = generate_uid(entropy_srcs=["frame"])
    made = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    made.SOPClassUID, made.SOPInstanceUID = UltrasoundImageStorage, meta.MediaStorageSOPInstanceUID
    made.Modality, made.Manufacturer = "US", "Sonic"
    made.SamplesPerPixel = 3 if pixels.ndim == 3 and pixels.shape[-1] == 3 else 1
    made.Rows, made.Columns = pixels.shape[-2:] if made.SamplesPerPixel == 1 else pixels.shape[:2]
    if pixels.ndim == 3 and made.SamplesPerPixel == 1:
        made.NumberOfFrames = len(pixels)
    if made.SamplesPerPixel == 3:
        made.PlanarConfiguration = 0
    made.PhotometricInterpretation = photometric
    bits = 8 * pixels.dtype.itemsize
    made.BitsAllocated, made.BitsStored, made.HighBit = bits, bits, bits - 1
    made.PixelRepresentation = int(pixels.dtype.kind == "i")
    made.PixelData = pixels.tobytes()
    made["PixelData"].VR = "OB" if bits == 8 else "OW"
    for keyword, value in tags.items():
        if value is None:
            delattr(made, keyword)
        else:
            setattr(made, keyword, value)
    return made


def dicom(made: FileDataset, syntax: str | None = None) -> bytes:
    """Bytes of a DICOM file; `syntax` is claimed, not applied."""
    buffer = io.BytesIO()
    made.save_as(buffer, enforce_file_format=True)
    content = buffer.getvalue()
    if syntax is None:
        return content
    real = str(ExplicitVRLittleEndian).encode().ljust(20, b"\0")
    claimed = UID(syntax).encode().ljust(20, b"\0")
    assert len(claimed) == len(real)
    return content.replace(real, claimed, 1)


def region(top: int, left: int, bottom: int, right: int, **tags: Any) -> Dataset:
    """An ultrasound region of B-mode tissue, 0.02 cm wide and 0.01 cm high pixels."""
    made = Dataset()
    made.RegionSpatialFormat, made.RegionDataType, made.RegionFlags = 1, 1, 0
    made.RegionLocationMinX0, made.RegionLocationMinY0 = left, top
    made.RegionLocationMaxX1, made.RegionLocationMaxY1 = right, bottom
    made.PhysicalUnitsXDirection = made.PhysicalUnitsYDirection = 3
    made.PhysicalDeltaX, made.PhysicalDeltaY = 0.02, 0.01
    for keyword, value in tags.items():
        setattr(made, keyword, value)
    return made


def refusal(read: Callable[[Path], object], path: Path) -> str | None:
    """The sentence with which a file is refused; None where it is read."""
    try:
        read(path)
    except StudyError as error:
        return str(error)
    return None

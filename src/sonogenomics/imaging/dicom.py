"""DICOM ultrasound: one frame as samples, its regions and its pixel spacing."""

import logging
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.filereader import _read_file_meta_info, read_preamble
from pydicom.pixels.decoders.base import get_decoder
from pydicom.pixels.processing import apply_color_lut
from pydicom.pixels.utils import pixel_array
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian

from sonogenomics.errors import StudyError
from sonogenomics.imaging.damage import check_size
from sonogenomics.imaging.deidentify import REGIONS, kept_tags
from sonogenomics.imaging.grey import upper_eight_bits
from sonogenomics.imaging.pictures import chosen_frame
from sonogenomics.imaging.ultrasound import Grey, Region, Shape

logging.getLogger("pydicom").propagate = False  # its warnings quote header values

MAGIC_OFFSET, MAGIC = 128, b"DICM"
DEFERRED = "1 MB"  # pixel data stay on disk; palettes (at most 128 KiB) are read
COLOURS = ("RGB", "YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT")
GREYS = ("MONOCHROME1", "MONOCHROME2")
CENTIMETRES, TISSUE, MM_PER_CM = 3, 1, 10.0  # PS3.3 C.8.5.5.1


@dataclass(frozen=True, eq=False)
class DicomFrame:
    """What a DICOM file gives: samples, place and scale, and the tags that may be kept."""

    samples: Grey
    frames: int
    frame: int
    spacing_mm: tuple[float, float] | None
    regions: tuple[Region, ...]
    regions_misfit: bool
    tags: dict[str, Any]


def is_dicom(file: BinaryIO) -> bool:
    """Whether the file carries DICOM's mark behind its preamble."""
    file.seek(MAGIC_OFFSET)
    found = file.read(len(MAGIC)) == MAGIC
    file.seek(0)
    return found


def _positive(values: object) -> tuple[float, float] | None:
    """Two finite lengths above zero, or None."""
    if not isinstance(values, (list, tuple)) or len(values) != 2:  # noqa: PLR2004
        return None
    height, width = (abs(float(value)) for value in values)
    usable = math.isfinite(height) and math.isfinite(width) and height > 0 and width > 0
    return (height, width) if usable else None


def _region(tags: dict[str, Any]) -> Region:
    """A region from its kept tags; deltas may be negative, and are in cm."""
    units = (tags.get("PhysicalUnitsXDirection"), tags.get("PhysicalUnitsYDirection"))
    spacing = None
    if units == (CENTIMETRES, CENTIMETRES):
        deltas = (tags.get("PhysicalDeltaY", 0.0), tags.get("PhysicalDeltaX", 0.0))
        spacing = _positive([MM_PER_CM * delta for delta in deltas])
    return Region(
        top=int(tags["RegionLocationMinY0"]),
        left=int(tags["RegionLocationMinX0"]),
        bottom=int(tags["RegionLocationMaxY1"]),
        right=int(tags["RegionLocationMaxX1"]),
        spacing_mm=spacing,
        tissue=tags.get("RegionDataType") == TISSUE,
    )


def _fits(region: Region, shape: Shape) -> bool:
    """Whether a region lies within the frame; a corner one beyond its edge is a common slip."""
    rows, columns = shape
    return 0 <= region.top <= region.bottom <= rows and 0 <= region.left <= region.right <= columns


def regions_of(tags: dict[str, Any], shape: Shape) -> tuple[tuple[Region, ...], bool]:
    """Ultrasound regions of a frame, and whether they had to be set aside as not fitting it.

    Parameters
    ----------
    tags : dict
        Kept tags.
    shape : tuple of int
        Rows and columns of the frame.

    Returns
    -------
    regions, misfit
        Misfit: a region reaches beyond the frame, which was scaled or cropped after the scan, so
        that none of them can be trusted.
    """
    regions = tuple(_region(region) for region in tags.get(REGIONS, []))
    misfit = not all(_fits(region, shape) for region in regions)
    return (() if misfit else regions), misfit


def spacing_of(
    tags: dict[str, Any], regions: tuple[Region, ...], misfit: bool
) -> tuple[float, float] | None:
    """Height and width of a pixel in mm, or None.

    The largest tissue region calibrated in centimetres; without one PixelSpacing, then
    ImagerPixelSpacing. A frame scaled after the scan has no known spacing.

    Parameters
    ----------
    tags : dict
        Kept tags.
    regions : tuple of Region
        Regions that fit the frame.
    misfit : bool
        Whether the file's regions do not.

    References
    ----------
    DICOM PS3.3, C.8.5.5 (US Region Calibration) and 10.7.1.3 (pixel spacing).

    Examples
    --------
    >>> spacing_of({"PixelSpacing": [0.1, 0.2]}, (), misfit=False)
    (0.1, 0.2)
    """
    if misfit:
        return None
    calibrated = [region for region in regions if region.tissue and region.spacing_mm]
    if calibrated:
        return max(calibrated, key=lambda region: region.n_pixels).spacing_mm
    return _positive(tags.get("PixelSpacing")) or _positive(tags.get("ImagerPixelSpacing"))


def _check_codec(header: Dataset, path: Path) -> None:
    syntax = header.file_meta.get("TransferSyntaxUID")
    if not isinstance(syntax, UID):
        raise StudyError(f"{path} does not say how it is encoded (no transfer syntax): re-export.")
    try:
        known = get_decoder(syntax).is_available
    except NotImplementedError:
        known = False
    if not known:
        name = syntax.name if syntax.is_transfer_syntax else "an unknown transfer syntax"
        raise StudyError(_unread_codec(path, name))


def _refuse_deflated(file: BinaryIO, path: Path) -> None:
    """Refuse what pydicom would inflate whole, to any size, before anything else could be seen."""
    read_preamble(file, force=False)
    syntax = _read_file_meta_info(file).get("TransferSyntaxUID")
    file.seek(0)
    if syntax == DeflatedExplicitVRLittleEndian:
        raise StudyError(_unread_codec(path, DeflatedExplicitVRLittleEndian.name))


def _unread_codec(path: Path, name: str) -> str:
    return (
        f"{path} is compressed by a codec that is not read here ({name}): export it "
        "uncompressed, as JPEG, JPEG 2000 or RLE."
    )


def _check_layout(header: Dataset, path: Path) -> None:
    """Refuse what has no pixels, or pixels of a kind that no ultrasound has."""
    if "PixelData" not in header:
        raise StudyError(f"{path} is DICOM without pixels: leave it out, or export the image.")
    check_size(path, int(header.Rows), int(header.Columns))
    kind = str(header.PhotometricInterpretation)
    if kind not in (*COLOURS, *GREYS, "PALETTE COLOR"):
        raise StudyError(f"{path} holds pixels that are neither grey nor RGB: export it as RGB.")
    if not 1 <= int(header.BitsStored) <= int(header.BitsAllocated) <= 16:  # noqa: PLR2004
        raise StudyError(f"{path} has grey levels of over 16 bits: export it with 8 or 16.")


def _eight_bits(stored: npt.NDArray[Any], header: Dataset) -> Grey:
    """Samples of eight bits, white for high."""
    kind = str(header.PhotometricInterpretation)
    if kind == "PALETTE COLOR":
        looked_up = apply_color_lut(stored, header)
        return upper_eight_bits(looked_up, 8 * looked_up.dtype.itemsize)
    signed = kind in GREYS and int(header.PixelRepresentation) == 1
    samples = upper_eight_bits(stored, int(header.BitsStored), signed)
    return np.uint8(255) - samples if kind == "MONOCHROME1" else samples


def _check_samples(samples: Grey, header: Dataset, path: Path) -> None:
    grey = str(header.PhotometricInterpretation) in GREYS
    expected = (int(header.Rows), int(header.Columns), *(() if grey else (3,)))
    if samples.shape != expected:
        raise StudyError(f"{path} has pixels that contradict its header: export it again.")


def read_dicom(file: BinaryIO, path: Path, frame: int | None) -> DicomFrame:
    """Decode one frame of a DICOM file, and keep only what the allow-list admits.

    Parameters
    ----------
    file : binary file
        Its content.
    path : Path
        Its name, for messages.
    frame : int, optional
        Which frame; may be left out where there is one.

    Returns
    -------
    DicomFrame

    Raises
    ------
    StudyError
        No pixels, an unknown codec, several frames where one is asked, or pixels that contradict
        the header.
    """
    _refuse_deflated(file, path)
    header = dcmread(file, defer_size=DEFERRED)
    _check_layout(header, path)
    _check_codec(header, path)
    frames = int(header.get("NumberOfFrames") or 1)
    chosen = chosen_frame(path, frames, frame)
    stored = pixel_array(file, index=chosen)
    samples = _eight_bits(stored, header)
    _check_samples(samples, header, path)
    tags = kept_tags(header)
    regions, misfit = regions_of(tags, (samples.shape[0], samples.shape[1]))
    spacing = spacing_of(tags, regions, misfit)
    return DicomFrame(samples, frames, chosen, spacing, regions, misfit, tags)

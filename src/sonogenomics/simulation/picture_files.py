"""Pictures as files: PNG, JPEG and DICOM, equal bytes for equal pixels."""

import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, UltrasoundImageStorage, generate_uid

from sonogenomics.simulation.scanner import Grey

JPEG_QUALITY = 95
MM_PER_CM = 10
_ROOT = "1.2.826.0.1.3680043.8.498."  # pydicom's own, free for all to use


def write_png(grey: Grey, path: Path, level: int = 4) -> None:
    """Write PNG; another compression level gives another file of the same pixels."""
    Image.fromarray(grey).save(path, format="PNG", compress_level=level)


def write_jpeg(grey: Grey, path: Path) -> None:
    """Write JPEG at the quality that machines export with."""
    Image.fromarray(grey).save(path, format="JPEG", quality=JPEG_QUALITY)


def write_mask(mask: NDArray[np.bool_], path: Path) -> None:
    """Write a lesion's outline as PNG: 255 inside, 0 outside."""
    Image.fromarray(mask.astype(np.uint8) * np.uint8(255)).save(path, format="PNG")


def write_dicom(grey: Grey, path: Path, spacing_mm: float, *, colour: bool = False) -> None:
    """Write an ultrasound image as a machine exports it, with a calibrated region.

    The name, number and date of birth in its header are made up, so that whoever reads it has an
    identity to remove.

    Parameters
    ----------
    grey : uint8 ndarray of shape (rows, columns)
    path : Path
        Its stem makes the unique identifiers: equal names give equal bytes.
    spacing_mm : float
        Side of a pixel.
    colour : bool
        RGB with three equal channels, as machines with a colour Doppler mode store it.
    """
    header = FileMetaDataset()
    header.MediaStorageSOPClassUID = UltrasoundImageStorage
    header.MediaStorageSOPInstanceUID = _uid("instance", path)
    header.TransferSyntaxUID = ExplicitVRLittleEndian
    dicom = FileDataset(str(path), {}, file_meta=header, preamble=b"\0" * 128)
    _identify(dicom, path)
    _calibrate(dicom, grey.shape[0], grey.shape[1], spacing_mm)
    _fill(dicom, grey, colour=colour)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        dicom.save_as(path, enforce_file_format=True)


def _uid(kind: str, path: Path) -> UID:
    return generate_uid(prefix=_ROOT, entropy_srcs=["sonogenomics", kind, path.stem])


def _identify(dicom: Dataset, path: Path) -> None:
    dicom.SOPClassUID = UltrasoundImageStorage
    dicom.SOPInstanceUID = _uid("instance", path)
    dicom.StudyInstanceUID = _uid("study", path)
    dicom.SeriesInstanceUID = _uid("series", path)
    dicom.Modality = "US"
    dicom.Manufacturer = "Simulated"
    dicom.ManufacturerModelName = "Aixplorer (simulated)"
    dicom.PatientName = "Simulated^Person"
    dicom.PatientID = f"HOSPITAL-{path.stem}"
    dicom.PatientBirthDate = "19600229"
    dicom.ReferringPhysicianName = "Simulated^Doctor"
    dicom.InstitutionName = "Simulated Hospital B"
    dicom.StudyDate, dicom.StudyTime, dicom.StudyID = "20190401", "101500", "1"
    dicom.AccessionNumber, dicom.SeriesNumber, dicom.InstanceNumber = "SIM1", 1, 1


def _calibrate(dicom: Dataset, rows: int, columns: int, spacing_mm: float) -> None:
    region = Dataset()
    region.RegionSpatialFormat, region.RegionDataType, region.RegionFlags = 1, 1, 0
    region.RegionLocationMinX0 = region.RegionLocationMinY0 = 0
    region.RegionLocationMaxX1, region.RegionLocationMaxY1 = columns - 1, rows - 1
    region.PhysicalUnitsXDirection = region.PhysicalUnitsYDirection = 3  # cm
    region.PhysicalDeltaX = region.PhysicalDeltaY = spacing_mm / MM_PER_CM
    dicom.SequenceOfUltrasoundRegions = [region]


def _fill(dicom: Dataset, grey: Grey, *, colour: bool) -> None:
    samples = np.repeat(grey[..., None], 3, axis=2) if colour else grey
    dicom.SamplesPerPixel = 3 if colour else 1
    dicom.PhotometricInterpretation = "RGB" if colour else "MONOCHROME2"
    if colour:
        dicom.PlanarConfiguration = 0
    dicom.Rows, dicom.Columns = grey.shape
    dicom.BitsAllocated = dicom.BitsStored = 8
    dicom.HighBit, dicom.PixelRepresentation = 7, 0
    dicom.PixelData = samples.tobytes()

"""What a DICOM header may keep, and which pixels: nothing that names the patient."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from sonogenomics.imaging.ultrasound import Grey, Region, Ultrasound

NUMBERS = (
    "Rows",
    "Columns",
    "NumberOfFrames",
    "SamplesPerPixel",
    "BitsAllocated",
    "BitsStored",
    "PixelRepresentation",
    "PixelSpacing",
    "ImagerPixelSpacing",
)
WORDS = (
    "Modality",
    "Manufacturer",
    "ManufacturerModelName",
    "PhotometricInterpretation",
    "LossyImageCompression",
    "BurnedInAnnotation",
)
REGION_NUMBERS = (
    "RegionSpatialFormat",
    "RegionDataType",
    "RegionFlags",
    "RegionLocationMinX0",
    "RegionLocationMinY0",
    "RegionLocationMaxX1",
    "RegionLocationMaxY1",
    "PhysicalUnitsXDirection",
    "PhysicalUnitsYDirection",
    "PhysicalDeltaX",
    "PhysicalDeltaY",
    "TransducerFrequency",
)
REGIONS = "SequenceOfUltrasoundRegions"
IDENTIFIERS = (
    "PatientName",
    "PatientID",
    "OtherPatientIDs",
    "OtherPatientNames",
    "AccessionNumber",
    "InstitutionName",
    "ReferringPhysicianName",
)
LEAST_LETTERS = 3  # shorter words of a name are also words of a device
MOST_LETTERS = 64  # what DICOM allows a manufacturer (VR LO)


def _number(value: object) -> float | int | list[float] | None:
    """A number or list of numbers; None for anything else."""
    if isinstance(value, MultiValue):
        return [float(part) for part in value]
    if isinstance(value, int):
        return int(value)
    return float(value) if isinstance(value, float) else None


def _numbers(dataset: Dataset, keywords: tuple[str, ...]) -> dict[str, Any]:
    found = {keyword: _number(dataset.get(keyword)) for keyword in keywords}
    return {keyword: value for keyword, value in found.items() if value is not None}


def _words_of(dataset: Dataset, keyword: str) -> Iterator[str]:
    text = str(dataset.get(keyword) or "").upper()
    yield from "".join(sign if sign.isalnum() else " " for sign in text).split()


def _identifying_words(dataset: Dataset) -> set[str]:
    words = {word for keyword in IDENTIFIERS for word in _words_of(dataset, keyword)}
    return {word for word in words if len(word) >= LEAST_LETTERS}


def kept_tags(dataset: Dataset) -> dict[str, Any]:
    """Copy the few header entries that describe the scan; leave the patient behind.

    An allow-list: modality, device, pixel layout, spacing and ultrasound regions. All else, private
    tags, names, numbers, dates and UIDs included, is dropped. A device text that repeats a word of
    the patient's name or number, or of the hospital's, is dropped too.

    Parameters
    ----------
    dataset : pydicom.Dataset
        The header.

    Returns
    -------
    dict
        Keyword to number, list of numbers or short text; regions as a list of such dicts.

    References
    ----------
    DICOM PS3.15, annex E: the profile lists what to remove; an allow-list also removes what no
    list foresees.

    Examples
    --------
    >>> header = Dataset()
    >>> header.Modality, header.PatientName, header.Rows = "US", "Doe^Jane", 480
    >>> header.Manufacturer = "Doe"
    >>> kept_tags(header)
    {'Rows': 480, 'Modality': 'US'}
    """
    kept = _numbers(dataset, NUMBERS)
    names = _identifying_words(dataset)
    for keyword in WORDS:
        text = dataset.get(keyword)
        if isinstance(text, str) and text and not names & set(_words_of(dataset, keyword)):
            kept[keyword] = str(text)[:MOST_LETTERS]
    regions = [_numbers(region, REGION_NUMBERS) for region in dataset.get(REGIONS) or []]
    return kept | ({REGIONS: regions} if regions else {})


def blank_outside(grey: Grey, regions: tuple[Region, ...]) -> Grey:
    """Set to black whatever lies outside the ultrasound regions: names are burned in there.

    Parameters
    ----------
    grey : uint8 array, shape (rows, columns)
    regions : tuple of Region
        None given: the frame is returned as it is.

    Returns
    -------
    uint8 array, shape (rows, columns)

    Examples
    --------
    >>> blank_outside(np.full((2, 4), 9, np.uint8), (Region(0, 1, 1, 2, None, True),))
    array([[0, 9, 9, 0],
           [0, 9, 9, 0]], dtype=uint8)
    """
    if not regions:
        return grey
    inside = np.zeros(grey.shape, bool)
    for region in regions:
        inside[region.top : region.bottom + 1, region.left : region.right + 1] = True
    return np.where(inside, grey, np.uint8(0))


def deidentified(frame: Ultrasound) -> Ultrasound:
    """Blank a frame outside its ultrasound regions; its tags are on the allow-list already.

    A frame without regions comes back unchanged: only a person can say what is burned in there.

    Parameters
    ----------
    frame : Ultrasound

    Returns
    -------
    Ultrasound
    """
    if not frame.regions:
        return frame
    tint = None if frame.chroma is None else blank_outside(frame.chroma, frame.regions)
    tint = tint if tint is not None and tint.any() else None
    return dataclasses.replace(frame, grey=blank_outside(frame.grey, frame.regions), chroma=tint)

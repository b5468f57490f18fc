"""What an image file says before its pixels: size, who took it, and whether it names a patient."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from PIL import ExifTags, Image

from sonogenomics.errors import StudyError
from sonogenomics.imaging.damage import decoding

MAGIC_OFFSET, MAGIC = 128, b"DICM"
IDENTITY = ("PatientName", "PatientBirthDate", "PatientAddress", "OtherPatientNames")
CAMERAS = re.compile(
    r"apple|iphone|samsung|huawei|xiaomi|google|pixel|oneplus|oppo|vivo|motorola|nokia|sony"
    r"|canon|nikon|fuji",
    re.IGNORECASE,
)
NAME = re.compile(r"(?<![A-Za-z])[A-ZÄÖÜ][a-zäöüß]{2,}[ _,.-]+[A-ZÄÖÜ][a-zäöüß]{2,}(?![A-Za-z])")
BIRTH = re.compile(r"(?<!\d)(19|20)\d\d[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])(?!\d)")
WORDS = re.compile(
    r"left|right|image|breast|lesion|mass|malignant|benign|ultrasound|view|mask", re.I
)
NIFTI = (".nii", ".nii.gz")


@dataclass(frozen=True)
class Header:
    """One file's header.

    Attributes
    ----------
    height, width : int
        In pixels; 0 where the file cannot be read.
    fault : str
        Why it cannot; empty where it can.
    camera : str
        Make and model of a camera or phone; empty for other devices.
    identity : tuple of str
        Header fields that hold something of the patient's identity.
    """

    height: int = 0
    width: int = 0
    fault: str = ""
    camera: str = ""
    identity: tuple[str, ...] = ()


def read_header(path: Path) -> Header:
    """Open a file no further than its header; whatever is wrong with it is told, never thrown."""
    try:
        with decoding(path):
            return _read(path)
    except StudyError as error:  # its words alone: a decoder's own may quote a patient's name
        said = str(error).removeprefix(f"{path} ")
        return Header(fault=said.partition(": ")[0].rstrip("."))


def _read(path: Path) -> Header:
    if path.stat().st_size == 0:
        return Header(fault="is empty")
    with path.open("rb") as file:
        dicom = file.read(MAGIC_OFFSET + len(MAGIC))[MAGIC_OFFSET:] == MAGIC
    if path.name.lower().endswith(NIFTI):
        return _nifti(path)
    return _dicom(path) if dicom else _picture(path)


def names_a_person(file: str) -> str:
    """The part of a file's name that looks like a name or a date of birth; else empty.

    Examples
    --------
    >>> names_a_person("Erika_Mustermann_1.png"), names_a_person("BUS-0012_left.png")
    ('Erika_Mustermann', '')
    >>> names_a_person("P3_1957-03-12.png")
    '1957-03-12'
    """
    stem = PurePosixPath(file).stem
    name = NAME.search(stem)
    if name and not WORDS.search(name.group()):
        return name.group()
    date = BIRTH.search(stem)
    return date.group() if date else ""


def _picture(path: Path) -> Header:
    with Image.open(path) as image:
        exif = image.getexif()
        made = [str(exif.get(tag, "")) for tag in (ExifTags.Base.Make, ExifTags.Base.Model)]
        told = [ExifTags.Base.Artist, ExifTags.Base.ImageDescription]
        place = ["GPS position"] if exif.get_ifd(ExifTags.IFD.GPSInfo) else []
        named = [tag.name or "" for tag in told if str(exif.get(tag, "")).strip()]
        camera = " ".join(made).strip()
        return Header(
            height=image.height,
            width=image.width,
            camera=camera if CAMERAS.search(camera) else "",
            identity=(*place, *named),
        )


def _dicom(path: Path) -> Header:
    from pydicom import dcmread  # noqa: PLC0415 - only where there is DICOM

    read = dcmread(path, stop_before_pixels=True, specific_tags=[*IDENTITY, "Rows", "Columns"])
    if not read.get("Rows") or not read.get("Columns"):
        return Header(fault="is a DICOM file without an image")
    named = tuple(tag for tag in IDENTITY if str(read.get(tag, "") or "").strip())
    return Header(int(read.get("Rows", 0)), int(read.get("Columns", 0)), identity=named)


def _nifti(path: Path) -> Header:
    import nibabel  # noqa: PLC0415 - only where there is NIfTI

    try:
        width, height, *_ = nibabel.load(path).shape  # type: ignore[attr-defined]
    except nibabel.filebasedimages.ImageFileError:
        raise ValueError from None  # one of the faults that are told
    return Header(int(height), int(width))

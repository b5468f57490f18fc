"""A folder of images, sorted by patient, before any of them is read."""

import csv
import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sonogenomics.errors import StudyError, listed
from sonogenomics.imaging.dicom import is_dicom

ENDINGS = (".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".dcm", ".dicom")
MASK_ENDINGS = (".png", ".nii.gz", ".nii", ".bmp", ".tif", ".tiff")
MOST_IMAGES = 200  # of one patient: they are in memory together
COLUMNS = {"image", "patient", "mask"}


@dataclass(frozen=True)
class ImageFile:
    """One image on disk.

    Attributes
    ----------
    name : str
        Its path within the folder.
    path : Path
    mask : Path, optional
    """

    name: str
    path: Path
    mask: Path | None = None


Patients = dict[str, list[ImageFile]]


def patients_in(folder: Path, masks: Path | None = None, table: Path | None = None) -> Patients:
    """Sort a folder's images by patient.

    Parameters
    ----------
    folder : Path
        A sub-folder is a patient; an image that lies in none is its own, named as its file.
    masks : Path, optional
        Masks (PNG, NIfTI, BMP, TIFF) under the images' names, in their sub-folders or none.
    table : Path, optional
        CSV with columns image, patient and perhaps mask, paths within `folder` (masks within
        `masks`, where that is given); it then decides what is read and whose it is.

    Returns
    -------
    dict of str to list of ImageFile
        Patients and images in alphabetical order.

    Raises
    ------
    StudyError
        A folder or the table does not exist or cannot be used; no images; or so many of one
        patient that they cannot be patients' images.
    """
    for place, what in ((folder, "folder"), (masks, "folder of masks")):
        if place is not None and place.is_file():
            raise StudyError(f"{place} is a file: name the {what} that it lies in.")
        if place is not None and not place.is_dir():
            raise StudyError(f"There is no {what} {place}: name one that exists.")
    files = _walked(folder, masks) if table is None else _listed(folder, masks, table)
    patients: Patients = {}
    for patient, file in files:
        patients.setdefault(patient, []).append(file)
    if not patients:
        raise StudyError(
            f"{folder} holds no images (PNG, JPEG, BMP, TIFF or DICOM): name the folder that does."
        )
    crowded = [name for name, own in patients.items() if len(own) > MOST_IMAGES]
    if crowded:
        raise StudyError(
            f"{listed(crowded)}: more than {MOST_IMAGES} images of one patient. Give each a "
            "sub-folder, or say by --patients whose each image is."
        )
    ordered = sorted(patients.items())
    return {name: sorted(own, key=lambda file: file.name) for name, own in ordered}


def _walked(folder: Path, masks: Path | None) -> Iterator[tuple[str, ImageFile]]:
    aside = None if masks is None else masks.resolve()
    for here, below, names in os.walk(folder):
        below[:] = sorted(
            name
            for name in below
            if not name.startswith(".") and (Path(here) / name).resolve() != aside
        )
        paths = [Path(here, name) for name in sorted(names) if not name.startswith(".")]
        images = [path for path in paths if _may_be_image(path)]
        stems = Counter(path.stem for path in images)
        for path in images:
            within = path.relative_to(folder)
            # a.png and a.tif may be two people: only the whole name is nobody else's
            own = path.stem if stems[path.stem] == 1 else path.name
            patient = within.parent.as_posix() if within.parent.parts else own
            mask = None if masks is None else _mask_of(within, masks)
            yield patient, ImageFile(within.as_posix(), path, mask)


def _may_be_image(path: Path) -> bool:
    """By its ending; a file without one must be DICOM."""
    if path.suffix:
        return path.suffix.lower() in ENDINGS
    try:
        with path.open("rb") as file:
            return is_dicom(file)
    except OSError:
        return False


def _mask_of(image: Path, masks: Path) -> Path | None:
    """The mask of that name, in the same sub-folder or in none."""
    for place in (masks / image.parent, masks):
        for ending in MASK_ENDINGS:
            if (found := place / f"{image.stem}{ending}").is_file():
                return found
    return None


def _listed(folder: Path, masks: Path | None, table: Path) -> Iterator[tuple[str, ImageFile]]:
    try:
        with table.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise StudyError(f"{table} cannot be read as CSV ({type(error).__name__}).") from None
    given = set(rows[0]) if rows else set()
    if not {"image", "patient"} <= given or given - COLUMNS:
        raise StudyError(f"{table} needs the columns image and patient, and may have mask.")
    for number, row in enumerate(rows, start=2):
        cells = ((row.get(key) or "").strip() for key in ("image", "patient", "mask"))
        image, patient, mask = cells
        if not image or not patient:
            raise StudyError(f"Line {number} of {table} lacks its image or patient: complete it.")
        drawn = (masks or folder) / mask if mask else None
        yield patient, ImageFile(image, folder / image, drawn)

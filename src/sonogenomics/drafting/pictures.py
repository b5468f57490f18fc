"""What lies in a folder of pictures: ultrasound images, masks, annotation files, lists."""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sonogenomics.errors import StudyError
from sonogenomics.sourcing.folders import files_below, is_hidden

IMAGES = {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff", ".dcm", ".dicom", ".ima", ""}
LISTS = {".csv", ".tsv", ".txt"}
NIFTI = (".nii", ".nii.gz")
MASK = re.compile(
    r"(^|[/_. -])(masks?|seg(mentation)?s?|labels?|outlines?|roi|gt)([/_. -]|\d*\.|$)", re.I
)
PATIENT = re.compile(
    r"^(.*?)(?:[ _.-]+(?:img|image|im|view|v|us|frame|f|l|r|left|right)?\d{1,3})?$", re.I
)


@dataclass(frozen=True)
class Pictures:
    """Files of a folder by kind, names relative to it, `/` between.

    Attributes
    ----------
    folder : Path
        Where they lie.
    images, masks, lists, others : tuple of str
        Ultrasound images; masks of lesions (by their names); tables; everything else.
    mask_format : {'png', 'nifti', 'coco', 'labelme', ''}
        Of the masks; empty where there are none.
    """

    folder: Path
    images: tuple[str, ...]
    masks: tuple[str, ...]
    lists: tuple[str, ...]
    others: tuple[str, ...]
    mask_format: str = ""


def look_into(folder: Path) -> Pictures:
    """Sort the files of a folder, without opening one.

    Raises
    ------
    StudyError
        No such folder, or not a single picture in it.
    """
    if not folder.is_dir():
        raise StudyError(f"There is no folder {folder}: name the one that holds the images.")
    names = sorted(name for name in files_below(folder) if not is_hidden(name))
    masks = tuple(name for name in names if _is_mask(name))
    rest = [name for name in names if name not in set(masks)]
    images = tuple(name for name in rest if _ending(name) in IMAGES)
    lists = tuple(name for name in rest if _ending(name) in LISTS)
    if not images:
        there = f"{len(names)} other file(s)" if names else "nothing"
        raise StudyError(
            f"{folder} holds no image ({there}): name the folder of PNG, JPEG, BMP, TIFF or DICOM "
            "files, or leave --images out if the study begins with a URF table."
        )
    others = tuple(set(rest) - {*images, *lists})
    return Pictures(folder, images, masks, lists, others, _format(masks))


def mask_of(image: str, masks: tuple[str, ...]) -> str:
    """The mask whose name is the image's but for the word that makes it a mask; else empty."""
    wanted = _bare(image)
    return next((mask for mask in masks if _bare(mask) == wanted), "")


def patient_of(image: str, several: bool) -> str:
    """Whose image it may be: its folder where patients have folders, else its name's first part.

    Examples
    --------
    >>> patient_of("P017/left_1.png", several=True), patient_of("P017_2.png", several=False)
    ('P017', 'P017')
    """
    path = PurePosixPath(image)
    if several:
        return path.parts[0]
    found = PATIENT.match(path.stem)
    return (found.group(1) if found else "") or path.stem


def in_folders_of_patients(images: tuple[str, ...]) -> bool:
    """Whether images lie in many folders, as those of one patient each do."""
    tops = {PurePosixPath(name).parts[0] for name in images if "/" in name}
    return len(tops) > 2 and all("/" in name for name in images)  # noqa: PLR2004 - not train/test


def _ending(name: str) -> str:
    return PurePosixPath(name).suffix.lower()


def _is_mask(name: str) -> bool:
    if name.lower().endswith((*NIFTI, ".json")):
        return True
    return _ending(name) in IMAGES and MASK.search(name) is not None


def _format(masks: tuple[str, ...]) -> str:
    if not masks:
        return ""
    if all(name.lower().endswith(".json") for name in masks):
        return "coco" if len(masks) == 1 else "labelme"
    return "nifti" if any(name.lower().endswith(NIFTI) for name in masks) else "png"


def _bare(name: str) -> str:
    stem = PurePosixPath(name).name.lower().removesuffix(".gz")
    stem = PurePosixPath(stem).stem
    return re.sub(r"[ _.-]*(masks?|seg(mentation)?|labels?|outlines?|roi|gt)[ _.-]*", "", stem)

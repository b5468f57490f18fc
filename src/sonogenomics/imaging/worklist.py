"""List, files and patients together: which images are to be read, and what is lost before."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from sonogenomics.errors import StudyError
from sonogenomics.imaging.coco import read_coco
from sonogenomics.imaging.drawings import Drawing
from sonogenomics.imaging.image_faults import Fault
from sonogenomics.imaging.image_ids import image_ids
from sonogenomics.imaging.intake import Asked
from sonogenomics.imaging.listing import match_images
from sonogenomics.imaging.traits import Whose


@dataclass(frozen=True)
class OnDisk:
    """The files that are there.

    Attributes
    ----------
    images : Path
        Folder of the images.
    masks : Path or None
        Folder of the masks, or one COCO file; None where nobody outlined anything.
    """

    images: Path
    masks: Path | None


@dataclass(frozen=True)
class Worklist:
    """What is to be read.

    Attributes
    ----------
    listed : DataFrame
        The list's rows of included patients, by image id; `there` says whether the file is.
    asked : tuple of Asked
        Those whose file is there, sorted by id.
    faults : tuple of Fault
        Absent and unlisted files.
    counts : dict
        Images and patients, listed and included; ids that differ from the file's name.
    """

    listed: pd.DataFrame
    asked: tuple[Asked, ...]
    faults: tuple[Fault, ...]
    counts: dict[str, int]


def worklist(listed: pd.DataFrame, split: "pd.Series[str]", disk: OnDisk) -> Worklist:
    """Match the list with the files and the included patients.

    Parameters
    ----------
    listed : DataFrame
        Of `read_image_list`.
    split : Series of str, by patient
        Of the included patients: train or test.
    disk : OnDisk
        Where the files are.

    Returns
    -------
    Worklist

    Raises
    ------
    StudyError
        The list could put an image under the wrong patient, or names no included patient.
    """
    if not disk.images.is_dir():
        raise StudyError(f"{disk.images} is no folder: give the source of the images a `folder`.")
    drawings = _drawings(disk.masks)
    files = _files(disk.images)
    apart = disk.masks is not None and disk.masks.is_dir() and disk.masks != disk.images
    masks = _files(disk.masks) if apart and disk.masks is not None else None
    matched = match_images(listed, files, present_masks=masks)
    rows = _with_ids(listed).assign(there=listed["image"].isin(files).to_numpy())
    included = _included(rows, split)
    there, absent_masks = included[included["there"]], set(matched.absent_masks)
    drawn = {} if drawings is None else _by_file(drawings, there)
    faults = [
        *_absent(included, absent_masks),
        *_unlisted(matched.unlisted, matched.unlisted_masks),
        *_undrawn(drawings or {}, listed["image"]),
        *_undecided(included, drawn),
    ]
    asked = tuple(_asked(there, split, disk, drawn, absent_masks))
    return Worklist(included, asked, tuple(faults), _counts(rows, included, split))


def _included(rows: pd.DataFrame, split: "pd.Series[str]") -> pd.DataFrame:
    included = rows[rows["patient_id"].isin(split.index)].sort_index()
    if included.empty:
        raise StudyError(
            f"None of the {len(rows)} listed images belongs to an included patient: the list's "
            f"patients are named like {rows['patient_id'].iloc[0]!r}, the included ones like "
            f"{split.index[0]!r}. Correct images.patient in study.yaml."
        )
    return included


def _counts(rows: pd.DataFrame, included: pd.DataFrame, split: "pd.Series[str]") -> dict[str, int]:
    renamed = [
        plain != one for one, plain in zip(rows.index, rows["image"].map(_stem), strict=True)
    ]
    unlisted = split.index.difference(pd.Index(included["patient_id"]))
    return {
        "n_listed": len(rows),
        "n_patients_listed": int(rows["patient_id"].nunique()),
        "n_of_included_patients": len(included),
        "n_of_other_patients": len(rows) - len(included),
        "n_patients_without_listed_images": len(unlisted),
        "n_renamed": sum(renamed),
    }


def _stem(file: str) -> str:
    return PurePosixPath(file).stem


def _with_ids(listed: pd.DataFrame) -> pd.DataFrame:
    frames = [None if pd.isna(frame) else int(frame) for frame in listed["frame"]]
    ids = image_ids(listed["image"].to_list(), frames)
    return listed.set_axis(pd.Index(ids, dtype="str", name="id"), axis=0)


def _files(folder: Path) -> set[str]:
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def _drawings(masks: Path | None) -> dict[str, Drawing] | None:
    return read_coco(masks) if masks is not None and masks.is_file() else None


def _by_file(drawings: Mapping[str, Drawing], rows: pd.DataFrame) -> dict[str, Drawing | None]:
    """The drawing of each image; None where several images could be meant by one."""
    files = Counter(map(str, rows["image"]))
    bare = Counter(PurePosixPath(file).name for file in files)
    found: dict[str, Drawing | None] = {}
    for file, n_listed in files.items():
        name = PurePosixPath(file).name
        drawing = drawings.get(file) or (drawings.get(name) if bare[name] == 1 else None)
        if drawing is not None:
            found[file] = drawing if n_listed == 1 else None
    return found


def _asked(
    rows: pd.DataFrame,
    split: "pd.Series[str]",
    disk: OnDisk,
    drawn: Mapping[str, Drawing | None],
    absent_masks: set[str],
) -> Iterator[Asked]:
    for one, row in rows.iterrows():
        image, mask, patient = str(row["image"]), str(row["mask"]), str(row["patient_id"])
        outlined: Path | Drawing | None = drawn.get(image)
        if mask and mask not in absent_masks and disk.masks is not None:
            outlined = disk.masks / mask
        height, width = float(row["row_mm"]), float(row["column_mm"])
        yield Asked(
            whose=Whose(str(one), patient, split[patient]),
            file=disk.images / image,
            frame=None if pd.isna(row["frame"]) else int(row["frame"]),
            spacing_mm=None if np.isnan(height + width) else (height, width),
            outlined=outlined,
        )


def _absent(included: pd.DataFrame, absent_masks: set[str]) -> Iterator[Fault]:
    for one, row in included.iterrows():
        image, patient, file, mask = str(one), *row[["patient_id", "image", "mask"]]
        if not row["there"]:
            yield Fault(
                image,
                patient,
                "image",
                "absent",
                f"{file} of patient {patient} is listed and not there: add the file, or take "
                "it off the list.",
            )
        elif mask in absent_masks:
            yield Fault(
                image,
                patient,
                "mask",
                "absent",
                f"Mask {mask} of image {file} is listed and not there: add it, or leave "
                "its cell blank.",
            )


def _unlisted(images: Sequence[str], masks: Sequence[str]) -> Iterator[Fault]:
    remedy = "add a row for it to the list, or take the file away."
    for name in images:
        told = f"{name} is there and on no row of the list, so nobody knows whose it is: {remedy}"
        yield Fault(name, "", "image", "unlisted", told)
    for name in masks:
        told = f"Mask {name} is there and on no row of the list: {remedy}"
        yield Fault(name, "", "mask", "unlisted", told)


def _undecided(included: pd.DataFrame, drawn: Mapping[str, Drawing | None]) -> Iterator[Fault]:
    """Images that are frames of one file of which an outline does not say which frame it is on."""
    unclear = {file for file, drawing in drawn.items() if drawing is None}
    for row in included[included["image"].isin(unclear)].itertuples():
        told = (
            f"{row.image} is outlined once, and several frames of one file are listed under that "
            "name: save each frame as an image of its own."
        )
        yield Fault(str(row.Index), str(row.patient_id), "mask", "several_frames", told)


def _undrawn(drawings: Mapping[str, Drawing], files: "pd.Series[str]") -> Iterator[Fault]:
    """Drawings of a COCO file for images that no row names."""
    known = set(files) | {PurePosixPath(file).name for file in files}
    for name in drawings:
        if name not in known:
            told = f"{name} is outlined and on no row of the list: add a row for it, or leave it."
            yield Fault(name, "", "mask", "unlisted", told)

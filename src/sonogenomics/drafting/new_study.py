"""A new study: the user's files are looked into, and studies/NAME/study.yaml is written."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sonogenomics.drafting import columns as guessing
from sonogenomics.drafting.draft import draft
from sonogenomics.drafting.found import TODO, Found
from sonogenomics.drafting.pictures import (
    Pictures,
    in_folders_of_patients,
    look_into,
    mask_of,
    patient_of,
)
from sonogenomics.drafting.series import accession, read_header
from sonogenomics.drafting.sheets import Sheet, read_sheet
from sonogenomics.errors import StudyError
from sonogenomics.output import whole_folder
from sonogenomics.sourcing.mirror import Mirror

NAME = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")
LIST = "images.csv"  # made of file names, where the user has no list


@dataclass(frozen=True)
class Given:
    """What the user named on the command line."""

    images: Path | None = None
    patients: Path | None = None
    urfs: Path | None = None
    series: tuple[str, ...] = ()


def new_study(name: str, given: Given, studies: Path, mirror: Mirror) -> list[str]:
    """Write studies/NAME/study.yaml, and a list of the images where there is none.

    Parameters
    ----------
    name : str
        Of the study and its folder.
    given : Given
        Where the user's files are.
    studies : Path
        Folder of all studies.
    mirror : Mirror
        Where a GEO series may be at hand.

    Returns
    -------
    list of str
        What was written, what a person must still decide, and what to do next.

    Raises
    ------
    StudyError
        The name is taken or odd, nothing was given, or a file or folder cannot be read; then
        nothing is written.
    """
    _refuse_name(name, studies)
    if not (given.images or given.urfs):
        raise StudyError(
            "A study begins with images or with a table of URFs: give --images FOLDER or --urfs "
            "FILE. `sonogenomics study new --help` shows examples."
        )
    if given.images and given.urfs:
        raise StudyError("Give --images or --urfs, not both: features are taken from the images.")
    home = studies / name
    found, made = _found(name, given, home, mirror)
    text = draft(found, home)
    with whole_folder(home) as partial:
        (partial / "study.yaml").write_text(text, encoding="utf-8")
        if made:
            (partial / LIST).write_text(made, encoding="utf-8")
    return _told(home, text, made, found)


def _refuse_name(name: str, studies: Path) -> None:
    if not NAME.match(name):
        raise StudyError(
            f"A study cannot be called {name!r}: letters, digits, `-`, `_` and `.`, beginning with "
            "a letter or digit."
        )
    if not studies.is_dir():
        raise StudyError(f"There is no folder {studies} here: run this in the project's folder.")
    if (studies / name).exists():
        raise StudyError(
            f"{studies / name} exists, and nothing is overwritten: choose another name, or "
            f"`sonogenomics study check {name}`."
        )


def _found(name: str, given: Given, home: Path, mirror: Mirror) -> tuple[Found, str]:
    patients = read_sheet(given.patients) if given.patients else None
    urfs = read_sheet(given.urfs) if given.urfs else None
    pictures = look_into(given.images) if given.images else None
    images, made = (None, "") if pictures is None else _image_list(pictures, patients, home)
    names = dict.fromkeys(map(accession, given.series))
    headers = tuple(read_header(one, mirror.find(None, f"{one}_family.soft.gz")) for one in names)
    if patients is None and images is not None and not made:
        patients = images  # the list of images may say who is positive
    if patients is None and pictures is not None:
        raise StudyError(
            "Nothing says which patients are positive: give --patients FILE, a table with one row "
            "a patient (or an image) that holds the outcome."
        )
    return Found(name, pictures, patients, urfs, images, headers), made


def _image_list(files: Pictures, patients: Sheet | None, home: Path) -> tuple[Sheet, str]:
    """The user's list with one row an image; else one that is made of the file names."""
    sheets = [] if patients is None else [patients]
    sheets += [read_sheet(files.folder / name) for name in files.lists]
    for sheet in sheets:
        if guessing.image_column(sheet, files.images) and guessing.id_column(sheet):
            return sheet, ""
    several = in_folders_of_patients(files.images)
    rows = [(one, patient_of(one, several), mask_of(one, files.masks)) for one in files.images]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["image", "patient_id", "mask"])
    writer.writerows(rows)
    cells = [tuple(column) for column in zip(*rows, strict=True)]
    columns = dict(zip(("image", "patient_id", "mask"), cells, strict=True))
    return Sheet(home / LIST, "comma", utf8=True, columns=columns), text.getvalue()


def _told(home: Path, text: str, made: str, found: Found) -> list[str]:
    lines = [f"Wrote {home}/study.yaml; nothing was copied."]
    if made:
        lines.append(
            f"Wrote {home}/{LIST} from the names of {len(found.images.columns['image'])} files: "
            "check whose image each is."
            if found.images
            else ""
        )
    lines += _hindrances([found.patients, found.images, found.urfs])
    lines_of_text = enumerate(text.splitlines(), 1)
    todo = [n for n, line in lines_of_text if TODO in line and not line.startswith("#")]
    if todo:
        lines.append(f"{len(todo)} line(s) need a person (look for {TODO}): {_numbers(todo)}.")
    return [*lines, f"Then: sonogenomics study check {home.name}"]


def _hindrances(sheets: Sequence[Sheet | None]) -> list[str]:
    """Why a table cannot be read by the pipeline as it is, and how to save it."""
    said = []
    for sheet in dict.fromkeys(one.path for one in sheets if one is not None):
        faults = read_sheet(sheet).faults() if sheet.is_file() else []
        if faults:
            said.append(
                f"{sheet}: {', '.join(faults)}; save it as `CSV UTF-8 (comma delimited)` with "
                "decimal points before running."
            )
    return said


def _numbers(lines: list[int]) -> str:
    return ", ".join(map(str, lines[:12])) + (" ..." if len(lines) > 12 else "")  # noqa: PLR2004

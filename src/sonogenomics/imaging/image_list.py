"""The study's list of images: whose each is, which files belong to it, what else is known."""

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from sonogenomics.cohort.patients import read_rows
from sonogenomics.errors import StudyError, listed
from sonogenomics.study import Absent, FileColumn, Images, Masks

TEXTS = ("patient_id", "image", "mask", "view", "scanner", "fold")
NUMBERS = {
    "frame": "a whole number from 0",
    "row_mm": "a number of mm above 0",
    "column_mm": "a number of mm above 0",
}


def read_image_list(
    path: Path, images: Images, masks: Masks | Absent, folds: Path | None = None
) -> pd.DataFrame:
    r"""Read the list of images: one row an image, every name already that of its file.

    Parameters
    ----------
    path : Path
        Comma-separated, UTF-8 with or without byte-order mark, any line ends.
    images, masks : Images, Masks or Absent
        Which columns the study means.
    folds : Path, optional
        A second table that holds the fold of each image.

    Returns
    -------
    DataFrame
        In the file's order: patient_id, image, mask, view, scanner, fold (texts, empty where blank
        or not given), frame (Int64), row_mm, column_mm (mm, NaN where blank or not given).

    Raises
    ------
    StudyError
        Not a table, no such column, a blank or odd image, a number that is none.

    Examples
    --------
    >>> import tempfile
    >>> names = Images(source="us", list="us", patient="Case", image={"column": "ID"}, view="Side")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder, "images.csv")
    ...     _ = path.write_text("ID,Case,Side\na.png,4,left\nb.png,4,\n")
    ...     read_image_list(path, names, Absent(absent="-"))["view"].to_list()
    ['left', '']
    """
    cells = read_rows(path, images.patient).rename_axis(index=None)
    cells = cells.reset_index(names=images.patient)
    _refuse_missing(cells, _columns(images, masks, folds), path.name)
    key = images.image.column
    if blank := [str(row + 1) for row in cells.index[cells[key].isna()]]:
        raise StudyError(f"{path.name} names no image ({key}) in row {listed(blank)}: fill it in.")
    mask = None if isinstance(masks, Absent) else masks.mask
    texts = {
        "patient_id": cells[images.patient],
        "image": _file_names(cells, images.image, path.name),
        "mask": "" if mask is None else _file_names(cells, mask, path.name),
        "view": _texts(cells, images.view),
        "scanner": _texts(cells, images.scanner),
        "fold": _folds(cells, images, folds),
    }
    frame = pd.DataFrame(texts, index=cells.index, columns=list(TEXTS)).astype("str")
    numbers = {name: _numbers(cells, name, getattr(images, name), path.name) for name in NUMBERS}
    return frame.assign(**numbers).astype({"frame": "Int64"})


def _columns(images: Images, masks: Masks | Absent, folds: Path | None) -> Iterator[str]:
    yield images.image.column
    if not isinstance(masks, Absent) and masks.mask is not None:
        yield masks.mask.column
    own = images.fold if folds is None else None
    others = (images.view, images.scanner, images.frame, own, images.row_mm, images.column_mm)
    yield from (name for name in others if name is not None)
    if (images.row_mm is None) != (images.column_mm is None):
        raise StudyError(
            "study.yaml gives only one of images.row_mm and images.column_mm: a pixel has a height "
            "and a width; give both columns, the same one twice where pixels are square."
        )


def _refuse_missing(cells: pd.DataFrame, wanted: Iterator[str], file: str) -> None:
    missing = [name for name in dict.fromkeys(wanted) if name not in cells]
    if missing:
        raise StudyError(
            f"{file} has no column {listed(missing)} (it has {listed(cells.columns, 12)}): correct "
            "the name under `images` or `masks` in study.yaml, or add the column."
        )


def _texts(cells: pd.DataFrame, column: str | None) -> "pd.Series[str] | str":
    return "" if column is None else cells[column].fillna("")


def _file_names(cells: pd.DataFrame, rule: FileColumn, file: str) -> "pd.Series[str]":
    """What each value becomes by the rule; blank ones stay blank."""
    values = cells[rule.column].fillna("")
    try:
        pattern = re.compile(rule.pattern)
        found = {value: pattern.search(value) for value in values.unique() if value}
        names = {value: match.expand(rule.file) for value, match in found.items() if match}
    except (re.error, IndexError) as error:
        raise StudyError(
            f"study.yaml makes file names of column {rule.column} by {rule.pattern!r} and "
            f"{rule.file!r}, which do not go together ({error}): correct them."
        ) from None
    if odd := [value for value, match in found.items() if match is None]:
        raise StudyError(
            f"{file}, column {rule.column}: {listed(map(repr, odd))} does not match the pattern "
            f"{rule.pattern!r} of study.yaml: correct one of them."
        )
    return values.map({"": "", **names})


def _numbers(cells: pd.DataFrame, name: str, column: str | None, file: str) -> "pd.Series[float]":
    """A column of numbers; NaN where blank or where there is none."""
    if column is None:
        return pd.Series(np.nan, cells.index)
    numbers = pd.to_numeric(cells[column], errors="coerce").astype("float64")
    whole = (numbers >= 0) & (numbers % 1 == 0)
    fits = np.isfinite(numbers) & (whole if name == "frame" else numbers > 0)
    odd = cells.loc[cells[column].notna() & ~fits, column]
    if len(odd):
        raise StudyError(
            f"{file}, column {column}: {listed(map(repr, odd.unique()))} is not {NUMBERS[name]}: "
            "correct it, or leave the cell blank."
        )
    return numbers


def _folds(cells: pd.DataFrame, images: Images, table: Path | None) -> "pd.Series[str] | str":
    """The fold of each image, from the list or from a table of their own."""
    if images.fold is None or table is None:
        return _texts(cells, images.fold)
    rows = read_rows(table, images.image.column)
    if images.fold not in rows:
        raise StudyError(
            f"{table.name} has no column {images.fold} (it has {listed(rows.columns, 12)}): "
            "correct images.fold in study.yaml, or add the column."
        )
    doubled = rows.index[rows.index.duplicated()].unique()
    if len(doubled):
        raise StudyError(f"{table.name} has image {listed(doubled)} more than once: keep one row.")
    return cells[images.image.column].map(rows[images.fold]).fillna("")

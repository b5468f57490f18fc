"""A list with one row an image: the rows of a patient become one, where they agree."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from sonogenomics.cohort.patients import (
    canonical,
    columns_named,
    read_patients,
    read_rows,
    refuse_missing_columns,
)
from sonogenomics.errors import StudyError, listed
from sonogenomics.study import PatientList


def listed_patients(path: Path, rules: PatientList) -> pd.DataFrame:
    """Read the study's list, whether its rows are patients or images: one row per patient.

    Parameters
    ----------
    path : Path
        Comma-separated, UTF-8 with or without byte-order mark, any line ends.
    rules : PatientList
        Says what a row is, and which columns the study uses.

    Returns
    -------
    DataFrame of str
        Index `patient_id`, in the file's order; NaN where a cell is blank. Of a list of images only
        the columns that the study uses: the others may differ between the images of a patient.

    Raises
    ------
    StudyError
        As `read_patients`; of a list of images, a column on which rows of a patient disagree.
    """
    if rules.rows == "patient":
        return read_patients(path, rules.id_column)
    rows, used = read_rows(path, rules.id_column), columns_named(rules)
    refuse_missing_columns(rows, used, path.name)
    return merged_rows(rows, used, path.name)


def merged_rows(rows: pd.DataFrame, columns: Sequence[str], file: str) -> pd.DataFrame:
    """Make one row of each patient's rows; a blank contradicts nothing.

    Parameters
    ----------
    rows : DataFrame of str
        Index `patient_id`, a patient once or more; NaN where blank.
    columns : sequence of str
        What is merged; labels are compared by `canonical`.
    file : str
        For the message.

    Returns
    -------
    DataFrame of str, one row per patient
        In the order of their first rows.

    Raises
    ------
    StudyError
        Rows of a patient disagree; names patient and column.

    Examples
    --------
    >>> rows = pd.DataFrame({"pathology": ["benign", None]}, index=["P1", "P1"], dtype="str")
    >>> merged_rows(rows, ["pathology"], "images.csv")["pathology"].to_dict()
    {'P1': 'benign'}
    """
    known = {column: rows[column].dropna().groupby(level=0) for column in columns}
    faults = [
        f"patient {name}, {column} ({' or '.join(map(repr, cells.unique()))})"
        for column, patients in known.items()
        for name, cells in patients
        if len(set(cells.map(canonical))) > 1
    ]
    if faults:
        raise StudyError(
            f"{file} has one row an image, and rows of one patient contradict each other: "
            f"{listed(faults)}. Correct the rows, or leave the column out of study.yaml."
        )
    cells = {column: patients.first() for column, patients in known.items()}
    return pd.DataFrame(cells, index=rows.index.unique(), dtype="str")

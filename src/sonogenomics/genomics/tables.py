"""Plain tables: a matrix of expression, a sheet of samples, an annotation of probes."""

import csv
from collections import Counter
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.errors import EmptyDataError

from sonogenomics.errors import StudyError, listed
from sonogenomics.genomics.text_files import SEPARATORS, open_text

MISSING = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None"]


@dataclass(frozen=True)
class _Layout:
    """How a matrix file is laid out: its separator and the names of its columns."""

    separator: str
    columns: list[str]


def read_matrix(path: Path) -> pd.DataFrame:
    r"""Expression as a plain table: what was measured in rows, samples in columns.

    Parameters
    ----------
    path : Path
        Text, gzipped or not. The separator (tab, comma or semicolon) is seen from the header; the
        first column names the rows, and its own heading may be missing, as R writes it.

    Returns
    -------
    DataFrame of shape (n_rows, n_samples)
        Floats; empty cells, NA and null are missing. Row names need not be unique.

    Raises
    ------
    StudyError
        A row of another length, a column named twice, a cell that is not a number, an infinity.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile("w") as file:
    ...     _ = file.write("gene,S1,S2\nNKX6-1,2.5,NA\n")
    ...     file.flush()
    ...     read_matrix(Path(file.name))
             S1  S2
    NKX6-1  2.5 NaN
    """
    layout = _layout(path)
    places = [f"sample {n}" for n in range(len(layout.columns))]
    with open_text(path) as text:
        frame = pd.read_csv(
            text,
            sep=layout.separator,
            header=None,
            skiprows=1,
            names=["row", *places],
            dtype={"row": "str"},  # a gene called NA or 007 keeps its name
            keep_default_na=False,
            na_values=dict.fromkeys(places, MISSING),
            low_memory=False,
        )
    names = pd.Index(frame["row"].str.strip()).rename(None)
    values = frame[places].set_axis(layout.columns, axis=1).set_axis(names, axis=0)
    return numeric(values, str(path))


def _layout(path: Path) -> _Layout:
    """Separator and columns, once every row is known to be as long as the others."""
    with open_text(path) as text:
        header = text.readline().rstrip("\r\n")
        separator = max(SEPARATORS.values(), key=header.count)
        columns = next(csv.reader([header], delimiter=separator), [])
        rows = {n: _n_fields(line, separator) for n, line in enumerate(text, 2) if line.strip()}
    width = Counter(rows.values()).most_common(1)[0][0] if rows else len(columns)
    wrong = [f"row {n} has {found} fields" for n, found in rows.items() if found != width]
    if wrong:
        raise StudyError(
            f"{path}: {listed(wrong)}, others {width}. It may be truncated: fetch or save it again."
        )
    return _Layout(separator, _sample_names(path, columns, width))


def _n_fields(line: str, separator: str) -> int:
    if '"' in line:
        return len(next(csv.reader([line], delimiter=separator)))
    return line.count(separator) + 1


def _sample_names(path: Path, header: list[str], width: int) -> list[str]:
    samples = [name.strip() for name in (header if len(header) == width - 1 else header[1:])]
    if len(samples) != width - 1 or not samples:
        raise StudyError(
            f"{path}: the header names {len(header)} columns, the rows have {width}. A matrix has "
            f"one column of gene or probe names, then one column a sample."
        )
    twice = sorted({name for name in samples if samples.count(name) > 1})
    if twice or "" in samples:
        what = f"two columns are called {listed(twice)}" if any(twice) else "a column has no name"
        raise StudyError(f"{path}: {what}; every sample needs a name of its own.")
    return samples


def numeric(frame: pd.DataFrame, where: str) -> pd.DataFrame:
    """The same table as floats.

    Parameters
    ----------
    frame : DataFrame
        Cells that should be numbers; missing ones stay missing.
    where : str
        File, for the message.

    Returns
    -------
    DataFrame
        Float64.

    Raises
    ------
    StudyError
        Cells that are not finite numbers, each with its row and column.

    Examples
    --------
    >>> numeric(pd.DataFrame({"S1": ["high"]}, index=["ERBB2"]), "toy.tsv")
    Traceback (most recent call last):
    sonogenomics.errors.StudyError: toy.tsv: not numbers: 'high' (row ERBB2, column S1). Correct ...
    """
    numbers = pd.DataFrame(
        {name: pd.to_numeric(frame[name], errors="coerce") for name in frame},
        index=frame.index,
        dtype="float64",
    )
    wrong = (numbers.isna() & frame.notna()) | numbers.abs().eq(np.inf)
    if wrong.to_numpy().any():
        rows, columns = np.nonzero(wrong.to_numpy())
        places = zip(rows.tolist(), columns.tolist(), strict=True)
        cells = [
            f"{str(frame.iloc[r, c])!r} (row {frame.index[r]}, column {frame.columns[c]})"
            for r, c in places
        ]
        raise StudyError(f"{where}: not numbers: {listed(cells)}. Correct or empty these cells.")
    return numbers


def read_sheet(path: Path, separator: str, id_column: str) -> pd.DataFrame:
    r"""A table of texts with one row per identifier: a sample sheet or a probe annotation.

    Parameters
    ----------
    path : Path
        Text, gzipped or not; lines before the header that begin with # are passed over.
    separator : {'tab', 'comma', 'semicolon'}
        What parts its columns.
    id_column : str
        The column of identifiers; it becomes the index. Empty: the first one, if it has no
        heading, as R writes row names.

    Returns
    -------
    DataFrame
        All cells as text, empty where empty.

    Raises
    ------
    StudyError
        No such column, an identifier that is missing or stands twice.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile("w") as file:
    ...     _ = file.write("id,her2\nS1,1\nS2,\n")
    ...     file.flush()
    ...     read_sheet(Path(file.name), "comma", "id")["her2"].to_dict()
    {'S1': '1', 'S2': ''}
    """
    with open_text(path) as text:
        n_comments = sum(1 for _ in takewhile(lambda line: line.startswith("#"), text))
    try:
        with open_text(path) as text:
            frame = pd.read_csv(
                text,
                sep=SEPARATORS[separator],
                skiprows=n_comments,
                dtype=str,
                keep_default_na=False,
                index_col=False,
            )
    except EmptyDataError:
        raise StudyError(f"{path} is empty: fetch or save it again.") from None
    if str(frame.columns[0]).startswith("Unnamed: "):
        frame = frame.rename(columns={frame.columns[0]: ""})
    return indexed(frame.fillna(""), id_column, str(path))


def indexed(frame: pd.DataFrame, id_column: str, where: str) -> pd.DataFrame:
    """The same table, indexed by a column of unique identifiers.

    Parameters
    ----------
    frame : DataFrame
        Texts.
    id_column : str
        The column of identifiers.
    where : str
        File, for the message.

    Raises
    ------
    StudyError
        No such column, an identifier that is missing or stands twice.

    Examples
    --------
    >>> indexed(pd.DataFrame({"id": ["S1", "S1"]}), "id", "sheet.csv")
    Traceback (most recent call last):
    sonogenomics.errors.StudyError: sheet.csv: 'id' holds S1 twice; every row needs its own.
    """
    if id_column not in frame:
        raise StudyError(
            f"{where} has no column {id_column!r}; it has {listed(map(repr, frame.columns), 20)}. "
            f"Correct the column or the separator in study.yaml."
        )
    ids = frame[id_column].astype(str).str.strip()
    if (ids == "").any():
        row = int(np.flatnonzero(ids == "")[0]) + 2
        raise StudyError(f"{where}: {id_column!r} is empty in row {row}; name or remove the row.")
    twice = sorted(set(ids[ids.duplicated()]))
    if twice:
        raise StudyError(
            f"{where}: {id_column!r} holds {listed(twice)} twice; every row needs its own."
        )
    return frame.set_index(pd.Index(ids, name=None)).drop(columns=id_column)

"""Series matrix files of GEO, which GEOparse does not read."""

import csv
from io import StringIO
from pathlib import Path
from typing import TextIO

import pandas as pd

from sonogenomics.errors import StudyError, listed
from sonogenomics.genomics.geo_series import GeoSeries, sample_fields
from sonogenomics.genomics.tables import numeric
from sonogenomics.genomics.text_files import open_text

SAMPLE, ACCESSION = "!Sample_", "geo_accession"
BEGIN, END = "!series_matrix_table_begin", "!series_matrix_table_end"


def read_series_matrix(path: Path) -> GeoSeries:
    """A series matrix: sample fields in lines above, one table of values below.

    Parameters
    ----------
    path : Path
        ``GSE..._series_matrix.txt`` or ``.txt.gz``, of one platform.

    Returns
    -------
    GeoSeries
        Its platform table is empty: a series matrix holds none.

    Raises
    ------
    StudyError
        Not a series matrix, truncated, or a cell that is not a number.

    References
    ----------
    NCBI, Series Matrix files: https://www.ncbi.nlm.nih.gov/geo/info/overview.html
    """
    with open_text(path) as text:
        rows = _fields(text)
        if ACCESSION not in rows:
            raise StudyError(f"{path} is not a series matrix: it has no {SAMPLE}{ACCESSION} line.")
        table = _table(path, text)
    accessions = rows[ACCESSION][0]
    ragged = sorted(
        name for name, lines in rows.items() if any(len(line) != len(accessions) for line in lines)
    )
    if ragged:
        raise StudyError(f"{path} is damaged: {listed(ragged)} do not give one value a sample.")
    matrix = numeric(table.set_index(table.columns[0]).rename_axis(None), str(path))
    unknown = sorted(set(matrix.columns) ^ set(accessions))
    if unknown:
        raise StudyError(
            f"{path} is damaged: {listed(unknown)} is in its table or its header only."
        )
    samples = {
        accession: sample_fields(
            {name: [line[place] for line in lines if line[place]] for name, lines in rows.items()}
        )
        for place, accession in enumerate(accessions)
    }
    frame = pd.DataFrame.from_dict(samples, orient="index", dtype="str").fillna("")
    return GeoSeries(matrix[accessions], frame, pd.DataFrame())


def _fields(text: TextIO) -> dict[str, list[list[str]]]:
    """Sample fields above the table: name -> lines -> one value a sample."""
    rows: dict[str, list[list[str]]] = {}
    for line in text:
        if line.startswith(BEGIN):
            break
        if line.startswith(SAMPLE):
            name, *values = next(csv.reader([line.rstrip("\r\n")], delimiter="\t"))
            rows.setdefault(name.removeprefix(SAMPLE), []).append(values)
    return rows


def _table(path: Path, text: TextIO) -> pd.DataFrame:
    lines = list(text)
    end = next((n for n, line in enumerate(lines) if line.startswith(END)), None)
    if end is None:
        raise StudyError(f"{path} is truncated: it has no {END} line. Fetch it again.")
    table = StringIO("".join(lines[:end]))
    return pd.read_csv(table, sep="\t", converters={0: str.strip}, low_memory=False)

"""One expression series before anything is chosen: its rows, its samples, what each row is."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from sonogenomics.errors import StudyError, listed
from sonogenomics.genomics.geo_series import GeoSeries
from sonogenomics.genomics.labels import column_named
from sonogenomics.genomics.series_matrix import read_series_matrix
from sonogenomics.genomics.soft import read_soft
from sonogenomics.genomics.tables import read_matrix, read_sheet
from sonogenomics.study import Probes, Series


@dataclass(frozen=True)
class RawSeries:
    """A series as its files give it.

    Attributes
    ----------
    matrix : DataFrame of shape (n_rows, n_samples)
        On the scale the files have.
    samples : DataFrame of shape (n_described, n_fields)
        Texts; the index holds the matrix's column names, and maybe more.
    symbols : Series of str, length n_rows
        What the annotation says of each row, empty where nothing; the index names the rows.
    n_other_platform : int
        Samples of a GEO series that were measured on another platform.
    n_without_expression : int
        Samples that are described but have no column in the matrix.
    """

    matrix: pd.DataFrame
    samples: pd.DataFrame
    symbols: "pd.Series[str]"
    n_other_platform: int
    n_without_expression: int


def read_raw(spec: Series, files: Mapping[str, Path]) -> RawSeries:
    """Read the files of one series, whatever their format.

    Parameters
    ----------
    spec : Series
        The series in study.yaml.
    files : mapping of str to Path
        Source name -> file.

    Returns
    -------
    RawSeries

    Raises
    ------
    StudyError
        A file is damaged, or its parts do not belong together.
    """
    series = _series(spec, files)
    described = series.matrix.columns.isin(series.samples.index)
    if not described.any():
        raise StudyError(
            f"Series {spec.name}: none of the matrix's columns ({listed(series.matrix.columns, 3)})"
            f" is a sample of its sheet ({listed(series.samples.index, 3)}). Correct the sheet's "
            f"id_column, or supplement_columns, in study.yaml."
        )
    return RawSeries(
        matrix=series.matrix,
        samples=series.samples,
        symbols=_symbols(spec, series, files),
        n_other_platform=series.n_other_platform,
        n_without_expression=len(series.samples) - int(described.sum()),
    )


def _series(spec: Series, files: Mapping[str, Path]) -> GeoSeries:
    path = files[spec.source]
    if spec.samples is not None:
        sheet = spec.samples
        samples = read_sheet(files[sheet.source], sheet.separator, sheet.id_column)
        return GeoSeries(read_matrix(path), _with_id(samples, sheet.id_column), pd.DataFrame())
    soft = spec.format == "soft"
    series = read_soft(path, spec.platform) if soft else read_series_matrix(path)
    if spec.supplement is not None:
        return _supplemented(spec, series, read_matrix(files[spec.supplement]))
    if series.matrix.empty:
        raise StudyError(
            f"Series {spec.name}: {path} describes samples but holds no expression. Name its "
            f"series-level matrix (a supplementary file of GEO) as `supplement` in study.yaml."
        )
    return series


def _with_id(samples: pd.DataFrame, id_column: str) -> pd.DataFrame:
    """The identifier stays a field: it may be the patient's, too."""
    return samples.assign(**{id_column: samples.index})


def _supplemented(spec: Series, series: GeoSeries, matrix: pd.DataFrame) -> GeoSeries:
    """The same samples with the series-level matrix, its columns renamed to accessions."""
    if spec.supplement_columns is not None:
        names = column_named(series.samples, spec.supplement_columns, spec.name).str.strip()
        twice = sorted(set(names[names.duplicated() & (names != "")]))
        if twice:
            raise StudyError(
                f"Series {spec.name}: samples share the {spec.supplement_columns!r} "
                f"{listed(twice)}, so that columns of its matrix cannot be told apart."
            )
        accessions = pd.Series(names.index, index=names)
        matrix = matrix.rename(columns=accessions.to_dict())
    return GeoSeries(matrix, series.samples, series.platform, series.n_other_platform)


def _symbols(spec: Series, series: GeoSeries, files: Mapping[str, Path]) -> "pd.Series[str]":
    rows = series.matrix.index
    if spec.probes is None:
        return pd.Series(rows, index=rows, dtype="str")
    annotation = _annotation(spec, spec.probes, series, files)
    symbols = column_named(annotation, spec.probes.symbol_column, spec.name)
    known = symbols.reindex(rows)
    if known.isna().all():
        raise StudyError(
            f"Series {spec.name}: its annotation names none of its probes ({listed(rows, 3)}; it "
            f"knows {listed(annotation.index, 3)}). Correct `probes` in study.yaml."
        )
    return known.fillna("").astype("str")


def _annotation(
    spec: Series, probes: Probes, series: GeoSeries, files: Mapping[str, Path]
) -> pd.DataFrame:
    if probes.source is not None:
        return read_sheet(files[probes.source], probes.separator, probes.id_column)
    if series.platform.empty:
        raise StudyError(
            f"Series {spec.name}: its file holds no table of {spec.platform}. Name the platform's "
            f"annotation as `probes.source` in study.yaml."
        )
    return series.platform

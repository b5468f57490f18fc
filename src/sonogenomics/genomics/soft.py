"""SOFT family files of GEO, parsed by GEOparse and checked for what it lets pass."""

import logging
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import GEOparse
import pandas as pd
from GEOparse.GEOTypes import DataIncompatibilityException, NoMetadataException
from pandas.errors import EmptyDataError

from sonogenomics.errors import StudyError, listed
from sonogenomics.genomics.geo_series import GeoSeries, sample_fields
from sonogenomics.genomics.tables import indexed, numeric
from sonogenomics.genomics.text_files import is_gzipped, reading

ID, VALUE, PLATFORM_ID = "ID_REF", "VALUE", "ID"
MALFORMED = (  # what GEOparse raises at files that are not what they seem
    AssertionError,
    StopIteration,
    KeyError,
    EmptyDataError,
    DataIncompatibilityException,
    NoMetadataException,
)


def read_soft(path: Path, platform: str) -> GeoSeries:
    """A SOFT family file: the samples of one platform, their values and the platform's genes.

    Parameters
    ----------
    path : Path
        ``GSE..._family.soft`` or ``.soft.gz``.
    platform : str
        GPL accession; samples of other platforms are left out and counted.

    Returns
    -------
    GeoSeries
        Without matrix rows where the samples carry no tables, as in most RNA-seq series.

    Raises
    ------
    StudyError
        Damaged or truncated, no sample of the platform, a cell that is not a number.

    References
    ----------
    NCBI, SOFT format: https://www.ncbi.nlm.nih.gov/geo/info/soft.html. Gumienny, GEOparse.
    """
    series = _parsed(path)
    chosen = {
        name: sample
        for name, sample in series.gsms.items()
        if sample.metadata.get("platform_id", [platform])[0] == platform
    }
    if not chosen:
        found = sorted({s.metadata["platform_id"][0] for s in series.gsms.values()})
        raise StudyError(
            f"{path} has no sample on {platform}; its platforms are {listed(found) or 'none'}. "
            f"Correct `platform` in study.yaml."
        )
    _complete(path, series, chosen)
    fields = {name: sample_fields(sample.metadata) for name, sample in chosen.items()}
    return GeoSeries(
        matrix=_matrix(path, {name: sample.table for name, sample in chosen.items()}),
        samples=pd.DataFrame.from_dict(fields, orient="index", dtype="str").fillna(""),
        platform=_platform(path, series, platform),
        n_other_platform=len(series.gsms) - len(chosen),
    )


@contextmanager
def _quiet() -> Iterator[None]:
    """GEOparse speaks to the terminal at every sample, and pandas warns of mixed columns."""
    logger = logging.getLogger("GEOparse")
    level = logger.level
    logger.setLevel(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", pd.errors.DtypeWarning)
            yield
    finally:
        logger.setLevel(level)


@contextmanager
def _named_by_content(path: Path) -> Iterator[Path]:
    """GEOparse sees from the name whether a file is gzipped; a study may call it as it likes."""
    with tempfile.TemporaryDirectory(prefix="sonogenomics-") as folder:
        named = Path(folder, "family.soft.gz" if is_gzipped(path) else "family.soft")
        named.symlink_to(path.resolve())
        yield named


def _parsed(path: Path) -> GEOparse.GEOTypes.GSE:
    with _quiet(), reading(path), _named_by_content(path) as named:
        try:
            series = GEOparse.get_GEO(filepath=str(named), geotype="GSE", silent=True)
        except MALFORMED as error:
            why = " ".join(str(error).split())[:160]
            raise StudyError(f"{path} is not a SOFT family file ({why}): fetch it again.") from None
    if series.name is None or not series.gsms:
        raise StudyError(f"{path} is not a SOFT family file: it describes no series with samples.")
    return series


def _complete(path: Path, series: GEOparse.GEOTypes.GSE, chosen: dict[str, GEOparse.GSM]) -> None:
    """GEOparse takes a file that ends early for a small one."""
    absent = sorted(set(series.metadata.get("sample_id", [])) - set(series.gsms))
    short = sorted(
        name
        for name, sample in chosen.items()
        if int(sample.metadata.get("data_row_count", ["0"])[0] or 0) > len(sample.table)
    )
    if absent or short:
        what = f"no sample {listed(absent)}" if absent else f"too few values of {listed(short)}"
        raise StudyError(f"{path} is truncated: it has {what}. Fetch it again.")


def _matrix(path: Path, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    full = {name: table for name, table in tables.items() if len(table)}
    if not full:
        return pd.DataFrame(columns=list(tables), dtype="float64")
    if len(full) < len(tables):
        raise StudyError(
            f"{path}: {listed(sorted(set(tables) - set(full)))} have no values, others have. "
            f"Name the series-level matrix as `supplement` in study.yaml, or fetch the file again."
        )
    columns = {}
    for name, table in full.items():
        if VALUE not in table or ID not in table:
            raise StudyError(
                f"{path}: the table of {name} has no {ID} and {VALUE} "
                f"but {listed(table.columns)}; GEO's tables have both."
            )
        values = table.set_index(table[ID].astype(str))[VALUE]
        if values.index.has_duplicates:
            probe = values.index[values.index.duplicated()][0]
            raise StudyError(f"{path}: {name} has two values of {probe}; fetch the file again.")
        columns[name] = values
    return numeric(pd.DataFrame(columns), str(path))


def _platform(path: Path, series: GEOparse.GEOTypes.GSE, platform: str) -> pd.DataFrame:
    described = series.gpls.get(platform)
    if described is None or described.table.empty:
        return pd.DataFrame()
    texts = described.table.astype(object).where(described.table.notna(), "").astype(str)
    return (
        indexed(texts, PLATFORM_ID, f"{path}, platform {platform}")
        if PLATFORM_ID in texts
        else texts
    )

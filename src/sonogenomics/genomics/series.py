"""One expression series, from its files to one gene-by-sample matrix and what was left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from sonogenomics.errors import StudyError, listed
from sonogenomics.genomics.labels import column_named, outcome_labels
from sonogenomics.genomics.probes import Aggregate, aggregate, gene_of, is_shared, refuse_dates
from sonogenomics.genomics.raw_series import RawSeries, read_raw
from sonogenomics.study import Series

HIGHEST_LOG2 = 100.0  # 2^100 is no count of anything


@dataclass(frozen=True)
class ExpressionData:
    """A series as later stages use it.

    Attributes
    ----------
    matrix : DataFrame of shape (n_genes, n_samples)
        Log2 expression of the labelled samples, sorted by gene.
    samples : DataFrame of shape (n_samples, 4)
        Columns `series`, `sample`, `outcome` and `patient_id` (missing unless paired).
    facts : dict
        One row of the catalog's ExpressionSeries.
    further : dict of str to int
        Counts that only the metrics show.
    """

    matrix: pd.DataFrame
    samples: pd.DataFrame
    facts: dict[str, object]
    further: dict[str, int]


@dataclass(frozen=True)
class _Rows:
    """What became of the rows of a series."""

    genes: "pd.Series[str]"
    kept: npt.NDArray[np.bool_]
    n_shared: int

    def counts(self, n_genes: int) -> dict[str, int]:
        return {
            "n_probes": len(self.genes),
            "n_without_gene": int(self.genes.isna().sum()),
            "n_incomplete": int(self.genes.nunique()) - n_genes,
            "n_genes": n_genes,
        }


def read_series(spec: Series, files: Mapping[str, Path], how: Aggregate) -> ExpressionData:
    """Read one series as the study describes it.

    Samples that are of neither arm are left out first. Values become log2(1 + x) where the series
    is declared raw. Rows without a gene of their own, or with a missing value, are left out; then
    the rows of a gene are aggregated. A gene is incomplete when every row of it has a missing
    value.

    Parameters
    ----------
    spec : Series
        The series in study.yaml.
    files : mapping of str to Path
        Source name -> file.
    how : {'mean', 'median', 'max_mean'}
        How the rows of one gene are aggregated.

    Returns
    -------
    ExpressionData

    Raises
    ------
    StudyError
        Whatever does not fit: fields, arms, scale, symbols, numbers; with file, row or column.
    """
    raw = read_raw(spec, files)
    labels = _labels(spec, raw)
    values = on_log2(raw.matrix[labels.index], spec)
    rows = _rows(spec, raw, values)
    matrix = aggregate(values[rows.kept], rows.genes[rows.kept], how)
    matrix.columns = pd.Index(labels.index, name="sample", dtype="str")
    n_positive = int(labels.sum())
    facts = {
        "series": spec.name,
        "role": spec.role,
        "paired": spec.paired_by is not None,
        "platform": spec.platform,
        "scale": spec.scale,
        "perturbations": spec.perturbations,
        "n_positive": n_positive,
        "n_negative": len(labels) - n_positive,
        "n_unlabelled": raw.matrix.shape[1] - len(labels),
        **rows.counts(len(matrix)),
    }
    further = {
        "n_shared_probes": rows.n_shared,
        "n_merged_rows": int(rows.kept.sum()) - len(matrix),
        "n_without_expression": raw.n_without_expression,
        "n_other_platform": raw.n_other_platform,
    }
    return ExpressionData(matrix, _samples(spec, raw, labels), facts, further)


def on_log2(values: pd.DataFrame, spec: Series) -> pd.DataFrame:
    """Expression on the log2 scale, whatever scale it came on.

    Parameters
    ----------
    values : DataFrame of shape (n_rows, n_samples)
        As measured; missing values stay missing.
    spec : Series
        Its `scale`: log2 values are kept, raw ones (counts, FPKM, intensities) become log2(1 + x).

    Returns
    -------
    DataFrame of shape (n_rows, n_samples)

    Raises
    ------
    StudyError
        Negative raw values, or values that cannot be logarithms.
    """
    numbers = values.to_numpy()
    raw = spec.scale == "raw"
    wrong = numbers < 0 if raw else numbers > HIGHEST_LOG2
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        why = (
            "a raw value is never negative; declare `scale: log2`"
            if raw
            else "too high for a logarithm; declare `scale: raw`"
        )
        raise StudyError(
            f"Series {spec.name} is declared {spec.scale}, but {values.index[row]} in sample "
            f"{values.columns[column]} is {numbers[row, column]:g}: {why} in study.yaml, or "
            f"correct the file."
        )
    return pd.DataFrame(np.log2(1 + numbers), values.index, values.columns) if raw else values


def unexpected(spec: Series, facts: Mapping[str, object]) -> dict[str, int]:
    """By how many samples each arm differs from what the study expects.

    Parameters
    ----------
    spec : Series
        Its `expected` counts.
    facts : mapping
        Of `ExpressionData`.

    Returns
    -------
    dict of str to int
        Arm -> found minus expected; only the arms that differ.
    """
    found = {arm: int(str(facts[f"n_{arm}"])) for arm in spec.expected}
    return {arm: found[arm] - n for arm, n in sorted(spec.expected.items()) if found[arm] != n}


def _labels(spec: Series, raw: RawSeries) -> "pd.Series[int]":
    described = raw.samples.loc[raw.samples.index.isin(raw.matrix.columns)]
    labels = outcome_labels(described, spec.outcome, spec.name)
    return labels[[sample for sample in raw.matrix.columns if sample in labels.index]]


def _rows(spec: Series, raw: RawSeries, values: pd.DataFrame) -> _Rows:
    refuse_dates(raw.symbols, f"Series {spec.name}")
    between = spec.probes.between if spec.probes else None
    genes = gene_of(raw.symbols, between)
    kept = genes.notna().to_numpy() & values.notna().to_numpy().all(axis=1)
    if not kept.any():
        raise StudyError(
            f"Series {spec.name}: none of its {len(values)} rows has both a gene and complete "
            f"values (first rows: {listed(values.index, 3)}). Compare them with its annotation."
        )
    n_shared = int(is_shared(raw.symbols, between).sum())
    return _Rows(genes, kept, n_shared)


def _samples(spec: Series, raw: RawSeries, labels: "pd.Series[int]") -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "series": spec.name,
            "sample": pd.Series(labels.index, dtype="str"),
            "outcome": labels.to_numpy(),
            "patient_id": pd.Series([None] * len(labels), dtype="str"),
        }
    )
    if spec.paired_by is not None:
        patients = column_named(raw.samples, spec.paired_by, spec.name)[labels.index].str.strip()
        twice = sorted(set(patients[patients.duplicated() & (patients != "")]))
        if twice:
            raise StudyError(
                f"Series {spec.name}: patient {listed(twice)} has several samples by "
                f"{spec.paired_by!r}; keep one of each in the sheet."
            )
        frame["patient_id"] = patients.where(patients != "").to_numpy()
    return frame.astype({"series": "str", "patient_id": "str"})

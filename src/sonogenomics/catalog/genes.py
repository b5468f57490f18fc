"""Expression series: what a row is, what its columns hold."""

import pandera.pandas as pa
from pandera.typing import Series


class ExpressionSamples(pa.DataFrameModel):
    """One row per labelled sample, series kept apart."""

    series: Series[str]
    sample: Series[str]
    outcome: Series[int] = pa.Field(isin=[0, 1])
    patient_id: Series[str] = pa.Field(nullable=True, description="The patient, where paired.")


class ExpressionSeries(pa.DataFrameModel):
    """One row per expression series: what went in and what was left out."""

    series: Series[str] = pa.Field(unique=True)
    role: Series[str] = pa.Field(isin=["discovery", "validation"])
    paired: Series[bool] = pa.Field(description="Its samples are the study's patients.")
    platform: Series[str]
    scale: Series[str] = pa.Field(isin=["log2", "raw"], description="As declared by the study.")
    perturbations: Series[int] = pa.Field(ge=0)
    n_positive: Series[int] = pa.Field(ge=0)
    n_negative: Series[int] = pa.Field(ge=0)
    n_unlabelled: Series[int] = pa.Field(ge=0, description="Samples left out: no label.")
    n_probes: Series[int] = pa.Field(ge=0, description="Rows of the matrix as it came.")
    n_without_gene: Series[int] = pa.Field(ge=0, description="Rows left out: no gene symbol.")
    n_incomplete: Series[int] = pa.Field(ge=0, description="Genes left out: a missing value.")
    n_genes: Series[int] = pa.Field(ge=0, description="Genes kept.")

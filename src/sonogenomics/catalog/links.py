"""Features, genes and functions: what a row is, what its columns hold."""

import pandera.pandas as pa
from pandera.typing import Series


class Association(pa.DataFrameModel):
    """One row per feature and gene that were hit at least once, unpaired series."""

    role: Series[str] = pa.Field(isin=["discovery", "validation"])
    feature: Series[str]
    gene: Series[str]
    hits_positive: Series[int] = pa.Field(
        ge=0, description="Perturbations with a hit, positive arm."
    )
    hits_negative: Series[int] = pa.Field(ge=0, description="Likewise, negative arm.")
    positive_specific: Series[bool] = pa.Field(description="Positive gene and not negative gene.")

    class Config:
        """Types are narrowed on the way in."""

        coerce = True


class AssociationCounts(pa.DataFrameModel):
    """One row per role and feature: how many genes, and how many chance alone gives."""

    role: Series[str] = pa.Field(isin=["discovery", "validation"])
    feature: Series[str]
    n_genes: Series[int] = pa.Field(ge=0, description="Genes tested: those in all series.")
    positive: Series[int] = pa.Field(ge=0)
    negative: Series[int] = pa.Field(ge=0)
    positive_specific: Series[int] = pa.Field(ge=0)
    expected_positive_specific: Series[float] = pa.Field(ge=0, description="By chance alone.")


class Foremost(pa.DataFrameModel):
    """One row per role, feature and gene among the 25 that most features go with, unpaired."""

    role: Series[str] = pa.Field(isin=["discovery", "validation"])
    feature: Series[str]
    gene: Series[str]
    n_features: Series[int] = pa.Field(ge=1, description="For which it is positive-specific.")
    hits_positive: Series[int] = pa.Field(ge=0)
    hits_negative: Series[int] = pa.Field(ge=0)
    positive_specific: Series[bool]
    r_positive: Series[float] = pa.Field(
        ge=-1, le=1, nullable=True, description="Pearson's R, mean over all perturbations."
    )
    r_negative: Series[float] = pa.Field(ge=-1, le=1, nullable=True, description="Likewise.")

    class Config:
        """Types are narrowed on the way in."""

        coerce = True


class Paired(pa.DataFrameModel):
    """One row per feature and gene significant in a paired discovery series."""

    series: Series[str]
    feature: Series[str]
    gene: Series[str]
    r: Series[float] = pa.Field(
        ge=-1, le=1, description="Pearson over shared patients, given covariates and transform."
    )
    p: Series[float] = pa.Field(ge=0, le=1)
    p_bh: Series[float] = pa.Field(ge=0, le=1, description="Over all features x genes.")


class PairedReplication(pa.DataFrameModel):
    """One row per link carried to a second cohort, whose patients had no part in finding it."""

    series: Series[str] = pa.Field(description="Where the link was found.")
    cohort: Series[str] = pa.Field(description="A validation series, or held-out.")
    feature: Series[str]
    gene: Series[str]
    r_discovery: Series[float] = pa.Field(ge=-1, le=1)
    n_patients: Series[int] = pa.Field(ge=0, description="Of the second cohort.")
    r: Series[float] = pa.Field(ge=-1, le=1, nullable=True, description="As in discovery.")
    r_low: Series[float] = pa.Field(ge=-1, le=1, nullable=True, description="95 %, Fisher's z.")
    r_high: Series[float] = pa.Field(ge=-1, le=1, nullable=True)
    p: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="One-sided, in the direction it was found in."
    )
    p_bh: Series[float] = pa.Field(ge=0, le=1, nullable=True, description="Over tested links.")
    replicated: Series[bool] = pa.Field(description="Adjusted p below association.fdr.")
    untested: Series[str] = pa.Field(description="Why it could not be tested; empty where it was.")

    class Config:
        """Types are narrowed on the way in."""

        coerce = True


class PairedPower(pa.DataFrameModel):
    """One row per paired cohort and level of the test: what links it could find."""

    series: Series[str]
    cohort: Series[str] = pa.Field(description="discovery, or the second cohort.")
    level: Series[str] = pa.Field(
        isin=["alone", "as found"], description="One link among all tests, or beside those found."
    )
    alpha: Series[float] = pa.Field(gt=0, lt=1, description="fdr / tests, or x found.")
    two_sided: Series[bool]
    n_patients: Series[int] = pa.Field(ge=4)
    n_covariates: Series[int] = pa.Field(ge=0, description="Columns held fixed.")
    smallest_r: Series[float] = pa.Field(gt=0, le=1, description="True |r| found in 80 %.")
    power_r30: Series[float] = pa.Field(ge=0, le=1, description="Where the true r is 0.3.")
    power_r40: Series[float] = pa.Field(ge=0, le=1)
    power_r50: Series[float] = pa.Field(ge=0, le=1)


class Enrichment(pa.DataFrameModel):
    """One row per role, feature and gene set that share a gene; clusterProfiler's quantities."""

    role: Series[str] = pa.Field(isin=["discovery", "validation", "paired"])
    library: Series[str]
    feature: Series[str]
    term: Series[str]
    n_overlap: Series[int] = pa.Field(ge=1, description="Genes of the list in the set.")
    n_list: Series[int] = pa.Field(ge=1, description="Genes of the list in the universe.")
    n_set: Series[int] = pa.Field(ge=1, description="Genes of the set in the universe.")
    n_universe: Series[int] = pa.Field(ge=1)
    p: Series[float] = pa.Field(ge=0, le=1, description="Hypergeometric upper tail.")
    p_bh: Series[float] = pa.Field(ge=0, le=1, description="Within library and feature.")
    enriched: Series[bool]

    class Config:
        """Types are narrowed on the way in."""

        coerce = True


class Similarity(pa.DataFrameModel):
    """One row per pair of features (a before b): how much of their function is shared."""

    role: Series[str] = pa.Field(isin=["discovery", "validation", "paired"])
    feature_a: Series[str]
    feature_b: Series[str]
    n_shared: Series[int] = pa.Field(ge=0)
    overlap: Series[float] = pa.Field(ge=0, le=1, description="|A & B| / min(|A|, |B|).")


class Modules(pa.DataFrameModel):
    """One row per member of the URF module."""

    feature: Series[str] = pa.Field(unique=True)
    kind: Series[str] = pa.Field(isin=["differential", "auxiliary"])
    joined_to: Series[str] = pa.Field(nullable=True, description="The differential feature.")
    overlap: Series[float] = pa.Field(ge=0, le=1, nullable=True)
    n_terms: Series[int] = pa.Field(ge=0, description="Enriched terms, discovery.")

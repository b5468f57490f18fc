"""The study as it was run, on its own rows and splits: what a row is, what its columns hold."""

import pandera.pandas as pa
from pandera.typing import Series


class Replication(pa.DataFrameModel):
    """One row per classifier, feature set and random split of the published kind."""

    classifier: Series[str]
    feature_set: Series[str] = pa.Field(isin=["differential", "module"])
    split: Series[int] = pa.Field(ge=1, description="In the order drawn, from 1 as in R.")
    seed: Series[int] = pa.Field(ge=0, description="R's seed of this split.")
    auc: Series[float] = pa.Field(ge=0, le=1, description="Of the scores.")
    auc_calls: Series[float] = pa.Field(ge=0, le=1, description="Of hard 0/1 calls.")
    sensitivity: Series[float] = pa.Field(ge=0, le=1)
    specificity: Series[float] = pa.Field(ge=0, le=1)
    accuracy: Series[float] = pa.Field(ge=0, le=1)

    class Config:
        """Types are narrowed on the way in."""

        coerce = True


class ReplicatedScores(pa.DataFrameModel):
    """One row per classifier, feature set and patient tested in the split that is quoted."""

    classifier: Series[str]
    feature_set: Series[str] = pa.Field(isin=["differential", "module"])
    split: Series[int] = pa.Field(ge=1)
    patient_id: Series[str]
    outcome: Series[int] = pa.Field(isin=[0, 1])
    score: Series[float] = pa.Field(description="What is ranked; above its cut-off, called.")
    called: Series[bool] = pa.Field(description="Positive.")

    class Config:
        """Types are narrowed on the way in."""

        coerce = True


class ReplicatedFeatures(pa.DataFrameModel):
    """One row per URF: what the published protocol makes of it, on everyone."""

    feature: Series[str] = pa.Field(unique=True)
    p: Series[float] = pa.Field(ge=0, le=1, description="Two-sided Wilcoxon rank-sum, raw.")
    differential: Series[bool] = pa.Field(description="By the published rule.")
    module: Series[bool] = pa.Field(description="Differential, or auxiliary by overlap.")
    positive_specific: Series[float] = pa.Field(nullable=True, description="Genes, discovery.")
    positive_specific_validation: Series[float] = pa.Field(nullable=True)
    n_terms: Series[float] = pa.Field(nullable=True, description="Enriched terms, discovery.")
    used_differential: Series[bool] = pa.Field(description="Among the 8 that were modelled.")
    used_module: Series[bool] = pa.Field(description="Among the 24 that were modelled.")


class ReplicatedEdges(pa.DataFrameModel):
    """One row per differential and other URF: how much enriched function they share."""

    differential: Series[str]
    other: Series[str]
    overlap: Series[float] = pa.Field(ge=0, le=1)

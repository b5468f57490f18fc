"""Classifiers and their scores: what a row is, what its columns hold."""

import pandera.pandas as pa
from pandera.typing import Series


class Scores(pa.DataFrameModel):
    """One row per feature set, resampling and tested patient."""

    feature_set: Series[str]
    resampling: Series[int] = pa.Field(ge=0)
    patient_id: Series[str]
    outcome: Series[int] = pa.Field(isin=[0, 1])
    score: Series[float] = pa.Field(ge=0, le=1, description="0.5 or more calls positive.")

    class Config:
        """Types are narrowed on the way in."""

        coerce = True


class Performance(pa.DataFrameModel):
    """One row per classifier, feature set and resampling."""

    classifier: Series[str]
    feature_set: Series[str]
    resampling: Series[int] = pa.Field(ge=0)
    auc: Series[float] = pa.Field(ge=0, le=1)
    sensitivity: Series[float] = pa.Field(ge=0, le=1)
    specificity: Series[float] = pa.Field(ge=0, le=1)
    accuracy: Series[float] = pa.Field(ge=0, le=1)


class Ranking(pa.DataFrameModel):
    """One row per classifier and feature set, best first, by resamplings alone."""

    classifier: Series[str]
    feature_set: Series[str]
    n_features: Series[int] = pa.Field(ge=1)
    auc_mean: Series[float] = pa.Field(ge=0, le=1)
    auc_low: Series[float] = pa.Field(ge=0, le=1, description="2.5 % quantile.")
    auc_high: Series[float] = pa.Field(ge=0, le=1, description="97.5 % quantile.")
    auc_best: Series[float] = pa.Field(ge=0, le=1, description="Of the luckiest resampling.")
    sensitivity_mean: Series[float] = pa.Field(ge=0, le=1)
    specificity_mean: Series[float] = pa.Field(ge=0, le=1)
    accuracy_mean: Series[float] = pa.Field(ge=0, le=1)
    champion: Series[bool]


class Validation(pa.DataFrameModel):
    """One row per model and held-out patient."""

    classifier: Series[str]
    feature_set: Series[str]
    patient_id: Series[str]
    outcome: Series[int] = pa.Field(isin=[0, 1])
    score: Series[float] = pa.Field(ge=0, le=1)

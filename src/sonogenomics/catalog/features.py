"""Ultrasound radiomic features: what a row is, what its columns hold."""

import pandera.pandas as pa
from pandera.typing import Index, Series

FEATURE = r"^(original|wavelet|log|square|squareroot|logarithm|exponential|gradient|lbp)\S*$"


class LesionFeatures(pa.DataFrameModel):
    """One row per lesion; one column per radiomic feature."""

    patient_id: Series[str]
    image: Series[str]
    lesion: Series[int] = pa.Field(ge=1)
    n_px: Series[int] = pa.Field(ge=0)
    feature: Series[float] = pa.Field(alias=FEATURE, regex=True, required=False)

    class Config:
        """Nothing but features."""

        strict = True


class Reliability(pa.DataFrameModel):
    """One row per feature: how far its value survives another outline and another view."""

    feature: Index[str] = pa.Field(unique=True, check_name=True)
    icc_masks: Series[float] = pa.Field(nullable=True, description="Under small mask changes.")
    icc_masks_low: Series[float] = pa.Field(nullable=True, description="95 % interval.")
    icc_masks_high: Series[float] = pa.Field(nullable=True)
    icc_views: Series[float] = pa.Field(nullable=True, description="Across a patient's views.")
    icc_views_low: Series[float] = pa.Field(nullable=True)
    icc_views_high: Series[float] = pa.Field(nullable=True)
    barred: Series[bool] = pa.Field(description="Below a threshold of params.yaml.")


class ScannerEffects(pa.DataFrameModel):
    """One row per feature: what the machine alone explains of it, before and after ComBat."""

    feature: Index[str] = pa.Field(unique=True, check_name=True)
    n_scanners: Series[int] = pa.Field(ge=2)
    epsilon_squared: Series[float] = pa.Field(description="Share of rank variance, Kruskal-Wallis.")
    p: Series[float] = pa.Field(ge=0, le=1)
    p_bh: Series[float] = pa.Field(ge=0, le=1)
    epsilon_squared_after: Series[float] = pa.Field(nullable=True, description="After ComBat.")


class Urfs(pa.DataFrameModel):
    """One row per patient; one column per ultrasound radiomic feature (mean over images)."""

    patient_id: Index[str] = pa.Field(unique=True, check_name=True)
    feature: Series[float] = pa.Field(alias=FEATURE, regex=True, required=False)

    class Config:
        """Nothing but features."""

        strict = True


class Differential(pa.DataFrameModel):
    """One row per feature: how it differs between the arms."""

    feature: Index[str] = pa.Field(unique=True, check_name=True)
    u: Series[float] = pa.Field(description="Mann-Whitney U of the positive arm.")
    p: Series[float] = pa.Field(ge=0, le=1, description="Two-sided Wilcoxon rank-sum.")
    p_bh: Series[float] = pa.Field(ge=0, le=1, description="Benjamini-Hochberg over features.")
    rank_biserial: Series[float] = pa.Field(ge=-1, le=1, description="> 0: higher in positive.")
    fold_change: Series[float] = pa.Field(nullable=True, description="Mean positive / negative.")
    n_positive: Series[int] = pa.Field(ge=1)
    n_negative: Series[int] = pa.Field(ge=1)
    selected: Series[bool] = pa.Field(description="Differential by the profile's rule.")

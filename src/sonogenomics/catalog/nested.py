"""Everything inside the training folds: what a row is, what its columns hold."""

import pandera.pandas as pa
from pandera.typing import Series


class Nested(pa.DataFrameModel):
    """One row per candidate, repeat and patient, scored by a model that never saw the patient."""

    candidate: Series[str]
    repeat: Series[int] = pa.Field(ge=0)
    fold: Series[int] = pa.Field(ge=0)
    patient_id: Series[str]
    outcome: Series[int] = pa.Field(isin=[0, 1])
    score: Series[float] = pa.Field(ge=0, le=1)
    cut_off: Series[float] = pa.Field(ge=0, le=1, description="Fixed on training patients.")

    class Config:
        """Types are narrowed on the way in."""

        coerce = True


class NestedFolds(pa.DataFrameModel):
    """One row per candidate, repeat and fold: what the training patients chose."""

    candidate: Series[str]
    repeat: Series[int] = pa.Field(ge=0)
    fold: Series[int] = pa.Field(ge=0)
    n_train: Series[int] = pa.Field(ge=1)
    n_test: Series[int] = pa.Field(ge=1)
    n_features: Series[int] = pa.Field(ge=1, description="That the model saw.")
    features: Series[str] = pa.Field(description="Their names, space between; empty for all.")
    settings: Series[str] = pa.Field(description="Chosen inside the fold, JSON.")
    fell_back: Series[bool] = pa.Field(description="Nothing was selected: all URFs instead.")
    auc: Series[float] = pa.Field(ge=0, le=1)


class Candidates(pa.DataFrameModel):
    """One row per candidate of the nested cross-validation, best first."""

    candidate: Series[str] = pa.Field(unique=True)
    what: Series[str] = pa.Field(description="In words.")
    auc: Series[float] = pa.Field(ge=0, le=1, description="Mean over folds and repeats.")
    auc_low: Series[float] = pa.Field(description="95 %, corrected for overlap (Nadeau-Bengio).")
    auc_high: Series[float]
    auc_median: Series[float]
    auc_q025: Series[float] = pa.Field(description="2.5 % quantile over folds.")
    auc_q975: Series[float]
    sensitivity: Series[float] = pa.Field(ge=0, le=1, description="At the training cut-off.")
    specificity: Series[float] = pa.Field(ge=0, le=1, description="At the training cut-off.")
    brier: Series[float] = pa.Field(ge=0, le=1)
    brier_scaled: Series[float] = pa.Field(le=1, description="0: as the share of positives alone.")
    slope: Series[float] = pa.Field(nullable=True, description="Calibration; 1 is perfect.")
    intercept: Series[float] = pa.Field(nullable=True, description="Calibration; 0 is perfect.")
    difference: Series[float] = pa.Field(nullable=True, description="AUC over the reference's.")
    difference_low: Series[float] = pa.Field(nullable=True)
    difference_high: Series[float] = pa.Field(nullable=True)
    p: Series[float] = pa.Field(nullable=True, description="Corrected resampled t-test.")
    p_delong: Series[float] = pa.Field(nullable=True, description="DeLong, mean score by patient.")
    reference: Series[bool]
    chosen: Series[bool] = pa.Field(description="The procedure that is called honest.")


class Calibration(pa.DataFrameModel):
    """One row per candidate and group of rising score: predicted beside observed."""

    candidate: Series[str]
    predicted: Series[float] = pa.Field(ge=0, le=1)
    observed: Series[float] = pa.Field(ge=0, le=1)
    low: Series[float] = pa.Field(description="95 %, Wilson.")
    high: Series[float]
    n: Series[int] = pa.Field(ge=1)


class DecisionCurve(pa.DataFrameModel):
    """One row per policy and threshold probability: its net benefit."""

    policy: Series[str] = pa.Field(description="A candidate, `all` or `none`.")
    threshold: Series[float] = pa.Field(gt=0, lt=1)
    net_benefit: Series[float]


class LearningCurve(pa.DataFrameModel):
    """One row per candidate and size of training set: AUC in patients left out."""

    candidate: Series[str]
    n_train: Series[int] = pa.Field(ge=1)
    n_repeats: Series[int] = pa.Field(ge=1)
    auc: Series[float] = pa.Field(ge=0, le=1)
    auc_low: Series[float]
    auc_high: Series[float]


class Confounders(pa.DataFrameModel):
    """One row per possible confounder: what the score adds to it, and it to the score."""

    confounder: Series[str]
    n: Series[int] = pa.Field(ge=1, description="Patients in whom it is known.")
    n_missing: Series[int] = pa.Field(ge=0, description="In whom it is not known: left out.")
    n_merged: Series[int] = pa.Field(ge=0, description="Rare levels that were put together.")
    auc_alone: Series[float] = pa.Field(description="The confounder without the score.")
    auc_score: Series[float] = pa.Field(description="The score without the confounder.")
    auc_both: Series[float]
    auc_alone_low: Series[float]
    auc_alone_high: Series[float]
    auc_score_low: Series[float]
    auc_score_high: Series[float]
    auc_both_low: Series[float]
    auc_both_high: Series[float]
    p_added: Series[float] = pa.Field(description="Likelihood ratio: score beside confounder.")

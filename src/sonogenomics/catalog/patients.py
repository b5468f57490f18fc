"""Who is in the study: what a row is, what its columns hold."""

import pandera.pandas as pa
from pandera.typing import Index, Series


class Patients(pa.DataFrameModel):
    """One row per included patient; clinical columns of the study's own follow the named ones."""

    patient_id: Index[str] = pa.Field(unique=True, check_name=True)
    outcome: Series[int] = pa.Field(isin=[0, 1], description="1 = positive, 0 = negative.")
    split: Series[str] = pa.Field(isin=["train", "test"], description="test = held out.")


class Flow(pa.DataFrameModel):
    """One row per step of the patient flow, in order."""

    step: Series[str] = pa.Field(description="What was asked of a patient.")
    n_excluded: Series[int] = pa.Field(ge=0)
    n_left: Series[int] = pa.Field(ge=0)


class Characteristics(pa.DataFrameModel):
    """One row per clinical variable and category; Tables 1 and 2."""

    variable: Series[str]
    category: Series[str]
    positive: Series[str] = pa.Field(description="Positive arm: n (%) or median [quartiles].")
    negative: Series[str] = pa.Field(description="Negative arm, likewise.")
    p_rank: Series[float] = pa.Field(nullable=True, description="Wilcoxon on ranks (ordered only).")
    p_category: Series[float] = pa.Field(nullable=True, description="Chi-square or Fisher.")
    test: Series[str] = pa.Field(description="Which test of categories was used.")

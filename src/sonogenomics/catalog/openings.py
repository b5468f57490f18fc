"""The record of held-out patients who met models: what a line is, what its columns hold."""

import pandera.pandas as pa
from pandera.typing import Series

FINGERPRINT = r"^[0-9a-f]{16}$"
MOMENT = r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"


class Openings(pa.DataFrameModel):
    """One row per time that a set of held-out patients met a set of models."""

    opened: Series[str] = pa.Field(str_matches=MOMENT, description="When, UTC.")
    study: Series[str]
    profile: Series[str] = pa.Field(isin=["published", "honest"])
    patients: Series[str] = pa.Field(
        str_matches=FINGERPRINT, description="Of who was held out, and their outcome."
    )
    measured: Series[str] = pa.Field(str_matches=FINGERPRINT, description="Of their features.")
    models: Series[str] = pa.Field(
        str_matches=FINGERPRINT, description="Of features, recipes and training patients."
    )
    n_patients: Series[int] = pa.Field(ge=1)
    n_positive: Series[int] = pa.Field(ge=0)
    n_models: Series[int] = pa.Field(ge=1, description="How many were scored.")
    champion: Series[str] = pa.Field(description="Named before the patients were seen.")
    auc: Series[float] = pa.Field(ge=0, le=1, description="Of the champion.")
    auc_low: Series[float] = pa.Field(ge=0, le=1, description="95 % interval, DeLong.")
    auc_high: Series[float] = pa.Field(ge=0, le=1)
    served_auc: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="Of the model that is packaged."
    )

    class Config:
        """A text file: types are narrowed on the way in, and no column may be added."""

        coerce = True
        strict = True
        ordered = True

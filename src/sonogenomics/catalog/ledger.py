"""The claims of the paper, one by one: what a row is, what its columns hold."""

import pandera.pandas as pa
from pandera.typing import Series

VERDICTS = ["reproduced", "differs", "cannot be checked"]


class Ledger(pa.DataFrameModel):
    """One row per claim of the paper: claimed, got, by chance, honestly, and the verdict."""

    claim: Series[str] = pa.Field(unique=True)
    section: Series[str] = pa.Field(description="Patients, features, genes, functions, ...")
    text: Series[str] = pa.Field(description="The claim in words.")
    where: Series[str] = pa.Field(description="Table, figure or page of the paper.")
    paper: Series[str] = pa.Field(description="What the paper prints.")
    published: Series[str] = pa.Field(description="What this software gets as published.")
    chance: Series[str] = pa.Field(description="What chance alone gives.")
    honest: Series[str] = pa.Field(description="What holds when everything is inside folds.")
    verdict: Series[str] = pa.Field(isin=VERDICTS)
    because: Series[str] = pa.Field(description="Why it differs or cannot be checked.")

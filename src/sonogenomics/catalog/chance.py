"""What chance alone gives for every number that claims something."""

import pandera.pandas as pa
from pandera.typing import Series

STEPS = ["differential", "association", "enrichment", "module", "classifier"]


class Nulls(pa.DataFrameModel):
    """One row per claim and permutation of the step that carries it."""

    claim: Series[str]
    permutation: Series[int] = pa.Field(ge=0)
    value: Series[float]

    class Config:
        """Types are narrowed on the way in."""

        coerce = True


class Chance(pa.DataFrameModel):
    """One row per claim: what was seen, beside its null."""

    claim: Series[str] = pa.Field(unique=True, description="Key: profile and quantity.")
    step: Series[str] = pa.Field(isin=STEPS)
    profile: Series[str] = pa.Field(isin=["published", "honest"])
    quantity: Series[str] = pa.Field(description="Such as module.n; some by role or feature.")
    what: Series[str] = pa.Field(description="The claim in words.")
    permuted: Series[str] = pa.Field(description="What was permuted, in words.")
    observed: Series[float] = pa.Field(nullable=True)
    null_mean: Series[float]
    null_low: Series[float] = pa.Field(description="2.5 % quantile of the null.")
    null_high: Series[float] = pa.Field(description="97.5 % quantile of the null.")
    n_permutations: Series[int] = pa.Field(ge=1)
    p: Series[float] = pa.Field(
        ge=0, le=1, nullable=True, description="(1 + null as large) / (1 + permutations)."
    )
    analytic: Series[float] = pa.Field(
        nullable=True, description="The null's mean by theory, from the values at hand."
    )
    normal_theory: Series[float] = pa.Field(
        nullable=True, description="The same were all values normal."
    )
    note: Series[str] = pa.Field(description="How to read it; empty where plain.")


class FamilyWise(pa.DataFrameModel):
    """One row per URF: its p-value among all, by permutation of the labels."""

    feature: Series[str] = pa.Field(unique=True)
    p: Series[float] = pa.Field(ge=0, le=1)
    p_permutation: Series[float] = pa.Field(ge=0, le=1, description="Of this feature alone.")
    p_family: Series[float] = pa.Field(ge=0, le=1, description="Westfall-Young step-down maxT.")
    fdr: Series[float] = pa.Field(ge=0, le=1, description="Expected false over found, permuted.")


class ArmDifferences(pa.DataFrameModel):
    """One row per role and URF: Fisher-z test of difference beside the threshold rule."""

    role: Series[str] = pa.Field(isin=["discovery", "validation"])
    feature: Series[str]
    n_genes: Series[int] = pa.Field(ge=0)
    positive_specific: Series[int] = pa.Field(ge=0, description="By the threshold rule.")
    differs: Series[int] = pa.Field(ge=0, description="Genes by Fisher's z in enough pairings.")
    expected_positive_specific: Series[float] = pa.Field(ge=0, description="By chance alone.")
    expected_differs: Series[float] = pa.Field(ge=0, description="By chance alone.")
    hit_positive: Series[float] = pa.Field(ge=0, le=1, description="P(hit) by chance, + arm.")
    hit_negative: Series[float] = pa.Field(ge=0, le=1, description="P(hit) by chance, - arm.")
    note: Series[str] = pa.Field(description="Where the rule bites unequally; empty elsewhere.")

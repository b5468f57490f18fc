"""From probes to functions: sections of params.yaml."""

from typing import Literal

from pydantic import Field, NonNegativeInt, PositiveInt

from sonogenomics.params.section import Section


class Expression(Section):
    """How probes become genes."""

    aggregate: Literal["mean", "median", "max_mean"]


class Association(Section):
    """When a feature and a gene are said to move together."""

    alpha: float = Field(gt=0, lt=1, description="Level of Pearson's test in one perturbation.")
    min_abs_r: float = Field(ge=0, lt=1, description="|R| that must be exceeded.")
    min_hits: PositiveInt = Field(description="Perturbations that must agree, discovery.")
    min_hits_validation: PositiveInt = Field(
        description="Perturbations that must agree, validation."
    )
    fdr: float = Field(gt=0, lt=1, description="Level of the paired test, Benjamini-Hochberg.")
    transform: Literal["none", "normal_scores"] = Field(description="Of paired values.")
    covariates: tuple[str, ...] = Field(description="Held fixed in the paired test.")
    permutations: NonNegativeInt = Field(description="Shufflings beside the paired links.")


class Enrichment(Section):
    """When a gene list is said to have a function."""

    alpha: float = Field(gt=0, lt=1, description="Level of the adjusted p-value.")
    min_size: PositiveInt
    max_size: PositiveInt


class Modules(Section):
    """When a feature joins the module."""

    min_overlap: float = Field(ge=0, le=1, description="Edge threshold, overlap coefficient.")

"""How the published study made the rows, splits and feature sets that it modelled."""

from typing import Literal, Self

from pydantic import Field, PositiveInt, model_validator

from sonogenomics.errors import listed
from sonogenomics.study.part import Part

SAMPLER_SEED = 1234  # of the published study; a study without a section of its own takes it too
LARGEST_SEED = 10_000_000  # a split's seed lies within 1 .. this
FIRST_ROW = 2  # the first row never trains


class FeatureSets(Part):
    """The features that were modelled: the differential ones, and those beside them as a module."""

    differential: tuple[str, ...] = Field(min_length=1)
    auxiliary: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _named_once(self) -> Self:
        names = self.module
        if doubled := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(f"named twice: {listed(doubled)}; name each feature once")
        return self

    @property
    def module(self) -> tuple[str, ...]:
        """Differential and auxiliary features."""
        return self.differential + self.auxiliary


class Published(Part):
    """Rows in the URF table's own order, and random splits by R's sampler.

    `set.seed(sampler_seed); sample(1:largest_seed, n_splits)` draws a seed for each split, and
    `set.seed(seed); sample(first_row:n_rows, n_train)` its training rows.
    """

    nameless: Literal["positive", "negative"] | None = Field(
        None, description="Arm of the one patient without a name; None: left out, as elsewhere."
    )
    left_out: tuple[str, ...] = Field((), description="Patients of the table, not modelled.")
    sampler_seed: int = SAMPLER_SEED
    largest_seed: PositiveInt = LARGEST_SEED
    n_splits: PositiveInt | None = Field(None, description="None: 150.")
    first_row: PositiveInt = Field(FIRST_ROW, description="Rows before it never train.")
    n_train: PositiveInt | None = Field(None, description="None: 70 % of the rows.")
    features: FeatureSets | None = Field(
        None, description="None: what the published protocol finds, on everyone."
    )

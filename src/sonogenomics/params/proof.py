"""What is claimed, repeated and doubted: sections of params.yaml."""

from typing import Annotated, Literal

from pydantic import Field, NonNegativeInt, PositiveInt, StringConstraints

from sonogenomics.params.models import Network, Svm
from sonogenomics.params.section import Section


class Compute(Section):
    """Where long work runs; never what comes out of it."""

    scheduler: Annotated[str, StringConstraints(pattern=r"^(processes|dask|(tcp|tls)://\S+)$")]


class SettingsOfFew(Section):
    """What the study set otherwise for its differential features than for the module."""

    svm: Svm
    network: Network


class Replication(Section):
    """The study's own splits, with R's random numbers."""

    n: PositiveInt | None = Field(description="Splits; None: as many as the study says.")
    forest: Literal["scikit-learn", "intelex"]
    differential: SettingsOfFew


class Chance(Section):
    """Permutations of every step that carries a claim."""

    n: PositiveInt = Field(description="Permutations of differential, genes, terms, modules.")
    n_chain: NonNegativeInt = Field(description="Permutations of the whole chain up to the AUC.")
    splits: PositiveInt = Field(description="Random splits a permuted AUC rests on.")


class NestedValidation(Section):
    """Repeated cross-validation with everything inside the training folds."""

    repeats: PositiveInt
    folds: int = Field(ge=2)
    inner_folds: int = Field(ge=2)
    trials: PositiveInt = Field(description="Settings Optuna tries inside a training fold.")
    candidates: tuple[str, ...] = Field(min_length=1, description="Procedures compared.")
    reference: str = Field(description="The candidate that others are compared with.")
    learning_candidates: tuple[str, ...] = Field(description="Whose learning curve is drawn.")
    learning_fractions: tuple[Annotated[float, Field(gt=0, lt=1)], ...]

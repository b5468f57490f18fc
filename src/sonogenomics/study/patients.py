"""Who is in the study, what is known of them, and who is held out."""

from typing import Literal, Self

from pydantic import Field, model_validator

from sonogenomics.study.outcome import ByAssay, ByPattern, ByValue
from sonogenomics.study.part import Name, Part


class Exclusion(Part):
    """Patients whose `column` does not hold one of `keep` leave the study here."""

    step: str = Field(description="The sentence of the patient flow.")
    column: str
    keep: tuple[str, ...] = Field(min_length=1)


class Variable(Part):
    """A clinical variable of Tables 1 and 2."""

    column: str
    label: str
    kind: Literal["number", "ordered", "category"]


class HeldOut(Part):
    """Patients who are held out because of where they come from, not by a draw."""

    column: str
    values: tuple[str, ...] = Field(min_length=1)


class PatientList(Part):
    """Who is in the study, and what is known of them."""

    source: Name | None = Field(None, description="None: the patients are those of the URF table.")
    rows: Literal["patient", "image"] = Field(
        "patient", description="image: one row an image; the rows of a patient must agree."
    )
    id_column: str = "patient_id"
    outcome: ByValue | ByPattern | ByAssay
    exclusions: tuple[Exclusion, ...] = ()
    variables: tuple[Variable, ...] = ()
    held_out: HeldOut | None = None

    @model_validator(mode="after")
    def _listed(self) -> Self:
        if self.source is None and self.rows == "image":
            raise ValueError("`rows: image` says how a list is kept: name it as `source`")
        return self

"""What may be set about the simulation, and within which bounds."""

from collections.abc import Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from sonogenomics.errors import StudyError
from sonogenomics.params.section import faults

SHARE_SURELY_MODELLED = 0.8  # the patient flow leaves about 86 % of all patients


class Settings(BaseModel):
    """The section `simulation` of study.yaml: how many, how strong, and from which seed.

    With images, `effect` moves the grain of HER2-positive lesions by so many of its standard
    deviations, and `link_correlation` is that of a lesion's trait with the genes of its function;
    what reaches the features follows from the pictures.

    Examples
    --------
    >>> Settings(seed=1).n_patients
    300
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    seed: int = Field(ge=0, description="Every draw descends from it.")
    n_patients: int = Field(300, ge=100, le=5000, description="Before any exclusion.")
    her2_share: float = Field(0.45, ge=0.2, le=0.8, description="HER2-positive patients.")
    n_paired: int = Field(150, ge=20, description="Patients whose tumour is also sequenced.")
    n_genes: int = Field(1500, ge=600, le=30000, description="Genes that are measured.")
    effect: float = Field(0.65, ge=0, le=3, description="Shift of a planted URF, in its SDs.")
    link_correlation: float = Field(0.55, ge=0, le=0.6, description="Linked URF with its genes.")
    images: bool = Field(default=False, description="Pictures instead of a table of URFs.")
    outlined_share: float = Field(0.6, gt=0, le=1, description="Patients with expert outlines.")

    @model_validator(mode="after")
    def _enough_patients(self) -> Self:
        most = int(SHARE_SURELY_MODELLED * self.n_patients)
        if self.n_paired > most:
            raise ValueError(
                f"n_paired is {self.n_paired}, but some of the {self.n_patients} patients are "
                f"excluded: pair at most {most}"
            )
        return self

    @classmethod
    def of(cls, given: Mapping[str, float]) -> "Settings":
        """Check the settings of study.yaml.

        Raises
        ------
        StudyError
            Every unknown key and every impossible value at once.
        """
        try:
            return cls.model_validate(dict(given))
        except ValidationError as error:
            raise StudyError(faults("simulation in study.yaml", error)) from None

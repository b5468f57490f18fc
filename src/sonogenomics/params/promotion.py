"""What a model must show before it is served: a section of params.yaml."""

from typing import Self

from pydantic import Field, PositiveInt, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sonogenomics.errors import StudyError
from sonogenomics.params.section import Section, faults

FILE = "params.yaml"
Range = tuple[float, float]


class Promotion(Section):
    """The gates between challenger and champion; no stage depends on them."""

    fewest_an_arm: PositiveInt = Field(description="Held-out patients of each arm that both met.")
    auc_above: float = Field(ge=0, lt=1, description="Lower limit of the challenger's AUC.")
    auc_margin: float = Field(gt=0, lt=1, description="How much worse than the champion is equal.")
    slope: Range = Field(description="Calibration slopes that are good.")
    slope_worst: Range = Field(description="The farthest, if the interval still holds 1.")
    intercept: float = Field(gt=0, description="Calibration-in-the-large, in log-odds, good.")
    intercept_worst: float = Field(gt=0, description="The farthest, if the interval holds 0.")

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        (low, high), (worst_low, worst_high) = self.slope, self.slope_worst
        if not 0 <= worst_low <= low <= 1 <= high <= worst_high:
            raise ValueError("slope must hold 1, and slope_worst must hold slope")
        if self.intercept_worst < self.intercept:
            raise ValueError("intercept_worst must not be below intercept")
        return self

    @classmethod
    def load(cls) -> "Promotion":
        """Read and check the section `promotion` of params.yaml, whatever the others hold.

        Raises
        ------
        StudyError
            The file or the section is missing, or has faults: all are told at once.
        """
        try:
            with open(FILE, encoding="utf-8") as file:  # noqa: PTH123 - a name beside the user
                content = YAML(typ="safe").load(file)
        except FileNotFoundError:
            raise StudyError(
                f"{FILE} is missing: run the command in the project's folder."
            ) from None
        except YAMLError as error:
            raise StudyError(f"{FILE} is not YAML: {error}") from None
        if not isinstance(content, dict) or "promotion" not in content:
            raise StudyError(f"{FILE} has no section `promotion`: its gates decide who is served.")
        try:
            return cls.model_validate(content["promotion"])
        except ValidationError as error:
            raise StudyError(faults(f"promotion in {FILE}", error)) from None

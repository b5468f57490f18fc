"""What a person answers: studies/<name>/checklists.yaml."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sonogenomics.checklists.items import PUBLISHED, checklists
from sonogenomics.errors import StudyError, listed
from sonogenomics.params.section import Section, faults

FILE = "checklists.yaml"


class Answer(Section):
    """A person's answer to one item, and where the paper says it."""

    answer: Literal["yes", "no", "not applicable"]
    where: str = Field(min_length=3, description="Section and page, or one sentence.")

    @field_validator("answer", mode="before")
    @classmethod
    def _word(cls, value: object) -> object:
        """YAML of old reads yes and no as true and false."""
        return {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value


class Answers(Section):
    """All of checklists.yaml; an item that is not named stays open."""

    clear: Mapping[str, Answer] = Field(default_factory=dict)
    metrics: Mapping[str, Answer] = Field(default_factory=dict)
    tripod_ai: Mapping[str, Answer] = Field(default_factory=dict)

    @field_validator("clear", "metrics", "tripod_ai", mode="before")
    @classmethod
    def _texts(cls, value: object) -> object:
        """Item 8 may be written as a number; an empty part holds nothing."""
        if isinstance(value, Mapping):
            return {str(number): answer for number, answer in value.items()}
        return {} if value is None else value

    def of(self, key: str) -> Mapping[str, Answer]:
        """The answers to one checklist, by item number."""
        answers: Mapping[str, Answer] = getattr(self, key.replace("-", "_"))
        return answers


def read_answers(folder: Path) -> Answers:
    """Read a study's `checklists.yaml`; without the file everything a person must say is open.

    Parameters
    ----------
    folder : Path
        Of the study.

    Raises
    ------
    StudyError
        Every fault at once: what is no answer, and items that no checklist has.
    """
    path = folder / FILE
    if not path.is_file():
        return Answers()
    try:
        answers = Answers.model_validate(YAML(typ="safe").load(path.read_text("utf-8")) or {})
    except (YAMLError, UnicodeDecodeError) as error:
        raise StudyError(f"{path} is not YAML: {error}") from None
    except ValidationError as error:
        raise StudyError(faults(str(path), error)) from None
    known = {one.key: {item.number for item in one.items} for one in checklists()}
    strange = [f"{key} {n}" for key in PUBLISHED for n in answers.of(key) if n not in known[key]]
    if strange:
        raise StudyError(
            f"{path} answers items that no checklist has: {listed(strange)}. The numbers are those "
            "on the report's page."
        )
    return answers

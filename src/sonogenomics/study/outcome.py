"""What the study predicts, its words, and the rules that say who has it."""

import re
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from sonogenomics.errors import listed
from sonogenomics.study.part import Part

LONGEST = 40  # characters that still fit under a violin and into a table's head


def _printable(label: str) -> str:
    if not label.isprintable():
        raise ValueError("a label is drawn and printed: no control characters")
    return label


# Its letters and digits name a registered model and a column, so there must be some.
Label = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"[A-Za-z0-9]", max_length=LONGEST),
    AfterValidator(_printable),
]


class Outcome(Part):
    """What is predicted: two arms, positive and negative, in the study's own words.

    Examples
    --------
    >>> her2 = Outcome(name="HER2", positive="HER2-positive", negative="HER2-negative")
    >>> her2.key, her2.probability
    ('her2', 'probability_her2_positive')
    """

    name: Label = Field(description="HER2, malignancy: for titles and the registered model.")
    positive: Label = Field(description="HER2-positive, malignant: what a high probability means.")
    negative: Label = Field(description="HER2-negative, benign.")
    positive_short: Label | None = Field(None, description="Where room is scarce: HER2+.")
    negative_short: Label | None = Field(None, description="Likewise: HER2−.")
    reference_standard: Label | None = Field(
        None, description="What the outcome is known by, and no model replaces: IHC or ISH."
    )

    @model_validator(mode="after")
    def _two_arms(self) -> Self:
        if self.positive.casefold() == self.negative.casefold():
            raise ValueError(f"positive and negative cannot both be called {self.positive!r}")
        if self.shorts[0].casefold() == self.shorts[1].casefold():
            raise ValueError(f"positive and negative cannot both be short for {self.shorts[0]!r}")
        return self

    @property
    def key(self) -> str:
        """The name in lower-case letters and digits, joined by hyphens."""
        return "-".join(_words(self.name))

    @property
    def title(self) -> str:
        """The name as a sentence begins with it."""
        return self.name[:1].upper() + self.name[1:]

    @property
    def shorts(self) -> tuple[str, str]:
        """Short labels of the positive and the negative arm."""
        return self.positive_short or self.positive, self.negative_short or self.negative

    @property
    def probability(self) -> str:
        """The served model's column: how likely a patient is positive."""
        return "_".join(("probability", *_words(self.positive)))

    @property
    def caution(self) -> str:
        """What stands beside every result."""
        if self.reference_standard is None:
            return "Research use only, not for diagnosis."
        return (
            f"Research use only, not for diagnosis. It does not replace {self.reference_standard}."
        )


def _words(label: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", label.lower())


class ByValue(Part):
    """A column's values that mean positive or negative; all others leave the row out."""

    column: str
    positive: tuple[str, ...] = Field(min_length=1)
    negative: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _disjoint(self) -> Self:
        both = set(self.positive) & set(self.negative)
        if both:
            raise ValueError(f"{listed(sorted(both))} cannot be both positive and negative")
        return self


class ByPattern(Part):
    """Regular expressions on the identifier that mean positive or negative."""

    positive_id: str
    negative_id: str


class ByAssay(Part):
    """HER2 by IHC, settled by FISH where equivocal (ASCO/CAP 2018)."""

    ihc: str = Field(description="Column: 0, 1+, 2+ or 3+.")
    fish: str | None = Field(None, description="Column: positive or negative as reported.")
    fish_ratio: str | None = Field(None, description="Column: HER2/CEP17 ratio, if not reported.")
    fish_copies: str | None = Field(None, description="Column: HER2 copies a cell, with the ratio.")

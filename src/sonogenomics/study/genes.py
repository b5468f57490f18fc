"""Expression series, and the gene sets they are asked for."""

from typing import Literal, Self

from pydantic import Field, NonNegativeInt, PositiveInt, model_validator

from sonogenomics.study.outcome import ByValue
from sonogenomics.study.part import Name, Part


class Probes(Part):
    """The table that names each probe's gene."""

    source: Name | None = Field(None, description="None: the platform table inside the SOFT file.")
    id_column: str
    symbol_column: str
    separator: Literal["tab", "comma", "semicolon"] = "comma"
    between: str | None = Field(None, description="What parts several symbols; never a hyphen.")

    @model_validator(mode="after")
    def _hyphens_are_names(self) -> Self:
        if self.between is not None and "-" in self.between:
            raise ValueError("symbols contain hyphens (HLA-A): they are never split there")
        return self


class SampleSheet(Part):
    """The table that says what each column of a plain matrix is."""

    source: Name
    id_column: str = Field(description="Its values are the matrix's column names.")
    separator: Literal["tab", "comma", "semicolon"] = "comma"


class Series(Part):
    """One expression series: a GEO SOFT or series-matrix file, or a plain matrix and its sheet."""

    name: Name
    role: Literal["discovery", "validation"]
    perturbations: NonNegativeInt = Field(25, description="Random pairings; 0 for paired only.")
    format: Literal["soft", "series_matrix", "plain"]
    source: Name
    samples: SampleSheet | None = None
    supplement: Name | None = Field(None, description="Series-level matrix where SOFT holds none.")
    supplement_columns: str | None = Field(None, description="Sample field naming its columns.")
    platform: str
    scale: Literal["log2", "raw"]
    probes: Probes | None = Field(None, description="None: the rows are gene symbols already.")
    outcome: ByValue
    paired_by: str | None = Field(None, description="Sample field holding the patient's id.")
    expected: dict[Literal["positive", "negative"], PositiveInt] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.format == "plain" and self.samples is None:
            raise ValueError("a plain matrix needs `samples`: the sheet with the outcome's column")
        return self


class GeneSets(Part):
    """One library of gene sets."""

    source: Name
    library: str

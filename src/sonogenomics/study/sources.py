"""Where the files of a study come from."""

from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from sonogenomics.study.part import Name, Part

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Geo(Part):
    """A file of a GEO series."""

    accession: Annotated[str, StringConstraints(pattern=r"^GSE\d+$")]
    file: str = Field("soft", description="soft, matrix, or the name of a supplementary file.")


class Origin(Part):
    """Where a file comes from: exactly one of these."""

    simulated: str | None = Field(None, description="Name of a table the simulation makes.")
    path: Path | None = Field(None, description="A file on this machine, relative to study.yaml.")
    url: str | None = Field(None, pattern=r"^https?://")
    geo: Geo | None = None
    enrichr: str | None = Field(None, description="A library that gseapy fetches.")
    mirror: str | None = Field(None, description="Only in a mirror; the words say whence it came.")

    @model_validator(mode="after")
    def _one(self) -> Self:
        given = sorted(self.model_fields_set)
        if len(given) != 1:
            raise ValueError(f"give exactly one origin, not {len(given)} ({', '.join(given)})")
        return self

    @property
    def kind(self) -> str:
        """Which of the six origins is given."""
        return next(iter(self.model_fields_set))


class Source(Part):
    """One file of the study: origin, fingerprint, licence and whom to cite."""

    origin: Origin
    file: Name = Field(description="Its name in data/sources.")
    folder: str | None = Field(
        None, description="Where many files are one source: their folder in the mirror or archive."
    )
    sha256: Sha256 | None = Field(
        None, description="Of the file (of the frozen GMT; of a folder's sorted `sha256sum` lines)."
    )
    licence: str
    citation: str

    @model_validator(mode="after")
    def _may_be_a_folder(self) -> Self:
        kind = self.origin.kind
        if self.folder is not None and kind in {"geo", "enrichr"}:
            raise ValueError(
                f"{kind} gives one file, not a folder: give path, url (a .zip), mirror or "
                "simulated, or take `folder` out"
            )
        return self

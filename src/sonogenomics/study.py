"""studies/<name>/study.yaml, typed: what a study is made of, and where each part comes from."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveInt,
    StringConstraints,
    ValidationError,
    model_validator,
)
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sonogenomics.errors import StudyError, listed
from sonogenomics.params.section import faults

STUDIES = Path("studies")
Name = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class Part(BaseModel):
    """A part of a study: immutable, and a typo in a key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


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


class ByValue(Part):
    """A column's values that mean HER2-positive or -negative; all others leave the row out."""

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
    """Regular expressions on the identifier that mean HER2-positive or -negative."""

    positive_id: str
    negative_id: str


class ByAssay(Part):
    """HER2 by IHC, settled by FISH where equivocal (ASCO/CAP 2018)."""

    ihc: str = Field(description="Column: 0, 1+, 2+ or 3+.")
    fish: str | None = Field(None, description="Column: positive or negative as reported.")
    fish_ratio: str | None = Field(None, description="Column: HER2/CEP17 ratio, if not reported.")
    fish_copies: str | None = Field(None, description="Column: HER2 copies a cell, with the ratio.")


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
    id_column: str = "patient_id"
    her2: ByValue | ByPattern | ByAssay
    exclusions: tuple[Exclusion, ...] = ()
    variables: tuple[Variable, ...] = ()
    held_out: HeldOut | None = None


class FileColumn(Part):
    """A column of the image list whose values lead to files.

    The value is matched by `pattern`, and `file` is what it becomes: by default the value itself.
    """

    column: str
    pattern: str = r"^(.+)$"
    file: str = r"\1"


class Images(Part):
    """Ultrasound images of the patients, and the list that says whose they are."""

    source: Name = Field(description="A source with a `folder`: the image files.")
    list: Name = Field(description="A source: comma-separated, one row per image.")
    image: FileColumn
    patient: str = Field(description="Column with the patient's id.")
    view: str | None = Field(None, description="Column: which view of the lesion.")
    scanner: str | None = Field(None, description="Column: which machine.")
    frame: str | None = Field(None, description="Column: which frame of a clip, from 0.")
    fold: str | None = Field(None, description="Column: the study's own folds, 1, 2, ...")
    row_mm: str | None = Field(None, description="Column: height of a pixel, where files lack it.")
    column_mm: str | None = Field(None, description="Column: width of a pixel, likewise.")


class Masks(Part):
    """Lesions that experts outlined; images without one are outlined by the segmenter alone."""

    source: Name = Field(description="A source: a folder of masks, or one annotation file.")
    format: Literal["png", "nifti", "coco", "labelme"]
    mask: FileColumn | None = Field(None, description="Mask files; none for COCO's one file.")

    @model_validator(mode="after")
    def _named(self) -> Self:
        if (self.mask is None) != (self.format == "coco"):
            raise ValueError("give `mask` (which column leads to its file), but not for coco")
        return self


class UrfTable(Part):
    """Ultrasound radiomic features, ready made."""

    source: Name
    orientation: Literal["features_in_rows", "patients_in_rows"] = "patients_in_rows"
    separator: Literal["tab", "comma", "semicolon"] = "comma"


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
    her2: ByValue
    paired_by: str | None = Field(None, description="Sample field holding the patient's id.")
    expected: dict[Literal["positive", "negative"], PositiveInt] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.format == "plain" and self.samples is None:
            raise ValueError("a plain matrix needs `samples`: the sheet with the HER2 column")
        return self


class GeneSets(Part):
    """One library of gene sets."""

    source: Name
    library: str


class Absent(Part):
    """A part that this study does not have, and why."""

    absent: str


class Study(Part):
    """All of study.yaml."""

    name: Name
    title: str
    citation: str
    sources: dict[Name, Source]
    patients: PatientList
    images: Images | Absent
    masks: Masks | Absent
    urfs: UrfTable | Absent
    expression: tuple[Series, ...] | Absent
    gene_sets: tuple[GeneSets, ...] | Absent
    truth: Name | None = Field(None, description="The simulation's planted truth.")
    simulation: dict[str, float] | None = None

    @model_validator(mode="after")
    def _sources_exist(self) -> Self:
        unknown = self.named_sources() - set(self.sources)
        if unknown:
            raise ValueError(f"no such source: {listed(sorted(unknown))}; describe it in `sources`")
        unused = set(self.sources) - self.named_sources()
        if unused:
            raise ValueError(f"never used: {listed(sorted(unused))}; remove it from `sources`")
        files = [source.file for source in self.sources.values()]
        if len(set(files)) < len(files):
            raise ValueError("two sources share a file name; give each its own `file`")
        return self

    @model_validator(mode="after")
    def _urfs_from_one_place(self) -> Self:
        if not isinstance(self.images, Absent) and not isinstance(self.urfs, Absent):
            raise ValueError("give either images or urfs, and say why the other is absent")
        if isinstance(self.images, Absent) and not isinstance(self.masks, Absent):
            raise ValueError("masks without images outline nothing: give images too")
        return self

    def named_sources(self) -> set[str]:
        """Names of the sources that some part of the study uses."""
        series = [] if isinstance(self.expression, Absent) else list(self.expression)
        sets = [] if isinstance(self.gene_sets, Absent) else list(self.gene_sets)
        names = [
            self.patients.source,
            self.truth,
            *self._pictures(),
            None if isinstance(self.urfs, Absent) else self.urfs.source,
            *(part.source for part in sets),
            *(name for part in series for name in (part.source, part.supplement)),
            *(part.samples.source for part in series if part.samples),
            *(part.probes.source for part in series if part.probes),
        ]
        return {name for name in names if name is not None}

    def _pictures(self) -> list[str]:
        images = [] if isinstance(self.images, Absent) else [self.images.source, self.images.list]
        return images if isinstance(self.masks, Absent) else [*images, self.masks.source]

    def absences(self) -> dict[str, str]:
        """Parts this study does not have, and the reason given for each."""
        parts = {
            "images": self.images,
            "masks": self.masks,
            "urfs": self.urfs,
            "expression": self.expression,
            "gene_sets": self.gene_sets,
        }
        return {name: part.absent for name, part in parts.items() if isinstance(part, Absent)}

    @classmethod
    def load(cls, name: str, studies: Path = STUDIES) -> "Study":
        """Read and check `studies/<name>/study.yaml`.

        Parameters
        ----------
        name : str
            Folder of the study.
        studies : Path
            Folder of all studies.

        Raises
        ------
        StudyError
            Unknown study, or every fault of its file at once.
        """
        path = studies / name / "study.yaml"
        known = sorted(folder.parent.name for folder in studies.glob("*/study.yaml"))
        if name not in known:
            raise StudyError(
                f"There is no study {name!r}: choose one of {listed(known, 20)} in params.yaml, "
                f"or describe yours in {path}."
            )
        try:
            content = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
            return cls.model_validate(content)
        except YAMLError as error:
            raise StudyError(f"{path} is not YAML: {error}") from None
        except ValidationError as error:
            raise StudyError(faults(str(path), error)) from None

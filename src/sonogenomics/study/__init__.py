"""studies/<name>/study.yaml, typed: what a study is made of, and where each part comes from."""

from pathlib import Path
from typing import Self

from pydantic import Field, ValidationError, model_validator
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sonogenomics.errors import StudyError, listed
from sonogenomics.params.section import faults
from sonogenomics.study.genes import GeneSets, Probes, SampleSheet, Series
from sonogenomics.study.outcome import ByAssay, ByPattern, ByValue, Outcome
from sonogenomics.study.part import Absent, Name, Part
from sonogenomics.study.patients import Exclusion, HeldOut, PatientList, Variable
from sonogenomics.study.pictures import FileColumn, Images, Masks, UrfTable
from sonogenomics.study.published import FeatureSets, Published
from sonogenomics.study.sources import Geo, Origin, Sha256, Source

__all__ = [
    "CLAIMS",
    "STUDIES",
    "Absent",
    "ByAssay",
    "ByPattern",
    "ByValue",
    "Exclusion",
    "FeatureSets",
    "FileColumn",
    "GeneSets",
    "Geo",
    "HeldOut",
    "Images",
    "Masks",
    "Name",
    "Origin",
    "Outcome",
    "Part",
    "PatientList",
    "Probes",
    "Published",
    "SampleSheet",
    "Series",
    "Sha256",
    "Source",
    "Study",
    "UrfTable",
    "Variable",
]
STUDIES = Path("studies")
CLAIMS = Path("claims")  # a paper's own, one file each; several studies may bring the same


class Study(Part):
    """All of study.yaml."""

    name: Name
    title: str
    citation: str
    outcome: Outcome
    sources: dict[Name, Source]
    patients: PatientList
    images: Images | Absent
    masks: Masks | Absent
    urfs: UrfTable | Absent
    expression: tuple[Series, ...] | Absent
    gene_sets: tuple[GeneSets, ...] | Absent
    published: Published = Field(Published(), description="How the study's own splits were drawn.")
    claims: Name | None = Field(None, description="What its paper claims: claims/<name>.csv.")
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
        if not isinstance(self.images, Absent) and self.images.folds is not None:
            images.append(self.images.folds)
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

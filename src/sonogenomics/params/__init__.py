"""params.yaml, typed: a stage receives the sections it names and cannot see another."""

from pathlib import Path
from typing import Literal

from pydantic import NonNegativeInt, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sonogenomics.errors import StudyError
from sonogenomics.params.features import Differential, Radiomics, Robustness, Urfs
from sonogenomics.params.genes import Association, Enrichment, Expression, Modules
from sonogenomics.params.models import Champion, Classifiers, Resampling, Tuning
from sonogenomics.params.patients import Cohort
from sonogenomics.params.pixels import Images, Lesions, Masks, Segmenter
from sonogenomics.params.promotion import Promotion
from sonogenomics.params.proof import Chance, Compute, NestedValidation, Replication
from sonogenomics.params.section import Section, faults


class Params(Section):
    """All of params.yaml."""

    study: str
    profile: Literal["published", "honest"]
    seed: NonNegativeInt
    cohort: Cohort
    images: Images
    segmenter: Segmenter
    masks: Masks
    lesions: Lesions
    radiomics: Radiomics
    robustness: Robustness
    urfs: Urfs
    differential: Differential
    expression: Expression
    association: Association
    enrichment: Enrichment
    modules: Modules
    resampling: Resampling
    tuning: Tuning
    classifiers: Classifiers
    champion: Champion
    replication: Replication
    nested: NestedValidation
    chance: Chance
    promotion: Promotion
    compute: Compute

    @classmethod
    def load(cls, path: Path = Path("params.yaml")) -> "Params":
        """Read and check the whole file.

        Raises
        ------
        StudyError
            With every fault at once: which key, what it holds, what is expected.
        """
        try:
            return cls.model_validate(YAML(typ="safe").load(path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            raise StudyError(
                f"{path} is missing: run the command in the project's folder."
            ) from None
        except YAMLError as error:
            raise StudyError(f"{path} is not YAML: {error}") from None
        except ValidationError as error:
            raise StudyError(faults(str(path), error)) from None

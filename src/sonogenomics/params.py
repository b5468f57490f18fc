"""params.yaml, typed: a stage receives the sections it names and cannot see another."""

from pathlib import Path
from typing import Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    ValidationError,
)
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sonogenomics.errors import StudyError


class Section(BaseModel):
    """A section of params.yaml: immutable, and a typo in a key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Cohort(Section):
    """Who is held out."""

    test_fraction: float = Field(gt=0, lt=1, description="Share of patients held out.")


class Radiomics(Section):
    """Which features are used."""

    feature_set: Literal["published", "all"]


class Differential(Section):
    """Which features differ between the arms."""

    alpha: float = Field(gt=0, lt=1, description="Level of the Wilcoxon test.")


class Expression(Section):
    """How probes become genes."""

    aggregate: Literal["mean", "median", "max_mean"]


class Association(Section):
    """When a feature and a gene are said to move together."""

    alpha: float = Field(gt=0, lt=1, description="Level of Pearson's test in one perturbation.")
    min_abs_r: float = Field(ge=0, lt=1, description="|R| that must be exceeded.")
    min_hits: PositiveInt = Field(description="Perturbations that must agree, discovery.")
    min_hits_validation: PositiveInt = Field(
        description="Perturbations that must agree, validation."
    )
    fdr: float = Field(gt=0, lt=1, description="Level of the paired test, Benjamini-Hochberg.")


class Enrichment(Section):
    """When a gene list is said to have a function."""

    alpha: float = Field(gt=0, lt=1, description="Level of the adjusted p-value.")
    min_size: PositiveInt
    max_size: PositiveInt


class Modules(Section):
    """When a feature joins the module."""

    min_overlap: float = Field(ge=0, le=1, description="Edge threshold, overlap coefficient.")


class Resampling(Section):
    """How often patients are split, and how."""

    n: PositiveInt
    test_fraction: float = Field(gt=0, lt=1)


class Tuning(Section):
    """How settings are searched inside a training fold."""

    trials: PositiveInt
    folds: int = Field(ge=2)


class Logistic(Section):
    """Unpenalised logistic regression has nothing to set."""


class Svm(Section):
    """Support vector machine, radial kernel."""

    cost: PositiveFloat
    scaled: bool


class Forest(Section):
    """Random forest."""

    trees: PositiveInt


class Tree(Section):
    """One decision tree, in rpart's terms."""

    min_split: PositiveInt
    min_leaf: PositiveInt
    complexity: float = Field(ge=0)
    max_depth: PositiveInt


class Bayes(Section):
    """Gaussian naive Bayes has nothing to set."""


class Network(Section):
    """One hidden layer, weight decay, full-batch optimiser."""

    hidden: PositiveInt
    decay: float = Field(ge=0)
    iterations: PositiveInt


class Neighbours(Section):
    """k nearest neighbours."""

    k: PositiveInt


class Classifiers(Section):
    """The seven classifiers of the study."""

    logistic: Logistic
    svm: Svm
    forest: Forest
    tree: Tree
    bayes: Bayes
    network: Network
    neighbours: Neighbours


class Champion(Section):
    """By what the model is chosen."""

    metric: Literal["auc", "accuracy"]


class Params(Section):
    """All of params.yaml."""

    study: str
    profile: Literal["published", "honest"]
    seed: NonNegativeInt
    cohort: Cohort
    radiomics: Radiomics
    differential: Differential
    expression: Expression
    association: Association
    enrichment: Enrichment
    modules: Modules
    resampling: Resampling
    tuning: Tuning
    classifiers: Classifiers
    champion: Champion

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


def faults(file: str, error: ValidationError) -> str:
    """Tell every fault pydantic found in a file, one line each."""
    lines = []
    for fault in error.errors():
        key = ".".join(map(str, fault["loc"])) or "the file"
        lines.append(f"  {key}: {fault['msg']} (found {fault['input']!r:.80})")
    return f"{file} has {len(lines)} fault(s); mend them and run again:\n" + "\n".join(lines)

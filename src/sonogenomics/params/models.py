"""Classifiers: sections of params.yaml."""

from typing import Literal

from pydantic import Field, PositiveFloat, PositiveInt

from sonogenomics.params.section import Section


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

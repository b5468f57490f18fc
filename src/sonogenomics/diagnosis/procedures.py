"""What is compared in nested cross-validation: each a whole way from URFs to a score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from sonogenomics.diagnosis.classifiers import NAMES
from sonogenomics.errors import StudyError, listed

FeatureSet = Literal["all", "differential", "module", "raw-differential", "raw-module"]
CHOSEN = "chosen"  # the procedure called honest: whoever does best in the inner folds


@dataclass(frozen=True)
class Procedure:
    """A way from URFs to a score, all of it learnt inside the training fold.

    Attributes
    ----------
    name, what : str
        In params.yaml, and in words.
    features : {'all', 'differential', 'module', 'raw-differential', 'raw-module'}
        Which URFs it sees; all but the first are selected inside the fold, the raw ones by the
        uncorrected p-value.
    learners : tuple of str
        Of several, the one with the highest AUC in the inner folds is taken.
    members : tuple of str
        Other procedures whose results it is made of, instead of learners of its own.
    """

    name: str
    what: str
    features: FeatureSet = "all"
    learners: tuple[str, ...] = ()
    members: tuple[str, ...] = ()


_ALL = (
    Procedure("module", "Best of seven classifiers on the module", "module", NAMES),
    Procedure("module-logistic", "Logistic regression on the module", "module", ("logistic",)),
    Procedure("differential", "Best of seven on the differential URFs", "differential", NAMES),
    Procedure(
        "differential-logistic",
        "Logistic regression on the differential URFs",
        "differential",
        ("logistic",),
    ),
    Procedure(
        "study-module",
        "Logistic regression on the module of raw p, as the study chooses it",
        "raw-module",
        ("logistic",),
    ),
    Procedure(
        "study-differential",
        "Logistic regression on the differential URFs of raw p, as the study chooses them",
        "raw-differential",
        ("logistic",),
    ),
    Procedure("ridge", "Penalised logistic, all URFs, Yeo-Johnson", "all", ("ridge",)),
    Procedure("plain-ridge", "Penalised logistic, all URFs as they are", "all", ("plain-ridge",)),
    Procedure("log-ridge", "Penalised logistic, all URFs, logarithms", "all", ("log-ridge",)),
    Procedure(
        "log-components",
        "Penalised logistic on whitened components of all URFs' logarithms",
        "all",
        ("log-components",),
    ),
    Procedure(
        "log-process",
        "Gaussian process on whitened components of all URFs' logarithms",
        "all",
        ("log-process",),
    ),
    Procedure(
        "power-kernel", "Support vectors (radial), all URFs, Yeo-Johnson", "all", ("power-kernel",)
    ),
    Procedure(
        "log-trees",
        "Extremely random trees on whitened components of all URFs' logarithms",
        "all",
        ("log-trees",),
    ),
    Procedure("boosting", "Gradient boosting, all URFs as they are", "all", ("boosting",)),
    Procedure("forest", "Random forest, all URFs as they are", "all", ("forest",)),
    Procedure(
        "average",
        "Mean logit of log-ridge, log-components and log-process",
        members=("log-ridge", "log-components", "log-process"),
    ),
)
PROCEDURES = {one.name: one for one in _ALL}


def procedures(names: Sequence[str]) -> list[Procedure]:
    """The procedures of params.yaml by name, each once, in that order.

    Parameters
    ----------
    names : sequence of str
        Keys of `PROCEDURES`, and `chosen`, which chooses among the others named.

    Returns
    -------
    list of Procedure

    Raises
    ------
    StudyError
        A name is unknown or named twice, or there is nothing to choose from.

    Examples
    --------
    >>> [one.members for one in procedures(["ridge", "log-ridge", "chosen"])]
    [(), (), ('ridge', 'log-ridge')]
    """
    known = [*PROCEDURES, CHOSEN]
    unknown = [name for name in names if name not in known]
    if unknown:
        raise StudyError(
            f"There is no procedure {listed(unknown)}: name in nested.candidates some of "
            f"{listed(known, len(known))}."
        )
    if len(set(names)) < len(names):
        raise StudyError("nested.candidates names a procedure twice: keep one.")
    others = tuple(name for name in names if name != CHOSEN)
    if not others:
        raise StudyError("nested.candidates gives `chosen` nothing to choose from: add some.")
    what = f"Whichever of {', '.join(others)} is best in the inner folds"
    chosen = Procedure(CHOSEN, what, members=others)
    return [chosen if name == CHOSEN else PROCEDURES[name] for name in names]


def needs_uncorrected(asked: Sequence[Procedure]) -> bool:
    """Whether any of them sees URFs chosen by the raw p-value.

    Examples
    --------
    >>> needs_uncorrected(procedures(["module"])), needs_uncorrected(procedures(["study-module"]))
    (False, True)
    """
    return any(one.features.startswith("raw-") for one in needed(asked))


def needed(asked: Sequence[Procedure]) -> list[Procedure]:
    """The procedures asked for and those they are made of, members before what needs them.

    Parameters
    ----------
    asked : sequence of Procedure
        From `procedures`.

    Returns
    -------
    list of Procedure

    Examples
    --------
    >>> [one.name for one in needed([PROCEDURES["average"]])]
    ['log-ridge', 'log-components', 'log-process', 'average']
    """
    found: dict[str, Procedure] = {}

    def add(one: Procedure) -> None:
        for name in one.members:
            add(PROCEDURES[name])
        found.setdefault(one.name, one)

    for one in asked:
        add(one)
    return list(found.values())

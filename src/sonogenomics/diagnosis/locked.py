"""Held-out patients are opened once: who met which models, and whether that is new."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

import pandas as pd

from sonogenomics.diagnosis.ranking import Candidate
from sonogenomics.diagnosis.tuning import Recipe

DIGITS = 16  # of a SHA-256: 64 bits, enough to tell sets apart and short enough to read
OUTCOME_DIGITS = 6  # an AUC beyond them differs between processors
MEETING = ["patients", "measured", "models"]
SAME_OPENING = [*MEETING, "auc"]


@dataclass(frozen=True)
class Meeting:
    """Fingerprints of one evaluation: of whom, of what was measured of them, and of the models.

    Attributes
    ----------
    patients : str
        Of the held-out patients and their outcome, whatever was measured of them.
    measured : str
        Of their features.
    models : str
        Of everything that makes the models: features, recipes, seed, training patients and values,
        and which of them was named champion beforehand.
    """

    patients: str
    measured: str
    models: str


def meeting(
    candidates: Sequence[Candidate],
    recipes: Mapping[str, Recipe],
    urfs: pd.DataFrame,
    patients: pd.DataFrame,
    seed: int,
) -> Meeting:
    """Fingerprint what is about to be evaluated, before it is.

    The order of rows and columns does not matter; six significant digits of each value do, because
    the rest differs between processors.

    Parameters
    ----------
    candidates : sequence of Candidate
        Every model that will meet the held-out patients.
    recipes : mapping of str to Recipe
        How each is made, by classifier.
    urfs : DataFrame, patients x features
        Of everyone.
    patients : DataFrame
        Index: patient_id; columns outcome and split ("train" or "test").
    seed : int
        The study's.

    Returns
    -------
    Meeting

    Examples
    --------
    >>> patients = pd.DataFrame({"outcome": [1, 0], "split": ["train", "test"]}, ["P1", "P2"])
    >>> urfs = pd.DataFrame({"f": [0.5, 0.25]}, ["P1", "P2"])
    >>> one, other = (meeting([], {}, urfs, patients, seed) for seed in (1, 2))
    >>> one.patients == other.patients, one.models == other.models
    (True, False)
    """
    learned, left = (patients[patients["split"] == split] for split in ("train", "test"))
    plan = {
        "seed": seed,
        "models": sorted(
            (asdict(one) | {"recipe": asdict(recipes[one.classifier])} for one in candidates),
            key=lambda model: str(model["classifier"]),
        ),
        "learned": [_status(learned), _values(urfs.loc[learned.index])],
    }
    return Meeting(
        patients=patients_print(left),
        measured=_print(_values(urfs.loc[left.index])),
        models=_print(plan),
    )


def patients_print(held_out: pd.DataFrame) -> str:
    """Fingerprint of held-out patients with their outcome, whatever was measured of them.

    Parameters
    ----------
    held_out : DataFrame
        Index: patient_id; column outcome.

    Returns
    -------
    str
    """
    return _print(_status(held_out))


def _status(patients: pd.DataFrame) -> list[str]:
    """Each patient with the outcome, in the order of their names."""
    return [f"{name} {outcome}" for name, outcome in sorted(patients["outcome"].items())]


def _values(urfs: pd.DataFrame) -> list[str]:
    """Each patient's values, names and features in order."""
    ordered = urfs.sort_index().sort_index(axis=1)
    rows = ordered.to_numpy(dtype=float)
    head = " ".join(map(str, ordered.columns))
    return [head, *(" ".join(f"{value:.6g}" for value in row) for row in rows)]


def _print(content: object) -> str:
    text = json.dumps(content, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def is_new(openings: pd.DataFrame, met: Meeting, auc: float) -> bool:
    """Whether the record does not hold this meeting yet.

    Parameters
    ----------
    openings : DataFrame
        `catalog.Openings`.
    met : Meeting
        What was evaluated.
    auc : float
        What came out. The same plan with another result was another model after all (of another
        library version, say), and counts.

    Returns
    -------
    bool

    Examples
    --------
    >>> record = pd.DataFrame([["a", "b", "c", 0.75]], columns=[*MEETING, "auc"])
    >>> is_new(record, Meeting("a", "b", "c"), 0.75), is_new(record, Meeting("a", "b", "d"), 0.75)
    (False, True)
    """
    same = openings
    for column in MEETING:
        same = same[same[column] == getattr(met, column)]
    return auc_digits(auc) not in {auc_digits(float(value)) for value in same["auc"]}


def auc_digits(auc: float) -> float:
    """An AUC as far as the record keeps it."""
    return round(auc, OUTCOME_DIGITS)


def times_opened(openings: pd.DataFrame, patients: str) -> int:
    """How often these held-out patients have met models, each set of models once.

    Parameters
    ----------
    openings : DataFrame
        `catalog.Openings`.
    patients : str
        Their fingerprint, as `Meeting` has it.

    Returns
    -------
    int
        0 where they were never opened, 1 where they are what they should be.
    """
    mine = openings[openings["patients"] == patients]
    return len(mine.drop_duplicates(SAME_OPENING))


def standing(times: int) -> str:
    """Say what a number of openings means for the score that is quoted.

    Examples
    --------
    >>> standing(1)
    'opened once: nobody has chosen a model by these held-out patients'
    """
    if times == 0:
        return "never opened: no model has met these held-out patients"
    if times == 1:
        return "opened once: nobody has chosen a model by these held-out patients"
    return (
        f"opened {times} times: they are no longer untouched, and the best of {times} results "
        "flatters whoever quotes it; new patients are needed for a score that can be believed"
    )

"""Patients without their names: who a model learned from, whom it met, and what it said of them."""

import hashlib
import hmac
import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sonogenomics.errors import StudyError

SALT = "sonogenomics"  # where none is set: equal ids of two sites then have equal digests
COLUMNS = ["outcome", "probability"]


def digest(patient: str, salt: str = SALT) -> str:
    """Stand-in for a patient's identifier: HMAC-SHA256 under the salt, in hexadecimal digits.

    Equal identifiers have equal digests, so that two models can be compared on the same patients.
    Who knows the salt and guesses an identifier can check the guess: keep the salt as you keep the
    list of patients.

    Parameters
    ----------
    patient : str
        Identifier in the study.
    salt : str
        The same for all who share a registry.

    Returns
    -------
    str

    Examples
    --------
    >>> digest("P1") == digest("P1"), digest("P1") == digest("P1", "ours"), len(digest("P1"))
    (True, False, 64)
    """
    return hmac.new(salt.encode(), patient.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True)
class Met:
    """What one model said of its held-out patients, and whom it learned from.

    Attributes
    ----------
    scores : DataFrame
        Index: digest of the patient; columns outcome (1 = positive, 0 = negative) and probability.
    learned : frozenset of str
        Digests of the training patients.
    cut_off : float
        Probability from which the model calls positive.
    """

    scores: pd.DataFrame
    learned: frozenset[str]
    cut_off: float


def met(table: pd.DataFrame, learned: Iterable[object], cut_off: float, salt: str = SALT) -> Met:
    """Put digests in the place of patients.

    Parameters
    ----------
    table : DataFrame
        Columns patient_id, outcome and score, one row a held-out patient.
    learned : iterable
        Identifiers of the training patients.
    cut_off : float
        Of the model.
    salt : str
        As `digest` takes it.

    Returns
    -------
    Met
    """
    names = [digest(str(name), salt) for name in table["patient_id"]]
    scores = pd.DataFrame(
        {
            "outcome": table["outcome"].to_numpy(dtype=int),
            "probability": table["score"].to_numpy(dtype=float),
        },
        index=pd.Index(names, name="patient", dtype="str"),
    )
    return Met(scores.sort_index(), frozenset(digest(str(n), salt) for n in learned), cut_off)


def as_json(one: Met, salt: str = SALT) -> str:
    """Text that `from_json` reads as the same; the order of rows tells nothing.

    Examples
    --------
    >>> table = pd.DataFrame({"patient_id": ["P1"], "outcome": [1], "score": [0.75]})
    >>> one = met(table, ["P2"], 0.5)
    >>> from_json(as_json(one), "here").scores.equals(one.scores)
    True
    """
    rows = one.scores.reset_index()
    content = {
        "salt": digest("", salt),  # tells whether two files can be compared, not what the salt is
        "cut_off": one.cut_off,
        "held_out": {name: rows[name].to_list() for name in ("patient", *COLUMNS)},
        "learned_from": sorted(one.learned),
    }
    return json.dumps(content, indent=1, allow_nan=False) + "\n"


def from_json(text: str, where: str, salt: str = SALT) -> Met:
    """Read what `as_json` wrote, and check it: others, too, can write to a registry.

    Parameters
    ----------
    text : str
        Of the file.
    where : str
        What holds it, for messages.
    salt : str
        With which the digests must have been made.

    Returns
    -------
    Met

    Raises
    ------
    StudyError
        Damaged, or made with another salt.
    """
    try:
        content: Mapping[str, Any] = json.loads(text)
        scores = pd.DataFrame(content["held_out"]).set_index("patient")[COLUMNS]
        read = Met(
            scores.astype({"outcome": int, "probability": float}),
            frozenset(map(str, content["learned_from"])),
            float(content["cut_off"]),
        )
        mark = str(content["salt"])
        sound = _is_sound(read)
    except (ValueError, KeyError, TypeError) as error:
        raise StudyError(_damaged(where, f"{type(error).__name__}: {error}")) from None
    if not sound:
        raise StudyError(_damaged(where, "a patient twice, or no outcome and probability"))
    if not hmac.compare_digest(mark, digest("", salt)):
        raise StudyError(
            f"The patients of {where} stand under another salt: set SONOGENOMICS_SALT to what "
            "whoever published it had, so that patients can be recognised."
        )
    return read


def _is_sound(read: Met) -> bool:
    scores = read.scores
    chances = scores["probability"]
    return bool(
        scores.index.is_unique
        and scores["outcome"].isin([0, 1]).all()
        and chances.between(0, 1).all()
        and math.isfinite(read.cut_off)
    )


def _damaged(where: str, fault: str) -> str:
    return (
        f"What {where} keeps of its held-out patients is damaged ({fault:.120}): publish that "
        "model again from its project."
    )

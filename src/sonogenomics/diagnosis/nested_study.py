"""What a nested cross-validation came to, as the tables of the catalog, and in numbers."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sonogenomics.diagnosis.confounding import confounders
from sonogenomics.diagnosis.judging import (
    by_patient,
    calibration_table,
    candidates_table,
    decision_table,
)
from sonogenomics.diagnosis.learning import learning_curve
from sonogenomics.diagnosis.nested import Nesting
from sonogenomics.diagnosis.nested_tables import folds_table, grown_table, scores_table, usable
from sonogenomics.diagnosis.procedures import CHOSEN

TOLD = ("auc", "auc_low", "auc_high", "difference", "difference_low", "difference_high", "p")


class Findings(NamedTuple):
    """The tables, named as in the catalog, and the numbers beside them."""

    scores: pd.DataFrame
    folds: pd.DataFrame
    candidates: pd.DataFrame
    calibration: pd.DataFrame
    decision_curve: pd.DataFrame
    learning_curve: pd.DataFrame
    confounders: pd.DataFrame
    numbers: dict[str, object]


def findings(
    task: Nesting,
    done: Mapping[str, npt.NDArray[Any]],
    reference: str,
    variables: pd.DataFrame,
    rng: np.random.Generator,
) -> Findings:
    """Judge the candidates by the patients their models never saw.

    Parameters
    ----------
    task : Nesting
        What was asked.
    done : mapping of str to ndarray
        From `cross_validate`.
    reference : str
        The candidate that others are compared with.
    variables : DataFrame, by patient
        Possible confounders; the score beside them is that of the honest procedure.
    rng : numpy.random.Generator
        Of the confounders' folds.

    Returns
    -------
    Findings
        The procedure called honest is `chosen` or, where it was not asked for, the reference.
    """
    words = {one.name: one.what for one in task.asked.procedures}
    honest = CHOSEN if CHOSEN in words else reference
    scores, folds = scores_table(task, done), folds_table(task, done)
    candidates = candidates_table(scores, folds, words, reference, honest)
    mine = by_patient(scores[scores["candidate"] == honest])
    checked = confounders(mine["score"], mine["outcome"].astype(int), variables, rng)
    numbers = {
        **_counts(task, done),
        "honest": honest,
        "reference": reference,
        "candidates": _by_candidate(task, done, candidates),
        "confounders_left_out": dict(checked.left_out),
    }
    return Findings(
        scores,
        folds,
        candidates,
        calibration_table(scores),
        decision_table(scores),
        learning_curve(grown_table(task, done, folds)),
        checked.table,
        numbers,
    )


def _counts(task: Nesting, done: Mapping[str, npt.NDArray[Any]]) -> dict[str, object]:
    made, empty = done["selections"].sum(axis=0)
    kept = usable(task, done)
    return {
        "n_patients": len(np.unique(task.rows.groups)),
        "n_positive": len(np.unique(task.rows.groups[task.rows.outcome == 1])),
        "n_folds": len(done["cut_off"]),
        "strata_merged": list(task.merged),
        "n_selections": int(made),
        "n_selections_of_nothing": int(empty),
        "learning_fractions_left_out": [
            fraction for i, fraction in enumerate(task.asked.fractions) if i not in kept
        ],
    }


def _by_candidate(
    task: Nesting, done: Mapping[str, npt.NDArray[Any]], candidates: pd.DataFrame
) -> dict[str, dict[str, float]]:
    """The figures told first, and how far the inner folds promised more than came true."""
    table = candidates.set_index("candidate")[list(TOLD)].T
    found = {}
    for place, one in enumerate(task.asked.procedures):
        told = {str(name): float(value) for name, value in table[one.name].dropna().items()}
        found[one.name] = told | {
            "inner_auc": float(done["inner_auc"][:, place].mean()),
            "fell_back_share": float(done["fell_back"][:, place].mean()),
            "n_not_converged": int((~done["converged"][:, place]).sum()),
        }
    return found

"""Repeated nested cross-validation: every choice made inside the training fold, many times over."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import sklearn

from sonogenomics.compute.spread import Arrays, Plan, spread
from sonogenomics.diagnosis.classifiers import check
from sonogenomics.diagnosis.cut_off import youden_cut_off
from sonogenomics.diagnosis.estimators import Labels
from sonogenomics.diagnosis.folds import Rows, deal
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.diagnosis.procedures import Procedure, needed, procedures
from sonogenomics.diagnosis.training_fold import Rules, TrainingFold
from sonogenomics.errors import StudyError, listed
from sonogenomics.params.proof import NestedValidation

FOLDS, INSIDE, SMALLER = range(3)  # streams of random numbers
WIDTH = 512  # bytes of a procedure's settings as JSON


@dataclass(frozen=True)
class Asked:
    """What is compared, and how often.

    Attributes
    ----------
    procedures : sequence of Procedure
        From `procedures`.
    repeats, folds : int
        Of the outer cross-validation.
    growing : sequence of Procedure
        Those whose learning curve is drawn.
    fractions : tuple of float
        Below 1: of the training patients that a learning curve is drawn from.
    """

    procedures: Sequence[Procedure]
    repeats: int
    folds: int
    growing: Sequence[Procedure] = ()
    fractions: tuple[float, ...] = ()


def asked_for(nested: NestedValidation) -> Asked:
    """What params.yaml asks to be compared.

    Raises
    ------
    StudyError
        A procedure is unknown, or the reference or a growing one is none of the candidates.

    Examples
    --------
    >>> from sonogenomics.params import Params
    >>> asked_for(Params.load().nested).folds
    5
    """
    named = {"reference": [nested.reference], "learning_candidates": nested.learning_candidates}
    for key, names in named.items():
        missing = [name for name in names if name not in nested.candidates]
        if missing:
            raise StudyError(
                f"nested.{key} names {listed(missing)}, which is none of nested.candidates: add "
                f"it there, or name another."
            )
    asked = procedures(nested.candidates)
    growing = [one for one in asked if one.name in nested.learning_candidates]
    return Asked(asked, nested.repeats, nested.folds, growing, nested.learning_fractions)


@dataclass(frozen=True)
class Nesting:
    """All that a worker needs, and who is tested where.

    Attributes
    ----------
    urfs : DataFrame, rows x features
        Of training patients of the study.
    rows : Rows
        Outcome, patient and stratum of each row.
    folds : ndarray of int, shape (repeats, n_rows)
        The fold in which a row is tested.
    merged : tuple of str
        Strata too small to be spread over the folds on their own.
    asked : Asked
        What is compared.
    rules : Rules
        How choices are made inside.
    seed : int
        The study's.
    """

    urfs: pd.DataFrame
    rows: Rows
    folds: Labels
    merged: tuple[str, ...]
    asked: Asked
    rules: Rules
    seed: int


def nesting(urfs: pd.DataFrame, rows: Rows, asked: Asked, rules: Rules, seed: int) -> Nesting:
    """Deal the outer folds, and refuse what cannot be learned from.

    Parameters
    ----------
    urfs : DataFrame, rows x features
        URFs, complete; one row a patient or several.
    rows : Rows
        Outcome, patient and stratum of each row.
    asked : Asked
        What is compared, and how often.
    rules : Rules
        How choices are made inside.
    seed : int
        Everything random descends from it.

    Returns
    -------
    Nesting

    Raises
    ------
    StudyError
        Values are missing, or an arm has too few patients for the folds.
    """
    check(urfs, pd.Series(rows.outcome))
    dealt = [
        deal(rows, asked.folds, "nested.folds", np.random.default_rng([seed, FOLDS, repeat]))
        for repeat in range(asked.repeats)
    ]
    folds = np.array([one.fold for one in dealt])
    return Nesting(urfs, rows, folds, dealt[0].merged, asked, rules, seed)


def cross_validate(task: Nesting, plan: Plan) -> dict[str, npt.NDArray[Any]]:
    """Run every procedure in every fold of every repeat.

    Equal seeds give the same bytes for any number of workers, and what a procedure gives does not
    depend on which others are asked for (`chosen` excepted).

    Parameters
    ----------
    task : Nesting
        From `nesting`.
    plan : Plan
        Where the work runs, and whether finished pieces are kept.

    Returns
    -------
    dict of str to ndarray
        With n = repeats x folds items first, then the procedures asked for: `scores` (by row; NaN
        for those learned from), `cut_off`, `inner_auc`, `features` (by feature), `settings` (JSON),
        `fell_back`, `converged`; `selections` (made, and without any URF) an item; and
        `grown_auc` and `grown_n` (rows) by growing procedure and fraction, NaN and 0 where a
        fraction has too few patients for the inner folds.
    """
    return spread(run_folds, task, task.folds.shape[0] * task.asked.folds, plan, "nested")


def run_folds(task: Nesting, items: range) -> Arrays:
    """Some of the outer folds, numbered repeat by repeat."""
    with sklearn.config_context(assume_finite=True, skip_parameter_validation=True):
        found = [_one(task, item) for item in items]
    return {name: np.stack([one[name] for one in found]) for name in found[0]}


def _one(task: Nesting, item: int) -> Arrays:
    repeat, number = divmod(item, task.asked.folds)
    is_left = task.folds[repeat] == number
    parts = np.flatnonzero(~is_left), np.flatnonzero(is_left)
    entropy = (task.seed, INSIDE, item)
    inside = TrainingFold(task.urfs, task.rows, parts, task.rules, entropy)
    done = inside.results(needed(task.asked.procedures))
    found = [done[one.name] for one in task.asked.procedures]
    scores = np.full((len(found), len(is_left)), np.nan)
    scores[:, is_left] = [one.test for one in found]
    status = task.rows.outcome[parts[0]]
    return {
        "scores": scores,
        "cut_off": np.array([youden_cut_off(status, one.inner) for one in found]),
        "inner_auc": np.array([one.inner_auc for one in found]),
        "features": np.array([one.features for one in found]),
        "settings": np.array([_written(one.settings) for one in found], f"S{WIDTH}"),
        "fell_back": np.array([one.fell_back for one in found]),
        "converged": np.array([one.converged for one in found]),
        "selections": np.array(inside.n_selections),
        **_grown(task, item, parts),
    }


def _written(settings: object) -> bytes:
    written = json.dumps(settings).encode()
    if len(written) > WIDTH:
        raise StudyError(f"Settings of {len(written)} bytes are longer than the {WIDTH} kept.")
    return written


def _grown(task: Nesting, item: int, parts: tuple[Labels, Labels]) -> Arrays:
    """AUC of procedures that learn from a fraction of the training patients."""
    growing, fractions = task.asked.growing, task.asked.fractions
    aucs = np.full((len(growing), len(fractions)), np.nan)
    n = np.zeros(len(fractions), dtype=np.int64)
    for place, fraction in enumerate(fractions):
        some = _fraction(task, item, parts[0], fraction)
        if not _enough(task, some):
            continue
        entropy = (task.seed, INSIDE, item)
        inside = TrainingFold(task.urfs, task.rows, (some, parts[1]), task.rules, entropy)
        done = inside.results(needed(growing))
        status = task.rows.outcome[parts[1]]
        aucs[:, place] = [float(auc(status, done[one.name].test)) for one in growing]
        n[place] = len(some)
    return {"grown_auc": aucs, "grown_n": n}


def _fraction(task: Nesting, item: int, learned: Labels, fraction: float) -> Labels:
    """Rows of a fraction of the training patients, arm by arm; the smaller are in the larger."""
    rng = np.random.default_rng([task.seed, SMALLER, item])
    kept: list[np.str_] = []
    for arm in (1, 0):
        names = np.unique(task.rows.groups[learned[task.rows.outcome[learned] == arm]])
        kept += list(rng.permutation(names)[: max(1, round(fraction * len(names)))])
    return learned[np.isin(task.rows.groups[learned], kept)]


def _enough(task: Nesting, some: Labels) -> bool:
    names, first = np.unique(task.rows.groups[some], return_index=True)
    n_positive = int(task.rows.outcome[some][first].sum())
    return min(n_positive, len(names) - n_positive) >= task.rules.inner_folds

"""What a nested cross-validation gave, as tables: scores, folds, and learning curves' runs."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from sonogenomics.diagnosis.estimators import Floats
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.diagnosis.nested import Nesting

Done = Mapping[str, npt.NDArray[Any]]


def scores_table(task: Nesting, done: Done) -> pd.DataFrame:
    """One row per procedure, repeat and tested row of the URF table.

    Parameters
    ----------
    task : Nesting
        What was asked.
    done : mapping of str to ndarray
        From `cross_validate`.

    Returns
    -------
    DataFrame
        Columns of `catalog.Nested`.
    """
    repeats, n = task.folds.shape
    row = np.tile(np.arange(n), repeats)
    repeat, fold = np.arange(repeats).repeat(n), task.folds.ravel()
    item = repeat * task.asked.folds + fold
    common = {
        "repeat": repeat,
        "fold": fold,
        "patient_id": task.rows.groups[row],
        "outcome": task.rows.outcome[row],
    }
    parts = [
        pd.DataFrame(
            {
                "candidate": one.name,
                **common,
                "score": done["scores"][item, place, row],
                "cut_off": done["cut_off"][item, place],
            }
        )
        for place, one in enumerate(task.asked.procedures)
    ]
    return pd.concat(parts, ignore_index=True)


def folds_table(task: Nesting, done: Done) -> pd.DataFrame:
    """One row per procedure, repeat and fold: what was chosen inside, and the AUC outside.

    Parameters
    ----------
    task : Nesting
        What was asked.
    done : mapping of str to ndarray
        From `cross_validate`.

    Returns
    -------
    DataFrame
        Columns of `catalog.NestedFolds`.
    """
    item = np.arange(len(done["cut_off"]))
    repeat, fold = np.divmod(item, task.asked.folds)
    left = task.folds[repeat] == fold[:, None]
    names = task.urfs.columns.to_numpy(dtype=str)
    parts = []
    for place, one in enumerate(task.asked.procedures):
        seen = done["features"][:, place].astype(bool)
        listed = ["" if row.all() else " ".join(names[row]) for row in seen]
        settings = [bytes(text).decode() for text in done["settings"][:, place]]
        mine = {
            "candidate": one.name,
            "repeat": repeat,
            "fold": fold,
            "n_train": (~left).sum(axis=1),
            "n_test": left.sum(axis=1),
            "n_features": seen.sum(axis=1),
            "features": pd.array(listed, dtype="str"),
            "settings": pd.array(settings, dtype="str"),
            "fell_back": done["fell_back"][:, place],
            "auc": _aucs(task, left, done["scores"][:, place].astype(float)),
        }
        parts.append(pd.DataFrame(mine))
    return pd.concat(parts, ignore_index=True)


def _aucs(task: Nesting, left: npt.NDArray[np.bool_], scores: Floats) -> list[float]:
    status = task.rows.outcome
    pairs = zip(left, scores, strict=True)
    return [float(auc(status[tested], score[tested])) for tested, score in pairs]


def grown_table(task: Nesting, done: Done, folds: pd.DataFrame) -> pd.DataFrame:
    """AUC by size of the training set, for `learning.learning_curve`.

    Parameters
    ----------
    task : Nesting
        What was asked.
    done : mapping of str to ndarray
        From `cross_validate`.
    folds : DataFrame
        From `folds_table`; all training patients are the fraction 1.

    Returns
    -------
    DataFrame
        candidate, fraction, n_train, n_test and auc; fractions that had too few patients in any
        fold are left out.
    """
    asked = task.asked
    names = [one.name for one in asked.growing]
    of_all = folds[folds["candidate"].isin(names)].assign(fraction=1.0)
    columns = ["candidate", "fraction", "n_train", "n_test", "auc"]
    parts = [of_all[columns]]
    n_test = folds.loc[folds["candidate"] == folds["candidate"].iloc[0], "n_test"].to_numpy()
    for at in usable(task, done):
        for place, name in enumerate(names):
            rows = {"candidate": name, "fraction": asked.fractions[at], "n_test": n_test}
            rows |= {"n_train": done["grown_n"][:, at], "auc": done["grown_auc"][:, place, at]}
            parts.append(pd.DataFrame(rows)[columns])
    return pd.concat(parts, ignore_index=True)


def usable(task: Nesting, done: Done) -> list[int]:
    """Places of the fractions with enough patients in every fold."""
    return [i for i in range(len(task.asked.fractions)) if (done["grown_n"][:, i] > 0).all()]

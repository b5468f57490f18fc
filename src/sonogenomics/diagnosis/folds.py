"""Folds for cross-validation: no patient in two of them, both arms and every site in each."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sonogenomics.diagnosis.estimators import Labels
from sonogenomics.errors import StudyError, listed

ARMS = {1: "positive", 0: "negative"}
ORIGINS = ("site", "scanner")  # columns of patients whose values are spread over the folds

Names = npt.NDArray[np.str_]


class Rows(NamedTuple):
    """What folds must keep together and what they must spread, one entry a row.

    Attributes
    ----------
    outcome : ndarray of int, shape (n_rows,)
        1 = positive, 0 = negative.
    groups : ndarray of str, shape (n_rows,)
        Whose row it is; rows of one patient are never parted.
    strata : ndarray of str, shape (n_rows,)
        Site or scanner, "" where it is not known; each is spread evenly, arm by arm.
    """

    outcome: Labels
    groups: Names
    strata: Names

    def at(self, where: Labels) -> "Rows":
        """Some of the rows."""
        return Rows(self.outcome[where], self.groups[where], self.strata[where])


def patient_rows(patients: pd.DataFrame) -> Rows:
    """One row a patient; the strata are where she was examined, and on what, as far as known.

    Parameters
    ----------
    patients : DataFrame, by patient
        `outcome`, and `site` and `scanner` where the study has them.

    Returns
    -------
    Rows

    Examples
    --------
    >>> patients = pd.DataFrame({"outcome": [1, 0], "site": ["A", None]}, index=["P1", "P2"])
    >>> patient_rows(patients).strata.tolist()
    ['A', '']
    """
    origins = patients[[name for name in ORIGINS if name in patients]]
    texts = origins.astype("str").where(origins.notna(), "")
    strata = [" / ".join(filter(None, map(str, row))) for row in texts.to_numpy()]
    outcome: Labels = np.array(patients["outcome"], dtype=np.int64)
    return Rows(outcome, np.array(patients.index, dtype=str), np.array(strata, dtype=str))


class Folds(NamedTuple):
    """The fold of each row, and the strata that were too small to be spread on their own."""

    fold: Labels
    merged: tuple[str, ...]


def deal(rows: Rows, n_folds: int, setting: str, rng: np.random.Generator) -> Folds:
    """Deal patients into folds that resemble each other.

    Arm by arm and stratum by stratum the patients are shuffled; those with most rows go first, each
    to the fold that has fewest rows of its stratum (then of its arm, then of all). A stratum with
    fewer patients than folds is dealt together with the other small ones of its arm. The draw
    depends on the patients' names, not on the order of their rows.

    Parameters
    ----------
    rows : Rows
        Outcome, patient and stratum of each row.
    n_folds : int
        At least 2.
    setting : str
        Where the number of folds is set, for messages.
    rng : numpy.random.Generator
        Source of the shuffles.

    Returns
    -------
    Folds
        Every fold holds patients of both arms.

    Raises
    ------
    StudyError
        An arm has fewer patients than there are folds, or a patient is in both arms.

    Examples
    --------
    >>> outcome, names = np.array([1, 1, 1, 0, 0, 0]), np.array(list("aabcde"))
    >>> rows = Rows(outcome, names, np.array([""] * 6))
    >>> folds = deal(rows, 2, "nested.folds", np.random.default_rng(1)).fold
    >>> bool(folds[0] == folds[1] != folds[2])
    True
    """
    names, first, sizes = np.unique(rows.groups, return_index=True, return_counts=True)
    status, strata = rows.outcome[first], rows.strata[first]
    _refuse(rows, names, status, n_folds, setting)
    fold, merged = np.zeros(len(names), dtype=np.int64), []
    n_all = np.zeros(n_folds, dtype=np.int64)
    for arm, word in ARMS.items():
        mine, small = _strata(strata, status == arm, n_folds)
        merged += [f"{word}: {name}" for name in small]
        n_arm = np.zeros(n_folds, dtype=np.int64)
        for members in mine:
            fold[members] = _spread(members, sizes, (n_arm, n_all), rng)
    return Folds(fold[np.searchsorted(names, rows.groups)], tuple(merged))


def _strata(strata: Names, in_arm: npt.NDArray[np.bool_], n: int) -> tuple[list[Labels], list[str]]:
    """Patients of each stratum of one arm, small strata together at the end, and their names."""
    mine = {name: np.flatnonzero(in_arm & (strata == name)) for name in np.unique(strata[in_arm])}
    small = [str(name) for name, members in mine.items() if len(members) < n]
    large = [members for name, members in mine.items() if len(members) >= n]
    rest = [np.concatenate([mine[np.str_(name)] for name in small])] if small else []
    return large + rest, small


def _spread(
    members: Labels, sizes: Labels, counts: tuple[Labels, Labels], rng: np.random.Generator
) -> Labels:
    """The fold of each member of a stratum; rows of the arm and of all are counted on."""
    n_arm, n_all = counts
    shuffled = rng.permutation(len(members))
    order = shuffled[np.argsort(-sizes[members[shuffled]], kind="stable")]
    lots = rng.permutation(len(n_all))  # between folds that are equal in all else
    n_mine = np.zeros_like(n_all)
    fold = np.empty(len(members), dtype=np.int64)
    for i in order:
        fold[i] = to = np.lexsort((lots, n_all, n_arm, n_mine))[0]
        for count in (n_mine, n_arm, n_all):
            count[to] += sizes[members[i]]
    return fold


def _refuse(rows: Rows, names: Names, status: Labels, n_folds: int, setting: str) -> None:
    torn = rows.outcome != status[np.searchsorted(names, rows.groups)]
    if torn.any():
        raise StudyError(
            f"Patient {listed(np.unique(rows.groups[torn]))} is positive in one row and negative "
            f"in another: mend the outcome in the patient list."
        )
    for arm, word in ARMS.items():
        n = int((status == arm).sum())
        if n < n_folds:
            raise StudyError(
                f"{n_folds} folds need as many {word} patients, here {n} of {len(names)} are "
                f"{word}: lower {setting} in params.yaml, or add patients."
            )

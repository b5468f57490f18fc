"""Which of the segmenter's groups each patient belongs to: the study's own, or a draw."""

import numpy as np
import pandas as pd

from sonogenomics.errors import StudyError, listed

HELD_OUT = 0


def drawn_folds(
    outcome: "pd.Series[int]", outlined: "pd.Series[bool]", n_folds: int, rng: np.random.Generator
) -> "pd.Series[int]":
    """Deal training patients to folds, so that outcome and outlines are shared out evenly.

    Patients with an outlined image come first, positive and negative ones in turn, then the
    others; each group is shuffled and dealt to fold 1, 2, ..., K, 1, ... where the last group
    stopped. So folds differ by at most one patient, in all, in each group, and among the outlined.
    The draw depends on the patients' names and not on the order of their rows.

    Parameters
    ----------
    outcome : Series of int, by patient
        Of the training patients who have images.
    outlined : Series of bool, by patient
        Whether an expert outlined any of a patient's images.
    n_folds : int
        K.
    rng : numpy.random.Generator
        Source of the draw.

    Returns
    -------
    Series of int, by patient
        1 to K.

    Raises
    ------
    StudyError
        Some patients are outlined, but fewer than there are folds.

    Examples
    --------
    >>> outcome = pd.Series([1, 1, 0, 0], index=["P1", "P2", "P3", "P4"])
    >>> folds = drawn_folds(outcome, outcome >= 0, 2, np.random.default_rng(1))
    >>> sorted(folds[outcome == 1]), sorted(folds[outcome == 0])
    ([1, 2], [1, 2])
    """
    n_outlined = int(outlined.sum())
    if 0 < n_outlined < n_folds:
        raise StudyError(
            f"Only {n_outlined} training patients have an outlined image, too few for {n_folds} "
            "folds: lower images.folds in params.yaml, or outline more images."
        )
    order: list[str] = []
    for has_outline in (True, False):
        for arm in sorted(outcome.unique(), reverse=True):
            group = sorted(outcome.index[(outcome == arm) & (outlined == has_outline)])
            order += rng.permutation(np.array(group, dtype=object)).tolist()
    dealt = pd.Series(np.arange(len(order)) % n_folds + 1, index=order, dtype="int64")
    return dealt.reindex(outcome.index)


def own_folds(patients: "pd.Series[str]", folds: "pd.Series[str]") -> "pd.Series[int]":
    """The folds that the study brings, one for each patient.

    Parameters
    ----------
    patients : Series of str, by image
        Whose each image is; training patients only.
    folds : Series of str, by image
        What the list says; a blank contradicts nothing.

    Returns
    -------
    Series of int, by patient

    Raises
    ------
    StudyError
        A fold that is no whole number from 1, a patient in two folds, or in none.

    Examples
    --------
    >>> patients = pd.Series(["P1", "P1", "P2"])
    >>> own_folds(patients, pd.Series(["2", "", "1"])).to_dict()
    {'P1': 2, 'P2': 1}
    """
    given = folds != ""
    numbers = pd.to_numeric(folds[given], errors="coerce")
    odd = folds[given][~((numbers >= 1) & (numbers % 1 == 0))]
    if len(odd):
        raise StudyError(
            f"The list of images gives fold {listed(map(repr, odd.unique()))}: folds are whole "
            "numbers from 1; correct them, or leave images.fold out of study.yaml for a draw."
        )
    by_patient = numbers.astype("int64").groupby(patients[given])
    several = by_patient.nunique()
    if len(both := several.index[several > 1]):
        raise StudyError(
            f"Patient {listed(both)} is in two folds: all images of a patient go into one. Correct "
            "the list, or leave images.fold out of study.yaml for a draw."
        )
    own = by_patient.first()
    if len(none := pd.Index(patients.unique()).difference(own.index)):
        raise StudyError(
            f"Training patient {listed(none)} is in no fold: fill in the list, or leave "
            "images.fold out of study.yaml for a draw."
        )
    return own

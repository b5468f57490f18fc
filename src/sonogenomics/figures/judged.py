"""Whom a network's outlines may be judged on, patient by patient, and how sure the mean is."""

import numpy as np
import pandas as pd

from sonogenomics.segmentation.summary import agreement_summary

HELD_OUT = "Held out"
STREAM = 24  # fixed: the same Dice gives the same interval wherever it is written


def unseen(agreement: pd.DataFrame, images: pd.DataFrame) -> pd.DataFrame:
    """Images of patients the network had not seen, with their group and scanner.

    Parameters
    ----------
    agreement : DataFrame
        `catalog.Agreement`.
    images : DataFrame
        `catalog.Images`: for the scanner.

    Returns
    -------
    DataFrame
        The rows of `agreement`, with group (`Fold 1 (unseen)`, ..., `Held out`) and scanner (empty
        where unknown).
    """
    fresh = agreement[~agreement["seen"].astype(bool)]
    group = [
        HELD_OUT if split == "test" else f"Fold {fold} (unseen)"
        for split, fold in zip(fresh["split"], fresh["fold"], strict=True)
    ]
    scanner = images["scanner"].reindex(fresh.index).fillna("").astype(str)
    return fresh.assign(group=group, scanner=scanner)


def judged(agreement: pd.DataFrame, images: pd.DataFrame) -> pd.DataFrame:
    """Average agreement over each patient's images, patients the network knew left out.

    Parameters
    ----------
    agreement : DataFrame
        `catalog.Agreement`.
    images : DataFrame
        `catalog.Images`: for the scanner.

    Returns
    -------
    DataFrame
        One row per patient: patient_id, group, scanner (`several` where a patient met more than
        one), n_images, dice, iou.

    Examples
    --------
    >>> seen = pd.DataFrame({"patient_id": ["P1", "P1", "P2"], "split": "train", "fold": 1,
    ...     "seen": [False, False, True], "dice": [0.8, 0.9, 0.99], "iou": 0.8},
    ...     index=pd.Index(["a", "b", "c"], name="image"))
    >>> images = pd.DataFrame({"scanner": ["X"] * 3}, index=seen.index)
    >>> judged(seen, images)["dice"].round(2).tolist()
    [0.85]
    """
    grouped = unseen(agreement, images).groupby("patient_id", sort=True)
    table = grouped.agg(
        group=("group", "first"),
        scanner=("scanner", _one_of),
        n_images=("dice", "size"),
        dice=("dice", "mean"),
        iou=("iou", "mean"),
    )
    return table.reset_index()


def _one_of(names: pd.Series) -> str:
    known = sorted(set(names))
    return known[0] if len(known) == 1 else "several"


def groups(patients: pd.DataFrame) -> list[str]:
    """Folds in order, held-out patients last.

    Examples
    --------
    >>> groups(pd.DataFrame({"group": ["Held out", "Fold 2 (unseen)", "Fold 1 (unseen)"]}))
    ['Fold 1 (unseen)', 'Fold 2 (unseen)', 'Held out']
    """
    return sorted(set(patients["group"]), key=lambda name: (name == HELD_OUT, len(name), name))


def mean_interval(agreement: pd.DataFrame) -> tuple[float, float, float]:
    """Mean Dice of patients, each the mean of his or her images, with its 95 % interval.

    Parameters
    ----------
    agreement : DataFrame
        Rows of `catalog.Agreement`, at least one.

    Returns
    -------
    mean, low, high : float
        Bootstrap over patients; no interval (NaN) for a single one.
    """
    told = agreement_summary(agreement, np.random.default_rng(STREAM))["dice"]
    if not isinstance(told, dict):
        return np.nan, np.nan, np.nan
    return told["patient_mean"], told["low"], told["high"]

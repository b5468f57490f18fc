"""Who is held out: by origin, or by a draw that keeps the share of HER2-positive patients."""

import numpy as np
import pandas as pd

from sonogenomics.cohort.patients import holds
from sonogenomics.errors import StudyError
from sonogenomics.study import HeldOut

ARMS = {1: "HER2-positive", 0: "HER2-negative"}


def held_out_by_origin(patients: pd.DataFrame, rule: HeldOut) -> pd.Series:
    """Hold out the patients of certain origins, such as the second hospital.

    Parameters
    ----------
    patients : DataFrame of str, one row per patient
        With the rule's column.
    rule : HeldOut
        Column and the values that are held out.

    Returns
    -------
    Series of str, by patient
        "test" = held out, "train" = the rest.
    """
    return _split(patients.index, holds(patients[rule.column], rule.values).to_numpy())


def held_out_by_draw(her2: pd.Series, fraction: float, rng: np.random.Generator) -> pd.Series:
    """Hold out a random share of each HER2 arm, rounded to whole patients.

    The draw depends on the patients' names and not on the order of their rows.

    Parameters
    ----------
    her2 : Series of int, by patient
        1 = positive, 0 = negative.
    fraction : float
        Share held out.
    rng : numpy.random.Generator
        Source of the draw.

    Returns
    -------
    Series of str, by patient
        "test" = held out, "train" = the rest.

    Examples
    --------
    >>> her2 = pd.Series([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], index=[f"P{i}" for i in range(10)])
    >>> split = held_out_by_draw(her2, 0.5, np.random.default_rng(1))
    >>> her2[split == "test"].value_counts().to_dict()
    {0: 3, 1: 2}
    """
    drawn: list[str] = []
    for arm in ARMS:
        names = sorted(her2.index[her2 == arm])
        drawn += rng.choice(names, size=round(fraction * len(names)), replace=False).tolist()
    return _split(her2.index, her2.index.isin(drawn))


def _split(index: pd.Index, is_test: np.ndarray) -> pd.Series:
    return pd.Series(np.where(is_test, "test", "train"), index=index, name="split", dtype="str")


def refuse_missing_arm(her2: pd.Series, split: pd.Series) -> None:
    """Stop where training or held-out patients lack an arm: nothing could be learnt or measured.

    Parameters
    ----------
    her2, split : Series, by patient
        Status (1, 0) and part ("train", "test").

    Raises
    ------
    StudyError
        Naming each arm that is missing, with the counts there are.
    """
    counts = {
        (part, arm): int(((split == part) & (her2 == arm)).sum())
        for part in ("train", "test")
        for arm in ARMS
    }
    words = {"train": "training", "test": "held-out"}
    missing = [
        f"no {ARMS[arm]} {words[part]} patient" for (part, arm), n in counts.items() if not n
    ]
    if missing:
        n_positive, n_negative = int((her2 == 1).sum()), int((her2 == 0).sum())
        raise StudyError(
            f"Of {len(her2)} included patients ({n_positive} HER2-positive, {n_negative} negative) "
            f"there is {' and '.join(missing)}: check patients.her2, patients.exclusions and "
            "patients.held_out in study.yaml, or cohort.test_fraction in params.yaml."
        )

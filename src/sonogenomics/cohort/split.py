"""Who is held out: by origin, or by a draw that keeps the share of positive patients."""

import numpy as np
import pandas as pd

from sonogenomics.cohort.patients import holds
from sonogenomics.errors import StudyError
from sonogenomics.study import HeldOut

ARMS = {1: "positive", 0: "negative"}


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


def held_out_by_draw(outcome: pd.Series, fraction: float, rng: np.random.Generator) -> pd.Series:
    """Hold out a random share of each arm, rounded to whole patients.

    The draw depends on the patients' names and not on the order of their rows.

    Parameters
    ----------
    outcome : Series of int, by patient
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
    >>> outcome = pd.Series([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], index=[f"P{i}" for i in range(10)])
    >>> split = held_out_by_draw(outcome, 0.5, np.random.default_rng(1))
    >>> outcome[split == "test"].value_counts().to_dict()
    {0: 3, 1: 2}
    """
    drawn: list[str] = []
    for arm in ARMS:
        names = sorted(outcome.index[outcome == arm])
        drawn += rng.choice(names, size=round(fraction * len(names)), replace=False).tolist()
    return _split(outcome.index, outcome.index.isin(drawn))


def _split(index: pd.Index, is_test: np.ndarray) -> pd.Series:
    return pd.Series(np.where(is_test, "test", "train"), index=index, name="split", dtype="str")


def refuse_missing_arm(outcome: pd.Series, split: pd.Series) -> None:
    """Stop where training or held-out patients lack an arm: nothing could be learnt or measured.

    Parameters
    ----------
    outcome, split : Series, by patient
        Status (1, 0) and part ("train", "test").

    Raises
    ------
    StudyError
        Naming each arm that is missing, with the counts there are.
    """
    counts = {
        (part, arm): int(((split == part) & (outcome == arm)).sum())
        for part in ("train", "test")
        for arm in ARMS
    }
    words = {"train": "training", "test": "held-out"}
    missing = [
        f"no {ARMS[arm]} {words[part]} patient" for (part, arm), n in counts.items() if not n
    ]
    if missing:
        n_positive, n_negative = int((outcome == 1).sum()), int((outcome == 0).sum())
        raise StudyError(
            f"Of {len(outcome)} included patients ({n_positive} positive, {n_negative} negative) "
            f"there is {' and '.join(missing)}: check patients.outcome, patients.exclusions and "
            "patients.held_out in study.yaml, or cohort.test_fraction in params.yaml."
        )

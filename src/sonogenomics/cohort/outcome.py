"""The outcome from whatever the study recorded: an assay, a label, or the identifier."""

import re

import numpy as np
import pandas as pd

from sonogenomics.cohort.assay import her2_by_assay
from sonogenomics.cohort.patients import holds
from sonogenomics.errors import StudyError, listed
from sonogenomics.study import ByAssay, ByPattern, ByValue


def outcome_status(patients: pd.DataFrame, rule: ByValue | ByPattern | ByAssay) -> pd.Series:
    """Outcome of each patient, by the study's rule.

    Parameters
    ----------
    patients : DataFrame of str, one row per patient
        Index `patient_id`; with the columns the rule names.
    rule : ByValue, ByPattern or ByAssay
        As study.yaml declares it.

    Returns
    -------
    Series of float
        1 = positive, 0 = negative, NaN = undetermined.

    Raises
    ------
    StudyError
        A label of an assay that does not exist, or an identifier that is both.
    """
    if isinstance(rule, ByAssay):
        return her2_by_assay(patients, rule)
    if isinstance(rule, ByPattern):
        return outcome_by_pattern(patients.index, rule)
    return outcome_by_value(patients[rule.column], rule)


def n_unrecorded(patients: pd.DataFrame, rule: ByValue | ByPattern | ByAssay) -> int:
    """How many of these patients have a blank where their outcome should stand."""
    if isinstance(rule, ByPattern):
        return 0
    column = rule.column if isinstance(rule, ByValue) else rule.ihc
    return int(patients[column].isna().sum())


def outcome_by_value(labels: pd.Series, rule: ByValue) -> pd.Series:
    """Outcome from a label; any label that is neither leaves the patient undetermined.

    Parameters
    ----------
    labels : Series of str
        NaN where blank.
    rule : ByValue
        Labels that mean positive and negative; case and outer spaces do not matter, "1.0" is "1".

    Returns
    -------
    Series of float
        1 = positive, 0 = negative, NaN = undetermined.

    Examples
    --------
    >>> rule = ByValue(column="outcome", positive=("Pos", "1"), negative=("Neg", "0"))
    >>> labels = pd.Series(["pos ", "NEG", "1.0", "unknown", None], dtype="str")
    >>> outcome_by_value(labels, rule).tolist()
    [1.0, 0.0, 1.0, nan, nan]
    """
    return _status(holds(labels, rule.positive), holds(labels, rule.negative))


def outcome_by_pattern(ids: pd.Index, rule: ByPattern) -> pd.Series:
    """Outcome from the identifier, where it tells the arm.

    Parameters
    ----------
    ids : Index of str
        Patients.
    rule : ByPattern
        Regular expressions, searched for anywhere in the identifier.

    Returns
    -------
    Series of float
        1 = positive, 0 = negative, NaN where neither is found.

    Raises
    ------
    StudyError
        An identifier that matches both.

    Examples
    --------
    >>> rule = ByPattern(positive_id="^pos", negative_id="^neg")
    >>> outcome_by_pattern(pd.Index(["pos1", "neg7", "x"]), rule).tolist()
    [1.0, 0.0, nan]
    """
    names = pd.Series(ids, index=ids, dtype="str")
    positive, negative = _found(names, rule.positive_id), _found(names, rule.negative_id)
    if (positive & negative).any():
        raise StudyError(
            f"Patient {listed(ids[positive & negative])} matches both {rule.positive_id!r} and "
            f"{rule.negative_id!r}: tighten patients.outcome in study.yaml."
        )
    return _status(positive, negative)


def _found(names: pd.Series, pattern: str) -> pd.Series:
    try:
        return names.map(lambda name: re.search(pattern, name) is not None).astype(bool)
    except re.error as error:
        raise StudyError(
            f"{pattern!r} in patients.outcome of study.yaml is no regular expression: {error}."
        ) from None


def _status(positive: pd.Series, negative: pd.Series) -> pd.Series:
    values = np.select([positive, negative], [1.0, 0.0], np.nan)
    return pd.Series(values, index=positive.index, name="outcome")

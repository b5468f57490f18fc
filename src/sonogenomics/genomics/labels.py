"""From what a sample sheet says to positive, negative or left out."""

import pandas as pd

from sonogenomics.errors import StudyError, listed
from sonogenomics.study import ByValue

MOST_VALUES = 12  # of a column, in a message


def column_named(samples: pd.DataFrame, name: str, where: str) -> "pd.Series[str]":
    """A sample field by its name, whatever its capitals.

    Parameters
    ----------
    samples : DataFrame
        One row a sample.
    name : str
        Field, such as ``tumor subtype``.
    where : str
        Series, for the message.

    Raises
    ------
    StudyError
        There is no such field; the message lists those there are.

    Examples
    --------
    >>> column_named(pd.DataFrame({"HER2 status": ["1"]}), "her2 status", "toy").tolist()
    ['1']
    """
    matches = [c for c in samples if str(c).strip().casefold() == name.strip().casefold()]
    if not matches:
        raise StudyError(
            f"Series {where}: its samples have no field {name!r}; they have "
            f"{listed(map(repr, samples.columns), 30)}. Correct the column in study.yaml."
        )
    exact = name if name in matches else matches[0]
    return samples[exact].astype("str").fillna("")


def plain(value: str) -> str:
    """A value as it is compared: trimmed, without capitals, whole numbers without their .0.

    Examples
    --------
    >>> [plain(value) for value in ("1.0", " Positive", "2+")]
    ['1', 'positive', '2+']
    """
    text = value.strip().casefold()
    whole, point, rest = text.partition(".")
    return whole if point and whole.isdigit() and not rest.strip("0") else text


def outcome_labels(samples: pd.DataFrame, rule: ByValue, where: str) -> "pd.Series[int]":
    """Outcome of every sample that the rule can tell: 1 positive, 0 negative.

    Parameters
    ----------
    samples : DataFrame of shape (n_samples, n_fields)
        One row a sample, texts.
    rule : ByValue
        Which field, and which of its values mean positive and negative.
    where : str
        Series, for the message.

    Returns
    -------
    Series of int, index a subset of the samples in their order
        Samples with any other value, or none, are not in it.

    Raises
    ------
    StudyError
        No such field, or an arm without a sample; the message lists the values found.

    Examples
    --------
    >>> sheet = pd.DataFrame({"outcome": ["1.0", "0", "", "equivocal"]}, index=list("ABCD"))
    >>> rule = ByValue(column="outcome", positive=["1"], negative=["0"])
    >>> outcome_labels(sheet, rule, "toy").to_dict()
    {'A': 1, 'B': 0}
    """
    values = column_named(samples, rule.column, where)
    meaning = {plain(value): 1 for value in rule.positive}
    both = sorted(set(meaning) & {plain(value) for value in rule.negative})
    if both:
        raise StudyError(f"Series {where}: {listed(both)} cannot mean positive and negative.")
    meaning |= {plain(value): 0 for value in rule.negative}
    labels = values.map(plain).map(meaning).dropna().astype("int64")
    arms = {"positive": 1, "negative": 0}
    missing = [arm for arm, label in arms.items() if label not in set(labels)]
    if missing:
        raise StudyError(
            f"Series {where} has no {' and no '.join(missing)} sample by {rule.column!r}"
            f"; its values are {_told(values)}. Correct the rule `outcome` in study.yaml."
        )
    return labels.rename("outcome")


def _told(values: "pd.Series[str]") -> str:
    counts = values.str.strip().value_counts()
    return listed((f"{value!r} ({n} samples)" for value, n in counts.items()), MOST_VALUES)

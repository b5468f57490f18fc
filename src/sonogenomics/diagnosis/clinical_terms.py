"""A clinical variable as columns of a regression: levels, numbers, rare ones, missing ones."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sonogenomics.diagnosis.estimators import Floats

FEWEST = 10  # patients of a level that stands on its own
REST = "other levels"


@dataclass(frozen=True)
class Terms:
    """One variable's columns, of the patients in whom it is known.

    Attributes
    ----------
    known : ndarray of bool, shape (n_patients,)
        Whether the variable is known.
    columns : ndarray, shape (n_known, n_columns)
        Without an intercept.
    levels : tuple of str
        Of a category, after merging; empty for a number.
    merged : tuple of str
        Rare levels that were put together.
    """

    known: np.ndarray
    columns: Floats
    levels: tuple[str, ...] = ()
    merged: tuple[str, ...] = ()


def terms_of(values: pd.Series, fewest: int = FEWEST) -> Terms:
    """Write a clinical variable as columns of a regression.

    A number enters standardised, with its square, so that an effect need not be a straight line.
    A category has a column for each level but the commonest; levels of fewer than `fewest` patients
    are put together. Whatever pandas calls missing, and an empty text, is not known.

    Parameters
    ----------
    values : Series, by patient
        Numbers, or texts, categories and truth values.
    fewest : int
        Patients of a level that stands on its own.

    Returns
    -------
    Terms

    Examples
    --------
    >>> stage = pd.Series(["I"] * 12 + ["II"] * 10 + ["III", "IV", None])
    >>> terms = terms_of(stage)
    >>> terms.levels, terms.merged, terms.columns.shape
    (('I', 'II', 'other levels'), ('III', 'IV'), (24, 2))
    """
    known = values.notna().to_numpy() & (values.astype(str).str.strip() != "").to_numpy()
    mine = values[known]
    if pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values):
        return Terms(known, _curve(mine.to_numpy(dtype=float)))
    return _category(known, mine.astype(str).str.strip(), fewest)


def _curve(numbers: Floats) -> Floats:
    spread = float(numbers.std()) if len(numbers) else 0.0
    z = (numbers - numbers.mean()) / spread if spread > 0 else np.zeros(len(numbers))
    return np.column_stack([z, z**2])


def _category(known: np.ndarray, texts: pd.Series, fewest: int) -> Terms:
    counts = texts.value_counts()
    rare = sorted(str(name) for name in counts.index[counts < fewest])
    merged = tuple(rare) if len(rare) > 1 else ()
    named = texts.where(~texts.isin(merged), REST)
    order = named.value_counts()
    levels = sorted(map(str, order.index), key=lambda name: (-int(order[name]), name))
    columns = np.column_stack([np.zeros((len(named), 0)), *(named == name for name in levels[1:])])
    return Terms(known, columns.astype(float), tuple(levels), merged)

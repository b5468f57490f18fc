"""Covariates of the patients as columns that can be taken out of features and genes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sonogenomics.errors import StudyError, listed
from sonogenomics.linking.counting import Floats

FEWEST = 4  # patients; with three, hardly any correlation can be told from chance
NOTHING_LEFT = 1e-9  # of a column's own spread, after the columns before it
ROUNDING = 1e-13  # spread over size below which a column is constant but for rounding
CONSTANT, COLLINEAR = "the same in everyone", "follows from the others"


@dataclass(frozen=True)
class Design:
    """What is held fixed while features and genes are compared.

    Attributes
    ----------
    patients : Index
        Those with a value of every covariate.
    basis : ndarray, shape (patients, columns)
        The covariates that count, centred and made orthonormal.
    columns : tuple of str
        What each column stands for: a number's name, or "name: value" of a category.
    dropped : dict of str to str
        Columns that say nothing new, and why.
    n_left_out : int
        Patients without a value of some covariate.
    """

    patients: pd.Index
    basis: Floats
    columns: tuple[str, ...]
    dropped: Mapping[str, str]
    n_left_out: int

    @property
    def n(self) -> int:
        """Patients."""
        return len(self.patients)

    @property
    def n_effective(self) -> int:
        """Patients less columns: a partial correlation is as one of so many pairs."""
        return self.n - len(self.columns)

    @property
    def suffices(self) -> bool:
        """Whether a correlation of these patients can be tested and given an interval."""
        return self.n_effective >= FEWEST


def design(covariates: pd.DataFrame) -> Design:
    """Turn the covariates of some patients into columns, and leave out what says nothing new.

    A number is one column. A category is one column for each value but the first in the alphabet.
    Patients without a value are left out. Columns are orthogonalised in the order given (modified
    Gram-Schmidt, twice): one that is the same in everyone, or that follows from those before it,
    is dropped and named.

    Parameters
    ----------
    covariates : DataFrame, patients x covariates
        Numbers or texts; may have no column.

    Returns
    -------
    Design

    Examples
    --------
    >>> found = design(pd.DataFrame({"site": list("ABBA"), "scanner": list("XYYX")}))
    >>> found.columns, found.dropped
    (('site: B',), {'scanner: Y': 'follows from the others'})
    """
    whole = covariates.dropna()
    kept: dict[str, Floats] = {}
    dropped: dict[str, str] = {}
    for name, column in _columns(whole).items():
        centred = column - column.mean() if len(column) else column
        size = float(np.linalg.norm(centred))
        if size <= ROUNDING * np.linalg.norm(column):
            dropped[name] = CONSTANT
            continue
        left = _freed(_freed(centred, kept), kept)
        if np.linalg.norm(left) <= NOTHING_LEFT * size:
            dropped[name] = COLLINEAR
            continue
        kept[name] = left / np.linalg.norm(left)
    basis = np.column_stack(list(kept.values())) if kept else np.empty((len(whole), 0))
    return Design(whole.index, basis, tuple(kept), dropped, len(covariates) - len(whole))


def _columns(covariates: pd.DataFrame) -> dict[str, Floats]:
    columns: dict[str, Floats] = {}
    for name, values in covariates.items():
        if pd.api.types.is_numeric_dtype(values):
            columns[str(name)] = values.to_numpy(dtype=float)
            continue
        texts = values.astype(str)
        first, *others = sorted(texts.unique()) or [""]
        if not others:
            columns[f"{name}: {first}"] = np.ones(len(texts))
        columns |= {f"{name}: {one}": (texts == one).to_numpy(dtype=float) for one in others}
    return columns


def _freed(column: Floats, kept: Mapping[str, Floats]) -> Floats:
    """A column without what the orthonormal ones before it already say."""
    for other in kept.values():
        column = column - (column @ other) * other
    return column


def chosen_covariates(patients: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """The covariates that params.yaml names, by patient.

    Parameters
    ----------
    patients : DataFrame, one row per patient
        The table `patients`.
    names : sequence of str
        `association.covariates`.

    Raises
    ------
    StudyError
        A name is no column of the patients.
    """
    unknown = [name for name in names if name not in patients.columns]
    if unknown:
        raise StudyError(
            f"association.covariates in params.yaml names {listed(unknown)}, of which nothing is "
            f"known; known of every patient: {listed(patients.columns, 12)}. Correct the name, or "
            "add the column to patients.variables in study.yaml."
        )
    return patients[list(dict.fromkeys(names))]


def refuse_few(one: Design) -> None:
    """Stop where too few patients are left for a correlation.

    Raises
    ------
    StudyError
        Saying how many there are and how many are needed.
    """
    if one.suffices:
        return
    if one.n < FEWEST and not one.n_left_out:
        raise StudyError(
            f"Only {one.n} of these patients have both URFs and expression; a paired comparison "
            f"needs at least {FEWEST}. See in study.yaml that `paired_by` names the field with the "
            "patient's id."
        )
    raise StudyError(
        f"Only {one.n} patients have URFs, expression and every covariate ({one.n_left_out} lack "
        f"one), too few for {len(one.columns)} columns of covariates ({listed(one.columns)}): "
        f"{FEWEST + len(one.columns)} are needed. Name fewer in association.covariates of "
        "params.yaml."
    )

"""Small nested cross-validations, and ways of selecting URFs that the tests can see through."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from sonogenomics.diagnosis.estimators import Labels
from sonogenomics.diagnosis.folds import Rows
from sonogenomics.diagnosis.nested import Asked, Nesting, nesting
from sonogenomics.diagnosis.procedures import procedures
from sonogenomics.diagnosis.training_fold import Rules, Select
from sonogenomics.diagnosis.tuning import Recipe
from sonogenomics.radiomics.differential import compare_arms
from tests.diagnosis.patients import SETTINGS

RECIPES = {name: Recipe(name, settings, trials=2) for name, settings in SETTINGS.items()}


def differing(
    urfs: pd.DataFrame, outcome: "pd.Series[int]", _: np.random.Generator
) -> Mapping[str, Sequence[str]]:
    """Raw p below 0.05; the module is a URF more."""
    found = sorted(compare_arms(urfs, outcome).query("p < 0.05").index)
    return {"differential": found, "module": [*found, urfs.columns[-1]] if found else []}


def nothing(
    _: pd.DataFrame, __: "pd.Series[int]", ___: np.random.Generator
) -> Mapping[str, Sequence[str]]:
    return {"differential": [], "module": []}


def rules(select: Select = differing, inner_folds: int = 3, trials: int = 2) -> Rules:
    return Rules(select, RECIPES, inner_folds, trials)


def rows_of(outcome: "pd.Series[int]") -> Rows:
    """One row a patient, nothing known of where they come from."""
    status: Labels = np.array(outcome, dtype=np.int64)
    return Rows(status, outcome.index.to_numpy(dtype=str), np.full(len(outcome), ""))


def small(
    urfs: pd.DataFrame,
    outcome: "pd.Series[int]",
    names: Sequence[str],
    how: Rules,
    repeats: int = 1,
    folds: int = 3,
) -> Nesting:
    """A nesting of one row a patient, seed 1."""
    asked = Asked(procedures(names), repeats, folds)
    return nesting(urfs, rows_of(outcome), asked, how, seed=1)

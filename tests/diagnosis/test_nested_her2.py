"""The study's own table: what patients never seen say of its URFs."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.corrected import corrected_interval
from sonogenomics.diagnosis.nested import cross_validate
from sonogenomics.diagnosis.nested_tables import folds_table
from tests.diagnosis.nestings import differing, rules, small
from tests.diagnosis.patients import PUBLISHED_EIGHT

NAMES = ["differential-logistic", "ridge", "log-ridge"]


@pytest.fixture(scope="module")
def authors(mirror: Path) -> tuple[pd.DataFrame, "pd.Series[int]"]:
    table = pd.read_csv(mirror / "her2-urf" / "F-S_matrix.txt", sep="\t", index_col=0).T
    urfs = table[table.index.str.match(r"(pos|neg)\d+$")].astype(float)
    outcome = pd.Series(urfs.index.str.startswith("pos").astype(int), urfs.index)
    return urfs, outcome


@pytest.mark.realdata
def test_all_urfs_tell_the_arms_apart_and_the_few_that_differ_hardly_do(
    authors: tuple[pd.DataFrame, "pd.Series[int]"],
) -> None:
    task = small(*authors, NAMES, rules(), repeats=2, folds=5)
    folds = folds_table(task, cross_validate(task, Plan(2)))
    runs = {name: rows["auc"].to_numpy() for name, rows in folds.groupby("candidate")}
    for name in ("ridge", "log-ridge"):
        found = corrected_interval(runs[name], 4, 1, null=0.5)
        assert found.low > 0.5
        assert 0.64 < found.mean < 0.78
    assert runs["differential-logistic"].mean() < runs["ridge"].mean()
    assert (folds["n_train"] + folds["n_test"] == 321).all()


@pytest.mark.realdata
def test_the_eight_urfs_change_with_the_patients_they_are_chosen_on(
    authors: tuple[pd.DataFrame, "pd.Series[int]"],
) -> None:
    """Chosen on everyone they are eight; chosen inside the folds few of them always return."""
    urfs, outcome = authors
    task = small(urfs, outcome, ["differential-logistic"], rules(differing), repeats=2, folds=5)
    folds = folds_table(task, cross_validate(task, Plan(2)))
    chosen = [set(text.split()) for text in folds["features"] if text]
    always = set.intersection(*chosen)
    assert always < set(PUBLISHED_EIGHT)
    assert len({frozenset(some) for some in chosen}) > 5
    assert np.ptp([len(some) for some in chosen]) >= 5

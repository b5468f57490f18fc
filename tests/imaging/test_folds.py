import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonogenomics.errors import StudyError
from sonogenomics.imaging.folds import drawn_folds, own_folds


def patients(outcome: list[int]) -> "pd.Series[int]":
    return pd.Series(outcome, index=[f"P{n:03d}" for n in range(len(outcome))])


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 1), st.booleans()), min_size=1, max_size=60),
    st.integers(2, 6),
    st.integers(0, 9),
)
def test_folds_differ_by_at_most_one_patient_in_every_group(
    known: list[tuple[int, bool]], n_folds: int, seed: int
) -> None:
    outcome = patients([one for one, _ in known])
    outlined = pd.Series([drawn for _, drawn in known], index=outcome.index)
    if 0 < outlined.sum() < n_folds:
        return
    folds = drawn_folds(outcome, outlined, n_folds, np.random.default_rng(seed))
    groups = [outcome == 0, outcome == 1, outlined, ~outlined, outcome >= 0]
    pairs = [(one & two) for one in groups[:2] for two in groups[2:4]]
    for group in [*pairs, outlined, outcome >= 0]:
        sizes = folds[group].value_counts().reindex(range(1, n_folds + 1), fill_value=0)
        assert sizes.max() - sizes.min() <= 1


def test_the_draw_depends_on_names_and_seed_and_not_on_the_order_of_rows() -> None:
    outcome = patients([0, 1] * 20)
    drawn = [
        drawn_folds(rows, rows >= 0, 5, np.random.default_rng(seed)).sort_index()
        for rows, seed in ((outcome, 1), (outcome[::-1], 1), (outcome, 2))
    ]
    assert drawn[0].equals(drawn[1])
    assert not drawn[0].equals(drawn[2])


def test_fewer_outlined_patients_than_folds_are_told() -> None:
    outcome = patients([0, 1, 0, 1, 1])
    outlined = outcome.index.to_series().isin(["P000", "P001"])
    with pytest.raises(StudyError, match="Only 2 training patients .* too few for 3 folds"):
        drawn_folds(outcome, outlined, 3, np.random.default_rng(1))


@pytest.mark.parametrize(
    ("folds", "told"),
    [
        (["1", "2", "1"], "Patient A is in two folds"),
        (["1", "", ""], "Training patient B is in no fold"),
        (["1", "1", "0"], "gives fold '0'"),
        (["1", "1", "two"], "gives fold 'two'"),
        (["1", "1", "1.5"], r"gives fold '1\.5'"),
    ],
)
def test_folds_of_the_study_that_cannot_be_used_are_told(folds: list[str], told: str) -> None:
    with pytest.raises(StudyError, match=told):
        own_folds(pd.Series(["A", "A", "B"]), pd.Series(folds))

"""Held-out patients: by origin or by a stratified draw."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.cohort.split import held_out_by_draw, held_out_by_origin, refuse_missing_arm
from sonogenomics.errors import StudyError
from sonogenomics.study import HeldOut


def arms(n_positive: int, n_negative: int) -> pd.Series:
    index = [f"P{i}" for i in range(n_positive + n_negative)]
    return pd.Series([1] * n_positive + [0] * n_negative, index=index)


def test_the_second_hospital_is_held_out() -> None:
    patients = pd.DataFrame({"site": ["A", "b ", None]}, dtype="str")
    rule = HeldOut(column="site", values=("B",))
    assert held_out_by_origin(patients, rule).tolist() == ["train", "test", "train"]


@given(
    n_positive=st.integers(1, 60),
    n_negative=st.integers(1, 60),
    fraction=st.floats(0.05, 0.95),
    seed=st.integers(0, 10),
)
def test_each_arm_gives_its_share_to_within_half_a_patient(
    n_positive: int, n_negative: int, fraction: float, seed: int
) -> None:
    outcome = arms(n_positive, n_negative)
    split = held_out_by_draw(outcome, fraction, np.random.default_rng(seed))
    for arm, n in ((1, n_positive), (0, n_negative)):
        n_test = int((split[outcome == arm] == "test").sum())
        assert abs(n_test - fraction * n) <= 0.5


def test_the_draw_does_not_depend_on_the_order_of_the_rows() -> None:
    outcome = arms(20, 30)
    shuffled = outcome.sample(frac=1, random_state=3)
    first = held_out_by_draw(outcome, 0.3, np.random.default_rng(5))
    second = held_out_by_draw(shuffled, 0.3, np.random.default_rng(5))
    pd.testing.assert_series_equal(first, second.loc[outcome.index])


def test_another_generator_draws_others() -> None:
    outcome = arms(20, 30)
    first, second = (held_out_by_draw(outcome, 0.3, np.random.default_rng(s)) for s in (1, 2))
    assert (first != second).any()


def test_a_missing_arm_is_told_with_the_counts_there_are() -> None:
    outcome = arms(1, 6)
    split = held_out_by_draw(outcome, 0.3, np.random.default_rng(1))
    message = r"Of 7 .*\(1 positive, 6 negative\) there is no positive held-out patient"
    with pytest.raises(StudyError, match=message):
        refuse_missing_arm(outcome, split)


def test_nobody_left_misses_every_arm() -> None:
    with pytest.raises(StudyError, match="Of 0 included patients"):
        refuse_missing_arm(pd.Series(dtype=int), pd.Series(dtype="str"))

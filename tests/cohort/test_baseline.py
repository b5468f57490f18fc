import numpy as np
import pandas as pd
import pytest

from sonogenomics.cohort.baseline import baseline
from sonogenomics.cohort.standardised import standardised_difference
from sonogenomics.study import Variable

AGE = Variable(column="age", label="Age", kind="number")
STAGE = Variable(column="stage", label="Stage", kind="ordered")


def patients() -> pd.DataFrame:
    n = 40
    frame = pd.DataFrame({"outcome": np.arange(n) % 2, "age": 50.0 + np.arange(n)})
    frame["split"] = np.where(np.arange(n) < 28, "train", "test")
    frame["stage"] = np.where(np.arange(n) % 3, "I", "II")
    frame.loc[0, "age"] = np.nan
    return frame


def described(split: str) -> pd.DataFrame:
    return baseline(patients(), [AGE, STAGE], split, np.random.default_rng(1))


def test_three_categories_are_apart_as_worked_with_their_covariance() -> None:
    # Yang and Dalton's own formula, by hand: shares (1/2, 1/4, 1/4) against (1/4, 1/4, 1/2).
    one, other = pd.Series(list("aabc")), pd.Series(list("abcc"))
    covariance = np.array([[3 / 16, -(1 / 16 + 1 / 8) / 2], [-(1 / 16 + 1 / 8) / 2, 7 / 32]])
    apart = np.array([0.0, -1 / 4])
    expected = np.sqrt(apart @ np.linalg.inv(covariance) @ apart)
    assert standardised_difference(one, other, is_number=False) == pytest.approx(expected)


@pytest.mark.parametrize("is_number", [True, False])
def test_what_does_not_vary_or_is_empty_has_no_distance(is_number: bool) -> None:
    same = pd.Series([1.0, 1.0])
    assert np.isnan(standardised_difference(same, same, is_number))
    assert np.isnan(standardised_difference(same, same.iloc[:0], is_number))


def test_missing_values_are_counted_in_the_part_where_they_are() -> None:
    counted = [described(split).set_index("variable")["n_missing"] for split in ("train", "test")]
    assert [n["Age"].iloc[0] if hasattr(n["Age"], "iloc") else n["Age"] for n in counted] == [1, 0]


def test_the_training_part_is_no_distance_from_itself() -> None:
    first = described("train").drop_duplicates("variable")
    assert (first["apart_training"].abs() < 1e-12).all()


def test_older_held_out_patients_are_far_from_the_training_ones() -> None:
    age = described("test").set_index("variable").loc["Age"]
    assert age["apart_training"] > 1
    assert abs(age["apart_arms"]) < 0.5


def test_a_part_without_patients_is_an_empty_table() -> None:
    assert baseline(patients(), [AGE], "nowhere", np.random.default_rng(1)).empty

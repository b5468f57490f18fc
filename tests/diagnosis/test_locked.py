"""The same patients and the same models are one opening; anything else is another."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sonogenomics.diagnosis.locked import Meeting, is_new, meeting, standing, times_opened
from sonogenomics.diagnosis.ranking import Candidate
from sonogenomics.diagnosis.tuning import Recipe

MODEL = Candidate("logistic", "module", ["a", "b"], champion=True)
RECIPES = {"logistic": Recipe("logistic", {"scaled": True})}
IDS = [f"P{i}" for i in range(12)]
MET = Meeting("p" * 16, "v" * 16, "m" * 16)


def made() -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(3)
    urfs = pd.DataFrame(rng.normal(size=(12, 3)), IDS, ["a", "b", "c"])
    split = ["train"] * 8 + ["test"] * 4
    return urfs, pd.DataFrame({"outcome": np.arange(12) % 2, "split": split}, IDS)


def met(**changes: Any) -> Meeting:
    urfs, patients = made()
    asked: dict[str, Any] = {"candidates": [MODEL], "recipes": RECIPES, "seed": 1}
    asked |= {"urfs": urfs, "patients": patients} | changes
    return meeting(**asked)


def test_the_order_of_rows_and_columns_is_no_difference() -> None:
    urfs, patients = made()
    shuffled = met(urfs=urfs[["c", "a", "b"]].iloc[::-1], patients=patients.iloc[::-1])
    assert shuffled == met()


def test_the_last_bits_of_a_value_are_no_difference_and_its_sixth_digit_is() -> None:
    urfs, _ = made()
    assert met(urfs=urfs * (1 + 1e-12)) == met()
    assert met(urfs=urfs * 1.001).patients == met().patients
    assert met(urfs=urfs * 1.001).measured != met().measured


def test_one_patient_more_or_another_outcome_is_another_set_of_patients() -> None:
    _, patients = made()
    fewer = patients.assign(split=["train"] * 7 + ["test"] * 5)
    other = patients.assign(outcome=patients["outcome"].where(patients.index != "P11", 0))
    assert len({met().patients, met(patients=fewer).patients, met(patients=other).patients}) == 3


@pytest.mark.parametrize(
    "changes",
    [
        {"candidates": [replace(MODEL, features=["a", "c"])]},
        {"candidates": [replace(MODEL, champion=False)]},
        {"recipes": {"logistic": Recipe("logistic", {"scaled": False})}},
        {"recipes": {"logistic": Recipe("logistic", {"scaled": True}, trials=4)}},
        {"seed": 2},
    ],
)
def test_whatever_makes_the_models_is_part_of_their_fingerprint(changes: dict[str, Any]) -> None:
    assert met(**changes).models != met().models
    assert met(**changes).patients == met().patients


def test_other_training_values_are_other_models() -> None:
    urfs, _ = made()
    urfs.loc["P0", "a"] = 9.0
    assert met(urfs=urfs).models != met().models
    assert met(urfs=urfs).measured == met().measured


def record(*rows: tuple[str, str, str, float]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["patients", "measured", "models", "auc"])


def test_the_same_meeting_is_known_and_with_another_result_it_is_not() -> None:
    known = record((MET.patients, MET.measured, MET.models, 0.712345))
    assert not is_new(known, MET, 0.7123450001)
    assert is_new(known, MET, 0.72)
    assert is_new(known, replace(MET, models="n" * 16), 0.712345)
    assert is_new(record(), MET, 0.5)


def test_openings_are_counted_by_patients_and_a_merged_line_counts_once() -> None:
    line = (MET.patients, MET.measured, MET.models, 0.7)
    lines = record(line, line, (*line[:2], "n" * 16, 0.8), ("q" * 16, *line[1:]))
    assert times_opened(lines, MET.patients) == 2
    assert times_opened(lines, "q" * 16) == 1
    assert times_opened(lines, "r" * 16) == 0


def test_each_number_of_openings_has_its_sentence() -> None:
    assert "never opened" in standing(0)
    assert "nobody has chosen" in standing(1)
    assert "opened 3 times: they are no longer untouched" in standing(3)

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.errors import StudyError
from sonogenomics.radiomics.aggregation import (
    Rule,
    of_patients,
    patient_rows,
    usable,
)

FEATURE = "original_glcm_Idm"
LESIONS = pd.DataFrame(
    [
        ("P2", "a", 1, 700, 0.25),
        ("P1", "b", 1, 300, 4.0),
        ("P1", "a", 2, 900, 2.0),
        ("P1", "a", 1, 900, 9.0),
    ],
    columns=["patient_id", "image", "lesion", "n_px", FEATURE],
)


@pytest.mark.parametrize(
    ("rule", "first", "second"),
    [("mean", 5.0, 0.25), ("median", 4.0, 0.25), ("largest", 9.0, 0.25), ("first", 9.0, 0.25)],
)
def test_a_patients_lesions_become_one_row(rule: Rule, first: float, second: float) -> None:
    assert patient_rows(LESIONS, rule).urfs[FEATURE].to_dict() == {"P1": first, "P2": second}


def test_the_largest_lesion_need_not_be_the_first() -> None:
    grown = LESIONS.assign(n_px=[700, 950, 900, 900])
    assert patient_rows(grown, "largest").urfs.loc["P1", FEATURE] == 4.0


def test_images_and_lesions_are_counted() -> None:
    counts = patient_rows(LESIONS).counts
    assert counts.to_dict("index") == {
        "P1": {"n_images": 2, "n_lesions": 3},
        "P2": {"n_images": 1, "n_lesions": 1},
    }


def test_a_lesion_listed_twice_is_refused() -> None:
    with pytest.raises(StudyError, match="listed twice: P2 a 1;"):
        patient_rows(pd.concat([LESIONS, LESIONS[:1]]))


@given(seed=st.integers(0, 2**32 - 1), rule=st.sampled_from(["mean", "median", "largest", "first"]))
def test_the_order_of_the_rows_changes_no_bit(seed: int, rule: Rule) -> None:
    rng = np.random.default_rng(seed)
    values = LESIONS.assign(**{FEATURE: rng.random(4)})
    shuffled = values.iloc[rng.permutation(4)]
    assert patient_rows(values, rule).urfs.equals(patient_rows(shuffled, rule).urfs)


def test_no_lesion_gives_no_patient() -> None:
    rows = patient_rows(LESIONS[:0])
    assert rows.urfs.shape == (0, 1)
    assert rows.counts.empty


def test_included_patients_keep_their_order_and_those_without_features_are_missing() -> None:
    rows = of_patients(patient_rows(LESIONS), ["P3", "P2", "P1"])
    assert rows.urfs.index.tolist() == rows.counts.index.tolist() == ["P2", "P1"]


def test_patients_who_are_not_included_are_left_out() -> None:
    assert of_patients(patient_rows(LESIONS), ["P2"]).urfs.index.tolist() == ["P2"]


def test_nobody_with_features_is_an_error() -> None:
    with pytest.raises(StudyError, match="None of the 1 included patients"):
        of_patients(patient_rows(LESIONS), ["P3"])


def test_barred_and_constant_features_are_left_out_and_counted() -> None:
    urfs = pd.DataFrame({"a": [1.0, 2.0], "b": 3.0, "c": [4.0, 5.0], "d": 6.0})
    kept = usable(urfs, ["c", "d"])
    assert kept.urfs.columns.tolist() == ["a"]
    assert (kept.n_barred, kept.n_constant) == (2, 1)


def test_no_feature_left_is_an_error_that_says_what_to_lower() -> None:
    urfs = pd.DataFrame({"a": [1.0, 2.0], "b": 3.0})
    with pytest.raises(StudyError, match=r"1 are barred and 1 are the same.*min_icc_masks"):
        usable(urfs, ["a"])

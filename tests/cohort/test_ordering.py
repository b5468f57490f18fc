"""Ordered categories stand in their clinical order, however the file lists them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.cohort.ordering import in_order


@pytest.mark.parametrize(
    "expected",
    [
        ["0", "1", "2", "10"],
        ["0", "1+", "2+", "3+"],
        ["-1", "0.5", "3"],
        ["0", "I", "IIA", "IIB", "IIIC", "IV"],
        ["Stage I", "stage II", "Stage III"],
        ["T0", "Tis", "T1", "T1mi", "T2", "T4d"],
        ["N0", "N1", "N1a", "N3"],
        ["G1", "G2", "G3"],
        ["pT1", "pT2"],
        ["high", "low", "mid"],  # no rule fits: the alphabet
        ["T1", "T2", "TX"],  # one unknown: the alphabet, which puts X last
        [],
    ],
)
@given(data=st.data())
def test_any_shuffle_comes_out_in_clinical_order(expected: list[str], data: st.DataObject) -> None:
    assert in_order(data.draw(st.permutations(expected))) == expected


def test_a_category_that_many_patients_have_stands_once() -> None:
    assert in_order(["II", "I", "II", "I"]) == ["I", "II"]

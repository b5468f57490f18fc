"""A patient list is read as it was written, or refused with the line that is wrong."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.cohort.patients import canonical, columns_named, holds, read_patients
from sonogenomics.errors import StudyError
from sonogenomics.study import ByAssay, Exclusion, HeldOut, PatientList, Variable


def written(folder: Path, content: bytes) -> Path:
    path = folder / "patients.csv"
    path.write_bytes(content)
    return path


def test_byte_order_mark_line_ends_and_spaces_do_not_matter(tmp_path: Path) -> None:
    path = written(tmp_path, b"\xef\xbb\xbfid, ihc\r\nP2, 3+ \r\n\r\n P1,\r\n,\r\n")
    patients = read_patients(path, "id")
    assert patients.index.tolist() == ["P2", "P1"]
    assert patients.index.name == "patient_id"
    assert patients.loc["P2", "ihc"] == "3+"
    assert patients["ihc"].isna().tolist() == [False, True]


def test_identifiers_keep_their_leading_zeros(tmp_path: Path) -> None:
    path = written(tmp_path, b"id,age\n007,51\n010,62\n")
    assert read_patients(path, "id").index.tolist() == ["007", "010"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"id,age\nP1,50\n,60\n", r"patients.csv does not name the patient in line 3"),
        (b"id,age\nP1,50\n\nP1,60\nP2,1\nP2,1\n", r"more than one line of patient P1, P2"),
        (b"name,age\nP1,50\n", r"has no column id \(it has name, age\)"),
        (b"id,age,age\nP1,50,51\n", r"more than one column age"),
        (b"id,age\nP1,50,60\n", r"not a comma-separated table .*line 2"),
        (b"", r"not a comma-separated table"),
        (b",\n,\n", r"is empty"),
        (b"id,name\nP1,M\xfcller\n", r"not UTF-8 text"),
    ],
)
def test_a_faulty_list_is_refused_with_its_fault(
    tmp_path: Path, content: bytes, message: str
) -> None:
    with pytest.raises(StudyError, match=message):
        read_patients(written(tmp_path, content), "id")


def test_a_missing_list_says_which_stage_makes_it(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="run the stage sources first"):
        read_patients(tmp_path / "patients.csv", "id")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1.0", "1"), ("1.", "1"), ("0", "0"), ("00", "0"), ("1.5", "1.5"), ("G2.0", "g2.0")],
)
def test_numbers_written_differently_are_one_label(text: str, expected: str) -> None:
    assert canonical(text) == expected


@given(st.text(alphabet="01.+ pN"))
def test_a_canonical_label_is_its_own_canonical_label(text: str) -> None:
    assert canonical(canonical(text)) == canonical(text)


def test_a_blank_holds_no_label() -> None:
    column = pd.Series(["Yes ", None, "no", "1.0"], dtype="str")
    assert holds(column, ["yes", "1"]).tolist() == [True, False, False, True]
    assert not holds(pd.Series([None, None], dtype="str"), ["yes"]).any()


def test_every_column_that_a_rule_names_is_asked_for_once() -> None:
    rules = PatientList(
        source="patients",
        outcome=ByAssay(ihc="ihc", fish="fish"),
        exclusions=(Exclusion(step="s", column="quality", keep=("good",)),),
        variables=(Variable(column="site", label="Site", kind="category"),),
        held_out=HeldOut(column="site", values=("B",)),
    )
    assert columns_named(rules) == ["quality", "ihc", "fish", "site"]

"""From everyone who was asked to the patients of the study."""

import numpy as np
import pandas as pd
import pytest

from sonogenomics.cohort.inclusion import Asked, include, patient_table, unlisted_patients
from sonogenomics.errors import StudyError
from sonogenomics.study import (
    ByAssay,
    ByPattern,
    ByValue,
    Exclusion,
    HeldOut,
    PatientList,
    Variable,
)

ASSAY = PatientList(
    source="patients",
    outcome=ByAssay(ihc="ihc"),
    exclusions=(Exclusion(step="Proven cancer", column="cancer", keep=("yes",)),),
)


def asked(**columns: list[str | None]) -> Asked:
    n = len(next(iter(columns.values())))
    patients = pd.DataFrame(columns, index=[f"P{i}" for i in range(n)], dtype="str")
    return Asked("patients.csv", patients.rename_axis("patient_id"))


def test_exclusion_then_outcome_then_urfs_each_with_its_count() -> None:
    everyone = asked(cancer=["yes", "no", "yes", "yes", "yes"], ihc=["3+", "4+", None, "2+", "0"])
    everyone = Asked(everyone.file, everyone.patients, measured=["P0", "P2", "unlisted"])
    included = include(everyone, ASSAY, "HER2")
    assert included.flow.to_numpy().tolist() == [
        ["Patients of the study's table", 0, 5],
        ["Proven cancer", 1, 4],
        ["HER2 status is definite", 2, 2],
        ["URFs are measured", 1, 1],
    ]
    assert included.outcome.to_dict() == {"P0": 1}
    assert (included.n_outcome_blank, included.n_outcome_neither) == (1, 1)


def test_an_unreadable_label_of_a_patient_who_left_earlier_stops_nothing() -> None:
    everyone = asked(cancer=["yes", "no"], ihc=["0", "maybe"])
    assert include(everyone, ASSAY, "HER2").outcome.to_dict() == {"P0": 0}


def test_a_column_the_list_lacks_is_told_with_those_it_has() -> None:
    message = r"patients.csv has no column cancer \(it has ihc\)"
    with pytest.raises(StudyError, match=message):
        include(asked(ihc=["3+"]), ASSAY, "HER2")


def test_patients_of_the_urf_table_have_no_columns_to_ask() -> None:
    everyone = Asked("urfs.csv", unlisted_patients(["a", "b"], "urfs.csv"))
    with pytest.raises(StudyError, match=r"urfs.csv has no column cancer, ihc \(it has none\)"):
        include(everyone, ASSAY, "HER2")


def test_a_clinical_variable_cannot_take_the_name_of_a_filled_column() -> None:
    rules = PatientList(
        outcome=ByValue(column="outcome", positive=("1",), negative=("0",)),
        variables=(Variable(column="outcome", label="HER2", kind="category"),),
    )
    with pytest.raises(StudyError, match="is called outcome"):
        include(asked(outcome=["1", "0"]), rules, "HER2")


def test_a_patient_named_twice_in_the_urf_table_is_refused() -> None:
    with pytest.raises(StudyError, match="more than one entry for patient b"):
        unlisted_patients(["a", "b", "b"], "urfs.csv")


def test_the_patients_table_keeps_the_order_and_the_clinical_columns() -> None:
    rules = PatientList(
        source="patients",
        outcome=ByValue(column="status", positive=("1",), negative=("0",)),
        variables=(Variable(column="age", label="Age", kind="number"),),
        held_out=HeldOut(column="site", values=("B",)),
    )
    everyone = asked(
        status=["1", "0", "0", "1"],
        age=["50", "60", None, "40"],
        site=["A", "B", "A", "B"],
        extra=["x", "x", "x", "x"],
    )
    table = patient_table(include(everyone, rules, "HER2"), rules, 0.3, np.random.default_rng(1))
    assert table.columns.tolist() == ["outcome", "split", "age", "site"]
    assert table["split"].tolist() == ["train", "test", "train", "test"]
    assert table["outcome"].tolist() == [1, 0, 0, 1]
    assert table["age"].tolist()[:2] == [50.0, 60.0]
    assert table.index.name == "patient_id"


def test_a_held_out_column_called_split_is_not_written_twice() -> None:
    rules = PatientList(
        source="patients",
        outcome=ByValue(column="status", positive=("1",), negative=("0",)),
        held_out=HeldOut(column="split", values=("external",)),
    )
    everyone = asked(status=["1", "0"] * 2, split=["own", "own", "external", "external"])
    table = patient_table(include(everyone, rules, "HER2"), rules, 0.3, np.random.default_rng(1))
    assert table.columns.tolist() == ["outcome", "split"]
    assert table["split"].tolist() == ["train", "train", "test", "test"]


def test_too_few_patients_for_both_parts_are_refused() -> None:
    rules = PatientList(outcome=ByPattern(positive_id="^p", negative_id="^n"))
    everyone = Asked("urfs.csv", unlisted_patients(["p1", "p2", "n1"], "urfs.csv"))
    with pytest.raises(StudyError, match="no negative held-out patient"):
        patient_table(include(everyone, rules, "HER2"), rules, 0.3, np.random.default_rng(1))

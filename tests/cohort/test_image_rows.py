"""A list with one row an image gives one row a patient, or says who contradicts whom."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.cohort.image_rows import listed_patients, merged_rows
from sonogenomics.cohort.inclusion import Asked, include, patient_table
from sonogenomics.errors import StudyError
from sonogenomics.study import ByValue, Exclusion, HeldOut, PatientList, Study, Variable
from tests.pipeline.graph import PROJECT

RULES = PatientList(
    source="images",
    rows="image",
    id_column="case",
    outcome=ByValue(column="pathology", positive=("malignant",), negative=("benign",)),
    variables=(Variable(column="age", label="Age", kind="number"),),
    held_out=HeldOut(column="device", values=("B",)),
)
ROWS = """image,case,side,pathology,age,device
1-l,7,left,malignant,50.0,A
2-l,3,left,benign,,B
1-r,7,right,Malignant,50,A
2-r,3,right,benign,61,B
3-l,9,left,benign,40,A
4-l,5,left,malignant,40,B
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "images.csv"
    path.write_text(text)
    return path


def test_rows_of_a_patient_become_one_in_the_order_of_the_list(tmp_path: Path) -> None:
    patients = listed_patients(written(tmp_path, ROWS), RULES)
    assert patients.index.tolist() == ["7", "3", "9", "5"]
    assert patients.index.name == "patient_id"
    assert patients["pathology"].tolist() == ["malignant", "benign", "benign", "malignant"]
    assert patients.loc["3", "age"] == "61"  # a blank contradicts nothing


def test_what_differs_between_images_is_left_out_if_the_study_does_not_use_it(
    tmp_path: Path,
) -> None:
    patients = listed_patients(written(tmp_path, ROWS), RULES)
    assert sorted(patients.columns) == ["age", "device", "pathology"]


def test_a_contradiction_names_patient_and_column(tmp_path: Path) -> None:
    text = ROWS.replace("1-r,7,right,Malignant,50,A", "1-r,7,right,benign,51,A")
    with pytest.raises(StudyError) as error:
        listed_patients(written(tmp_path, text), RULES)
    told = str(error.value)
    assert "patient 7, pathology ('malignant' or 'benign')" in told
    assert "patient 7, age ('50.0' or '51')" in told
    assert "patient 3" not in told


def test_a_column_the_list_lacks_is_told(tmp_path: Path) -> None:
    rules = RULES.model_copy(update={"exclusions": (Exclusion(step="s", column="q", keep=("1",)),)})
    with pytest.raises(StudyError, match=r"images.csv has no column q \(it has image, side"):
        listed_patients(written(tmp_path, ROWS), rules)


def test_a_list_of_patients_still_has_one_row_each(tmp_path: Path) -> None:
    rules = RULES.model_copy(update={"rows": "patient"})
    with pytest.raises(StudyError, match="more than one line of patient 7, 3: keep one, or say"):
        listed_patients(written(tmp_path, ROWS), rules)


def test_patients_are_held_out_by_a_column_of_the_images(tmp_path: Path) -> None:
    asked = Asked("images.csv", listed_patients(written(tmp_path, ROWS), RULES))
    included = include(asked, RULES, "Malignancy")
    table = patient_table(included, RULES, 0.5, np.random.default_rng(1))
    assert table["split"].to_dict() == {"7": "train", "3": "test", "9": "train", "5": "test"}
    assert included.flow["step"].tolist()[-1] == "Malignancy status is definite"


def test_a_device_that_changes_within_a_patient_cannot_hold_them_out(tmp_path: Path) -> None:
    text = ROWS.replace("2-r,3,right,benign,61,B", "2-r,3,right,benign,61,A")
    with pytest.raises(StudyError, match=r"patient 3, device \('B' or 'A'\)"):
        listed_patients(written(tmp_path, text), RULES)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from(["x", None])), min_size=1))
def test_merging_keeps_every_patient_once_and_every_known_value(
    rows: list[tuple[str, str | None]],
) -> None:
    names = pd.Index([name for name, _ in rows], dtype="str", name="patient_id")
    frame = pd.DataFrame({"v": pd.Series([v for _, v in rows], dtype="str").to_numpy()}, names)
    merged = merged_rows(frame, ["v"], "list")
    assert merged.index.tolist() == list(dict.fromkeys(names))
    known = {name for name, value in rows if value is not None}
    assert set(merged.index[merged["v"].notna()]) == known


@pytest.mark.realdata
def test_the_images_of_bus_bra_are_of_400_patients_who_agree(mirror: Path) -> None:
    study = Study.load("bus-bra", PROJECT / "studies")
    path = mirror / "bus-bra" / "bus_data.csv"
    patients = listed_patients(path, study.patients)
    # awk -F, 'NR > 1 {print $2","$4}' bus_data.csv | sort -u | cut -d, -f2 | sort | uniq -c
    assert patients["Pathology"].value_counts().to_dict() == {"benign": 270, "malignant": 130}
    device = HeldOut(column="Device", values=("U-Systems @10-14MHz",))
    rules = study.patients.model_copy(update={"held_out": device})
    included = include(Asked(path.name, listed_patients(path, rules)), rules, study.outcome.title)
    table = patient_table(included, rules, 0.3, np.random.default_rng(1))
    assert (table["split"] == "test").equals(table["Device"] == "U-Systems @10-14MHz")

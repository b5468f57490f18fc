"""A table of URFs is read as it was written, or refused with every fault at once."""

from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.catalog.features import Urfs
from sonogenomics.errors import StudyError
from sonogenomics.radiomics.names import PUBLISHED
from sonogenomics.radiomics.table import Cells, choose_features, measured_urfs, read_cells
from sonogenomics.study import UrfTable

IDM, ID, MCC = "original_glcm_Idm", "original_glcm_Id", "original_glcm_MCC"
ROWS = UrfTable(source="urfs")
PUBLISHED_LAYOUT = UrfTable(source="urfs", orientation="features_in_rows", separator="tab")


def cells(table: dict[str, list[str | None]], patients: list[str] | None = None) -> Cells:
    n = len(next(iter(table.values())))
    index = pd.Index(patients or [f"P{i}" for i in range(n)], name="patient_id")
    return Cells("urfs.csv", pd.DataFrame(table, index=index, dtype=object), 0)


def faults(
    raw: Cells,
    included: list[str] | None = None,
    on_list: list[str] | None = None,
    which: Literal["published", "all"] = "all",
) -> list[str]:
    choice = choose_features(raw, which)
    with pytest.raises(StudyError) as told:
        measured_urfs(raw, choice, included or raw.patients, on_list)
    first, *rest = str(told.value).splitlines()
    assert first == f"urfs.csv has {len(rest)} fault(s); mend them and run again:"
    return [line.strip() for line in rest]


def written(folder: Path, text: bytes) -> Path:
    path = folder / "urfs.csv"
    path.write_bytes(text)
    return path


def test_both_orientations_give_the_same_patients_and_features(tmp_path: Path) -> None:
    wide = written(tmp_path, f"id,{IDM},{ID}\nP1,0.5,1\nP2,0.25,2\n".encode())
    first = read_cells(wide, ROWS)
    long = written(
        tmp_path,
        f"\xef\xbb\xbffeature\tP1\tP2\r\n{IDM}\t0.5\t0.25\r\n{ID}\t1\t2\r\n".encode("latin1"),
    )
    second = read_cells(long, PUBLISHED_LAYOUT)
    pd.testing.assert_frame_equal(first.texts, second.texts)
    assert first.patients == ["P1", "P2"]
    assert first.texts.columns.tolist() == [IDM, ID]
    assert [first.texts.columns.name, second.texts.columns.name] == [None, None]
    assert [first.texts.index.name, second.texts.index.name] == ["patient_id", "patient_id"]


def test_a_nameless_patient_is_dropped_and_counted(tmp_path: Path) -> None:
    path = written(tmp_path, f"feature\tP1\t\tP3\n{IDM}\t1\t2\t3\n".encode())
    raw = read_cells(path, PUBLISHED_LAYOUT)
    assert (raw.patients, raw.n_nameless) == (["P1", "P3"], 1)
    assert raw.texts[IDM].tolist() == ["1", "3"]


def test_the_empty_edges_that_spreadsheets_leave_are_no_patients(tmp_path: Path) -> None:
    path = written(tmp_path, f"feature\tP1\t\n{IDM}\t1\t\n\t\t\n".encode())
    raw = read_cells(path, PUBLISHED_LAYOUT)
    assert (raw.patients, raw.n_nameless) == (["P1"], 0)
    assert raw.texts.columns.tolist() == [IDM]


def test_doubled_names_are_not_renamed_on_reading(tmp_path: Path) -> None:
    path = written(tmp_path, f"id,{IDM},{IDM}\nP1,1,2\nP1,3,4\n".encode())
    raw = read_cells(path, ROWS)
    assert faults(raw) == [
        "more than one entry for patient P1: keep one",
        f"more than one column of feature {IDM}: keep one",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"", "not a table of one width"),
        (b"id,a\nP1,1,2\n", "not a table of one width .*line 2, saw 3"),
        (b"id;a\nP1;1\n", r"has 2 row\(s\) and 1 column\(s\): check the separator"),
        (b"id,original_glcm_Idm\n", r"has 1 row\(s\)"),
        (b"id,\xff\nP1,1\n", "not UTF-8 text"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, text: bytes, message: str) -> None:
    with pytest.raises(StudyError, match=message):
        read_cells(written(tmp_path, text), ROWS)


def test_a_missing_table_says_which_stage_makes_it(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="run the stage sources first"):
        read_cells(tmp_path / "urfs.csv", ROWS)


def test_the_published_set_leaves_out_what_the_study_did_not_use() -> None:
    raw = cells({IDM: ["1"], MCC: ["2"], "diagnostics_Versions_Python": ["3.7"]})
    choice = choose_features(raw, "published")
    assert choice.names == (IDM,)
    assert (choice.n_left_out, choice.n_missing) == (2, 85)


def test_all_features_are_used_where_asked_but_notes_never() -> None:
    raw = cells({IDM: ["1"], MCC: ["2"], "diagnostics_Versions_Python": ["3.7"]})
    choice = choose_features(raw, "all")
    assert choice.names == (IDM, MCC)
    assert choice.n_left_out == 1


def test_a_table_without_any_published_feature_is_refused() -> None:
    with pytest.raises(StudyError, match=r"none of the published study's 86 features .*P1, P2"):
        choose_features(cells({"P1": ["1"], "P2": ["2"]}), "published")


def test_the_numbers_come_in_the_order_asked_and_exactly_as_written() -> None:
    raw = cells({IDM: ["0.1", "1e-3", "7"], ID: ["123456.7890123456", "2", "3"]})
    urfs = measured_urfs(raw, choose_features(raw, "published"), ["P2", "P0"])
    assert urfs.index.tolist() == ["P2", "P0"]
    assert urfs.to_numpy()[1].tolist() == [0.1, 123456.7890123456]
    assert Urfs.validate(urfs).shape == (2, 2)


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=2, unique=True))
def test_any_number_survives_being_written_and_read(values: list[float]) -> None:
    raw = cells({IDM: [repr(value) for value in values]})
    urfs = measured_urfs(raw, choose_features(raw, "all"), raw.patients)
    assert urfs[IDM].tolist() == values


def test_every_fault_of_a_table_is_told_at_once() -> None:
    raw = cells(
        {
            IDM: ["1", "high", None, "1,5"],
            ID: ["inf", "1", "2", "3"],
            MCC: ["4", "4", "4.0", "4"],
            PUBLISHED[0]: [None, None, None, None],
            "original_glcm_Idmm": ["1", "2", "3", "4"],
            "": ["1", "2", "3", "4"],
        },
        ["P1", "P2", "P3", "P4"],
    )
    assert faults(raw, ["P1", "P2", "P3", "P4", "P9"], ["P1", "P2", "P3", "P9"]) == [
        "patient P4 is not on the patient list: add to the list, or remove from this table",
        "no URFs for patient P9 of the study",
        "original_glcm_Idmm, (no name) is no feature of PyRadiomics "
        "(such as original_glszm_ZoneEntropy): rename or remove it",
        f"not a number: patient P2, {IDM} ('high'), patient P4, {IDM} ('1,5')",
        f"infinite: patient P1, {ID} ('inf')",
        f"missing: patient P3, {IDM}",
        f"feature {PUBLISHED[0]} has no value at all: remove it",
        f"feature {MCC} is the same in every patient: remove it",
    ]


def test_values_of_a_patient_who_left_the_study_stop_nothing() -> None:
    raw = cells({IDM: ["1", None, "3"], ID: ["1", "2", "blurred"]})
    raw.texts.loc["P2", ID] = "2"
    urfs = measured_urfs(raw, choose_features(raw, "all"), ["P0", "P2"])
    assert urfs.shape == (2, 2)


def test_values_of_a_feature_that_is_not_used_stop_nothing() -> None:
    raw = cells({IDM: ["1", "2"], MCC: ["x", None]})
    assert measured_urfs(raw, choose_features(raw, "published"), ["P0", "P1"]).shape == (2, 1)


def test_a_misspelt_feature_is_told_even_where_only_the_published_are_used() -> None:
    raw = cells({IDM: ["1", "2"], "original_glcm_Idmm": ["1", "2"]})
    assert "original_glcm_Idmm is no feature" in faults(raw, which="published")[0]


@pytest.mark.parametrize("text", ["1_000", "0x1F", "True", "1 2", "--1"])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert "not a number" in faults(cells({IDM: ["1", text]}))[0]


@pytest.mark.realdata
def test_the_authors_table_has_86_features_of_321_named_patients(mirror: Path) -> None:
    raw = read_cells(mirror / "her2-urf" / "F-S_matrix.txt", PUBLISHED_LAYOUT)
    choice = choose_features(raw, "published")
    urfs = measured_urfs(raw, choice, raw.patients)
    assert raw.n_nameless == 1
    assert urfs.shape == (321, 86)
    assert (choice.n_left_out, choice.n_missing) == (0, 0)
    arms = pd.Series(raw.patients).str.slice(0, 3).value_counts()
    assert arms.to_dict() == {"neg": 175, "pos": 146}
    assert np.isfinite(urfs.to_numpy()).all()

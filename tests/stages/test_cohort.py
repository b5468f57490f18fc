"""Stage cohort on small studies: from files in data/sources to the three tables."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from sonogenomics.catalog import CHARACTERISTICS, FLOW, PATIENTS
from sonogenomics.errors import StudyError
from sonogenomics.params.patients import Cohort
from sonogenomics.stages import cohort
from sonogenomics.study import Study
from tests.outcomes import HER2

HALF = Cohort(test_fraction=0.5)
FEATURE = "original_glcm_Idm"
LIST = {
    "source": "patients",
    "outcome": {"ihc": "ihc"},
    "exclusions": [{"step": "Lesion visible", "column": "visible", "keep": ["yes"]}],
    "variables": [{"column": "age", "label": "Age", "kind": "number"}],
}


def study(patients: Mapping[str, object], *, urfs: bool = True) -> Study:
    names = [name for name, used in (("patients", "source" in patients), ("urfs", urfs)) if used]
    sources = {
        name: {"origin": {"path": name}, "file": f"{name}.csv", "licence": "-", "citation": "-"}
        for name in names
    }
    absent = {"absent": "not in this test"}
    return Study.model_validate(
        {
            "name": "small",
            "title": "-",
            "citation": "-",
            "outcome": HER2,
            "sources": sources,
            "patients": patients,
            "urfs": {"source": "urfs"} if urfs else absent,
            **dict.fromkeys(("images", "masks", "expression", "gene_sets"), absent),
        }
    )


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder with a patient list of ten and URFs of nine of them."""
    monkeypatch.chdir(tmp_path)
    sources = tmp_path / "data" / "sources"
    sources.mkdir(parents=True)
    marks = ["3+", "3+", "3+", "3+", "0", "1+", "0", "1+", "2+", "0"]
    rows = [f"P{i},{ihc},{40 + i},{'no' if i == 9 else 'yes'}" for i, ihc in enumerate(marks)]
    (sources / "patients.csv").write_text("\n".join(["patient_id,ihc,age,visible", *rows]))
    values = [f"P{i},{i}.5" for i in range(1, 10)]
    (sources / "urfs.csv").write_text("\n".join([f"id,{FEATURE}", *values]))
    return tmp_path


def test_a_patient_list_becomes_patients_flow_and_characteristics() -> None:
    metrics = cohort.main(study(LIST), 7, HALF)
    patients = PATIENTS.read()
    assert patients.columns.tolist() == ["outcome", "split", "age"]
    assert patients["outcome"].to_dict() == {
        **dict.fromkeys(["P1", "P2", "P3"], 1),
        **dict.fromkeys(["P4", "P5", "P6", "P7"], 0),
    }
    assert FLOW.read()[["step", "n_excluded"]].to_numpy().tolist() == [
        ["Patients of the study's table", 0],
        ["Lesion visible", 1],
        ["HER2 status is definite", 1],
        ["URFs are measured", 1],
    ]
    assert CHARACTERISTICS.read()["positive"].tolist() == ["42 [41.5, 42.5]"]
    assert metrics == {
        "n_asked": 10,
        "n_excluded": 3,
        "n_nameless": 0,
        "n_outcome_blank": 0,
        "n_outcome_neither": 1,
        "n_patients": 7,
        "n_positive": 3,
        "n_negative": 4,
        "n_train": 3,
        "n_train_positive": 1,
        "n_test": 4,
        "n_test_positive": 2,
    }


def test_without_a_list_the_urf_table_names_the_patients(folder: Path) -> None:
    (folder / "data/sources/urfs.csv").write_text(
        f"id,{FEATURE}\npos1,1\nneg1,2\n,3\npos2,4\nneg2,5\n"
    )
    metrics = cohort.main(study({"outcome": {"positive_id": "pos", "negative_id": "neg"}}), 7, HALF)
    assert PATIENTS.read().index.tolist() == ["pos1", "neg1", "pos2", "neg2"]
    assert FLOW.read()["n_excluded"].tolist() == [0, 1, 0]
    assert CHARACTERISTICS.read().empty
    assert (metrics["n_asked"], metrics["n_nameless"]) == (5, 1)


def test_without_urfs_nobody_is_asked_for_them() -> None:
    metrics = cohort.main(study(LIST, urfs=False), 7, HALF)
    assert metrics["n_patients"] == 8
    assert FLOW.read()["step"].tolist()[-1] == "HER2 status is definite"


def test_equal_seeds_give_equal_bytes_and_another_seed_another_draw(folder: Path) -> None:
    written = []
    for seed in (7, 7, 8, 9):
        cohort.main(study(LIST), seed, HALF)
        written.append((folder / PATIENTS.path).read_bytes())
    assert written[0] == written[1]
    assert len(set(written)) > 1


def test_a_study_without_list_and_urfs_has_no_patients() -> None:
    nobody = study({"outcome": {"positive_id": "pos", "negative_id": "neg"}}, urfs=False)
    with pytest.raises(StudyError, match="Study small has neither a patient list nor a URF table"):
        cohort.main(nobody, 7, HALF)


def test_a_failure_leaves_earlier_tables_as_they_were(folder: Path) -> None:
    cohort.main(study(LIST), 7, HALF)
    before = (folder / PATIENTS.path).read_bytes()
    (folder / "data/sources/patients.csv").write_text("patient_id,ihc,age,visible\nP1,4+,50,yes\n")
    with pytest.raises(StudyError, match=r"patient P1, ihc: '4\+'"):
        cohort.main(study(LIST), 7, HALF)
    assert (folder / PATIENTS.path).read_bytes() == before

"""Stage urfs on small studies: the included patients' features, or every fault."""

from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.catalog import PATIENTS, URFS
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.stages import urfs as stage
from sonogenomics.study import Study

RULES = Params.load().urfs
PUBLISHED, ALL = (RULES.model_copy(update={"feature_set": name}) for name in ("published", "all"))
IDM, MCC = "original_glcm_Idm", "original_glcm_MCC"


def study(*, listed: bool = True, urfs: bool = True, layout: str = "patients_in_rows") -> Study:
    names = [name for name, used in (("patients", listed), ("urfs", urfs)) if used]
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
            "sources": sources,
            "patients": {"source": "patients" if listed else None, "her2": {"ihc": "ihc"}},
            "urfs": {"source": "urfs", "orientation": layout} if urfs else absent,
            **dict.fromkeys(("images", "masks", "expression", "gene_sets"), absent),
        }
    )


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project folder after stage cohort: two of three listed patients are included."""
    monkeypatch.chdir(tmp_path)
    sources = tmp_path / "data" / "sources"
    sources.mkdir(parents=True)
    (sources / "patients.csv").write_text("patient_id,ihc\nP1,3+\nP2,0\nP3,2+\n")
    (sources / "urfs.csv").write_text(f"id,{IDM},{MCC}\nP3,,1\nP2,2,2\n,9,9\nP1,1,3\n")
    included = {"her2": [1, 0], "split": ["train", "test"]}
    PATIENTS.write(pd.DataFrame(included, index=pd.Index(["P1", "P2"], name="patient_id")))
    return tmp_path


def test_included_patients_and_published_features_are_kept_the_rest_counted() -> None:
    metrics = stage.main(study(), PUBLISHED)
    urfs = URFS.read()
    assert urfs.columns.tolist() == [IDM]
    assert urfs[IDM].to_dict() == {"P1": 1.0, "P2": 2.0}
    assert metrics == {
        "n_patients": 2,
        "n_patients_left_out": 1,
        "n_nameless": 1,
        "n_features": 1,
        "n_features_left_out": 1,
        "n_features_missing": 85,
    }


def test_a_table_with_features_in_rows_is_written_alike(folder: Path) -> None:
    stage.main(study(), ALL)
    expected = (folder / URFS.path).read_bytes()
    table = f"feature,P2,,P1,P3\n{IDM},2,9,1,\n{MCC},2,9,3,1\n"
    (folder / "data/sources/urfs.csv").write_text(table)
    stage.main(study(layout="features_in_rows"), ALL)
    assert (folder / URFS.path).read_bytes() == expected


def test_all_features_are_kept_where_asked() -> None:
    assert stage.main(study(), ALL)["n_features"] == 2
    assert URFS.read().columns.tolist() == [IDM, MCC]


def test_a_patient_who_is_not_on_the_list_is_refused(folder: Path) -> None:
    with (folder / "data/sources/urfs.csv").open("a") as table:
        table.write("P9,1,1\n")
    with pytest.raises(StudyError, match="patient P9 is not on the patient list"):
        stage.main(study(), PUBLISHED)
    assert not (folder / URFS.path).exists()


def test_without_a_list_nobody_is_unknown() -> None:
    assert stage.main(study(listed=False), PUBLISHED)["n_patients"] == 2


def test_a_study_without_urfs_says_so_and_has_an_empty_table() -> None:
    metrics = stage.main(study(urfs=False), PUBLISHED)
    assert metrics == {"n_patients": 0, "n_features": 0, "absent": "not in this test"}
    assert URFS.read().shape == (0, 0)

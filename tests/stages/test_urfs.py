"""Stage urfs on small studies: the included patients' features, or every fault."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.catalog import LESION_FEATURES, PATIENTS, RELIABILITY, SCANNER_EFFECTS, URFS
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.profiles import PROFILES
from sonogenomics.stages import radiomics, robustness
from sonogenomics.stages import urfs as stage
from sonogenomics.study import Study
from tests.outcomes import HER2
from tests.pipeline.graph import PROJECT
from tests.stages.imaged import pictures, real_pictures, split_of, write_project
from tests.stages.imaged import study as images

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
            "outcome": HER2,
            "sources": sources,
            "patients": {"source": "patients" if listed else None, "outcome": {"ihc": "ihc"}},
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
    included = {"outcome": [1, 0], "split": ["train", "test"]}
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
    assert SCANNER_EFFECTS.read().empty


def scanned(n_patients: int = 8, n_test: int = 2) -> None:
    """Replace the folder by one of a study with images: two views, two scanners by turns."""
    rng = np.random.default_rng(3)
    found = pictures(n_patients, rng)
    split = split_of([one.patient for one in found], n_test)
    write_project(found, split)
    rows = pd.DataFrame(
        {
            "patient_id": [one.patient for one in found],
            "image": [one.image for one in found],
            "lesion": 1,
            "n_px": 500,
        }
    )
    shift = np.array([4.0 * (one.scanner == "B") for one in found])
    for number, name in enumerate((IDM, MCC)):
        rows[name] = rng.standard_normal(len(rows)) + shift * (number == 0)
    LESION_FEATURES.write(rows.assign(original_glcm_Id=0.5))
    reliable(MCC, barred=False)


def reliable(name: str, *, barred: bool) -> None:
    index = pd.Index([IDM, MCC, "original_glcm_Id"], dtype="str", name="feature")
    columns = [column for column in RELIABILITY.schema.empty().columns if column != "barred"]
    table = pd.DataFrame(0.9, index=index, columns=columns)
    RELIABILITY.write(table.assign(barred=(index == name) & barred))


def test_a_patient_is_the_mean_of_its_lesions_and_constant_features_are_left_out() -> None:
    scanned()
    metrics = stage.main(images(), PUBLISHED)
    lesions, urfs = LESION_FEATURES.read(), URFS.read()
    assert urfs.columns.tolist() == [IDM, MCC]
    for patient in urfs.index:
        values = lesions.loc[lesions["patient_id"] == patient, IDM]
        assert urfs.loc[patient, IDM] == pytest.approx(sum(values) / len(values))
    assert (metrics["n_patients"], metrics["n_patients_without_features"]) == (8, 0)
    assert (metrics["n_features_barred"], metrics["n_features_constant"]) == (0, 1)
    assert metrics["images_per_patient"] == {"mean": 2, "max": 2}
    assert metrics["harmonised"] is False


def test_barred_features_do_not_reach_the_patients() -> None:
    scanned()
    reliable(IDM, barred=True)
    assert stage.main(images(), PUBLISHED)["n_features_barred"] == 1
    assert URFS.read().columns.tolist() == [MCC]


def test_patients_none_of_whose_lesions_gave_features_are_counted_and_missing() -> None:
    scanned()
    lesions = LESION_FEATURES.read()
    LESION_FEATURES.write(lesions[lesions["patient_id"] != "P03"])
    metrics = stage.main(images(), PUBLISHED)
    assert (metrics["n_patients"], metrics["n_patients_without_features"]) == (7, 1)
    assert "P03" not in URFS.read().index


def test_no_features_at_all_is_an_error_that_says_where_to_look() -> None:
    scanned()
    LESION_FEATURES.write(LESION_FEATURES.read().head(0))
    with pytest.raises(StudyError, match=r"None of the 8 .*feature_faults\.parquet"):
        stage.main(images(), PUBLISHED)


def test_the_scanners_effect_is_written_for_every_feature() -> None:
    scanned(n_patients=14, n_test=2)
    metrics = stage.main(images(), PUBLISHED)
    effects = SCANNER_EFFECTS.read()
    assert effects.index.tolist() == [IDM, MCC]
    shifted, same = effects["epsilon_squared"]
    assert shifted > 0.7 > same
    assert effects["epsilon_squared_after"].isna().all()
    found = metrics["scanners"]
    assert isinstance(found, dict)
    assert (found["n_compared"], found["n_features_that_differ"]) == (2, 1)
    assert found["by_chance"] == pytest.approx(1 / 11)


def test_combat_takes_the_scanner_away_by_what_training_patients_teach() -> None:
    scanned(n_patients=50, n_test=14)
    rules = PUBLISHED.model_copy(update={"harmonise": "combat"})
    stage.main(images(), PUBLISHED)
    raw = URFS.read()
    metrics = stage.main(images(), rules)
    effects, first = SCANNER_EFFECTS.read(), URFS.read()
    assert effects["epsilon_squared"].iloc[0] > 0.7
    assert effects["epsilon_squared_after"].iloc[0] < 0.3
    assert (metrics["n_scanners_harmonised"], metrics["n_patients_not_harmonised"]) == (2, 0)
    lesions = LESION_FEATURES.read()
    last = "P49"
    assert PATIENTS.read()["split"][last] == "test"
    moved = lesions["patient_id"] == last
    lesions.loc[moved, [IDM, MCC]] += 100
    LESION_FEATURES.write(lesions)
    stage.main(images(), rules)
    others = URFS.read().drop(index=last)
    pd.testing.assert_frame_equal(others, first.drop(index=last), check_exact=True)
    assert (first != raw).all().all()


def test_combat_with_one_scanner_is_refused() -> None:
    scanned(n_patients=8)
    with pytest.raises(StudyError, match=r"ComBat needs two scanners.*urfs\.harmonise to none"):
        stage.main(images(), PUBLISHED.model_copy(update={"harmonise": "combat"}))


@pytest.mark.realdata
def test_real_patients_become_rows_of_finite_urfs(
    mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SONOGENOMICS_WORKERS", "1")
    params, profile = Params.load(PROJECT / "params.yaml"), PROFILES["honest"]
    found = real_pictures(mirror, 5)
    write_project(found, split_of([one.patient for one in found], 1))
    radiomics.main(images(), profile, params.radiomics)
    few = params.robustness.model_copy(update={"lesions": 3, "changes": 1})
    robustness.main(images(), 1, profile, params.radiomics, few, PUBLISHED)
    metrics = stage.main(images(), PUBLISHED)
    urfs = URFS.read()
    assert urfs.shape == (5, metrics["n_features"])
    assert metrics["n_features"] == 86 - int(str(metrics["n_features_constant"]))
    assert np.isfinite(urfs.to_numpy()).all()
    assert metrics["images_per_patient"] == {"mean": 2, "max": 2}

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sonogenomics.catalog import PATIENTS, PERFORMANCE, SCORES
from sonogenomics.diagnosis.classifiers import NAMES
from sonogenomics.errors import StudyError
from sonogenomics.profiles import PROFILES
from sonogenomics.stages import classifiers
from tests.stages.diagnosed import quick_params, write_inputs

PARAMS = quick_params()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(model: str, profile: str = "honest") -> Any:
    sections = PARAMS.resampling, PARAMS.tuning, PARAMS.classifiers, PARAMS.compute
    return classifiers.main(model, 1, PROFILES[profile], *sections)


@pytest.mark.parametrize("model", NAMES)
def test_each_classifier_writes_its_scores_and_performance(model: str, folder: Path) -> None:
    write_inputs()
    metrics = run(model)
    performance = PERFORMANCE.at(model).read()
    assert set(performance["classifier"]) == {model}
    selected = {"differential": 4, "module": 4}
    expected = selected | {"all": 4} if model == "logistic" else selected
    assert performance.groupby("feature_set").size().to_dict() == expected
    shown = pd.read_csv(folder / f"reports/classifiers/{model}/auc.csv")
    assert shown["auc"].tolist() == pytest.approx(performance["auc"].tolist())
    assert metrics["module"]["n_features"] == 2
    of_module = metrics["module"]
    assert of_module["auc_low"] <= of_module["auc_mean"] <= of_module["auc_best"]


def test_honest_never_tests_a_held_out_patient_and_published_does() -> None:
    write_inputs()
    held_out = set(PATIENTS.read().query("split == 'test'").index)
    run("bayes", "honest")
    assert not held_out & set(SCORES.at("bayes").read()["patient_id"])
    metrics = run("bayes", "published")
    assert held_out & set(SCORES.at("bayes").read()["patient_id"])
    assert metrics["n_patients"] == 60
    assert metrics["module"]["headline"] == metrics["module"]["auc_best"]


def test_all_classifiers_are_tested_on_the_same_patients() -> None:
    write_inputs()
    tested = []
    for model in ("bayes", "tree"):
        run(model)
        tested.append(SCORES.at(model).read()[["feature_set", "resampling", "patient_id"]])
    pd.testing.assert_frame_equal(tested[0], tested[1])


def test_any_number_of_workers_writes_the_same_bytes(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_inputs()
    written = []
    for workers in ("1", "2"):
        monkeypatch.setenv("SONOGENOMICS_WORKERS", workers)
        run("svm")
        files = sorted(path for path in folder.rglob("*svm*") if path.is_file())
        written.append([path.read_bytes() for path in files])
    assert len(written[0]) == 2
    assert written[0] == written[1]


def test_without_urfs_the_tables_are_empty_and_the_metrics_say_so() -> None:
    write_inputs(with_urfs=False)
    metrics = run("logistic")
    assert PERFORMANCE.at("logistic").read().empty
    assert SCORES.at("logistic").read().empty
    assert metrics == {"n_patients": 42, "n_resamplings": 0}


def test_an_unknown_classifier_is_a_sentence() -> None:
    write_inputs()
    with pytest.raises(StudyError, match="'boost'"):
        run("boost")

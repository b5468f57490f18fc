import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sonogenomics.catalog import PATIENTS, VALIDATION
from sonogenomics.output import write_json
from sonogenomics.profiles import PROFILES
from sonogenomics.stages import validation
from tests.stages.diagnosed import FEATURES, quick_params, write_inputs

PARAMS = quick_params()
LOGISTIC = {"classifier": "logistic", "feature_set": "module", "features": FEATURES[:2]}
CHOICE = {
    "champion": {"classifier": "bayes", "feature_set": "all", "features": FEATURES},
    "served": {**LOGISTIC, "champion": False},
    "candidates": [
        {"classifier": "bayes", "feature_set": "all", "features": FEATURES, "champion": True},
        {**LOGISTIC, "champion": False},
    ],
}


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(profile: str = "honest") -> Any:
    return validation.main(1, PROFILES[profile], PARAMS.tuning, PARAMS.classifiers)


def test_the_held_out_patients_are_scored_once_by_each_candidate(folder: Path) -> None:
    write_inputs()
    write_json(validation.CHAMPION, CHOICE)
    metrics = run()
    table = VALIDATION.read()
    held_out = PATIENTS.read().query("split == 'test'").index
    for _, rows in table.groupby("classifier"):
        assert rows["patient_id"].tolist() == held_out.tolist()
    assert metrics["n"] == len(held_out)
    assert metrics["champion"]["classifier"] == "bayes"
    assert metrics["served"]["auc_low"] <= metrics["served"]["auc"]
    assert metrics["champion"]["auc"] > 0.6  # the first feature differs by 1.5 deviations
    assert set(pd.read_csv(folder / validation.ROC)) == {"classifier", "fpr", "tpr"}
    assert set(pd.read_csv(folder / validation.CALIBRATION)["classifier"]) == {"bayes", "logistic"}


def test_published_admits_that_it_chose_on_everyone() -> None:
    write_inputs()
    write_json(validation.CHAMPION, CHOICE)
    assert run("published")["selected_on_everyone"] is True
    assert run("honest")["selected_on_everyone"] is False


def test_without_a_champion_the_tables_are_empty(folder: Path) -> None:
    write_inputs(with_urfs=False)
    write_json(validation.CHAMPION, {"champion": None, "served": None, "candidates": []})
    metrics = run()
    assert metrics == {"selected_on_everyone": False, "n": 0, "n_positive": 0, "models": {}}
    assert VALIDATION.read().empty
    assert pd.read_csv(folder / validation.ROC).empty
    assert json.loads((folder / validation.CHAMPION).read_text())["candidates"] == []

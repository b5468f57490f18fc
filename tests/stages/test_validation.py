import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sonogenomics.catalog import PATIENTS, VALIDATION
from sonogenomics.errors import StudyError
from sonogenomics.output import write_json
from sonogenomics.profiles import PROFILES
from sonogenomics.stages import validation
from sonogenomics.tracking import openings
from tests.stages.diagnosed import FEATURES, quick_params, simple_study, write_inputs

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
    return validation.main(simple_study(), 1, PROFILES[profile], PARAMS.tuning, PARAMS.classifiers)


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


def test_the_held_out_patients_are_opened_once_however_often_the_stage_runs(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_inputs()
    write_json(validation.CHAMPION, CHOICE)
    first, record = run(), openings.read()
    again = run()
    assert first == again
    assert openings.read().equals(record)
    assert record[["study", "profile", "champion"]].to_numpy().tolist() == [
        ["small", "honest", "bayes on all"]
    ]
    assert record["auc"].tolist() == pytest.approx([first["champion"]["auc"]], abs=1e-6)
    assert first["locked"] == record[["patients", "measured", "models"]].iloc[0].to_dict()
    assert "opened once" in capsys.readouterr().out


def test_another_model_is_another_opening_and_no_metric_depends_on_how_many_there_were(
    capsys: pytest.CaptureFixture[str],
) -> None:
    write_inputs()
    write_json(validation.CHAMPION, CHOICE)
    first = run()
    write_json(validation.CHAMPION, CHOICE | {"candidates": [dict(LOGISTIC, champion=True)]})
    run()
    assert "opened 2 times: they are no longer untouched" in capsys.readouterr().out
    write_json(validation.CHAMPION, CHOICE)
    assert run() == first
    assert len(openings.read()) == 2


def test_a_damaged_record_stops_the_stage_before_anybody_can_read_a_score(folder: Path) -> None:
    write_inputs()
    write_json(validation.CHAMPION, CHOICE)
    openings.PATH.parent.mkdir(parents=True)
    openings.PATH.write_text("nonsense\n1\n")
    with pytest.raises(StudyError, match="is not the record it was"):
        run()
    assert not Path(VALIDATION.path).exists()

import inspect
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sonogenomics.catalog import PATIENTS, URFS, VALIDATION
from sonogenomics.errors import StudyError
from sonogenomics.guard.rules import RULES
from sonogenomics.output import write_json
from sonogenomics.profiles import PROFILES
from sonogenomics.serving.loading import load_folder
from sonogenomics.serving.servable import Servable
from sonogenomics.stages import package, validation
from tests.stages.diagnosed import FEATURES, quick_params, simple_study, write_inputs

PARAMS = quick_params()
SERVED = {
    "classifier": "logistic",
    "feature_set": "module",
    "features": FEATURES[:2],
    "champion": True,
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run() -> Any:
    names = list(inspect.signature(package.main).parameters)[3:]
    sections = {name: getattr(PARAMS, name) for name in names}
    return package.main(simple_study(), 1, PROFILES["honest"], **sections)


@pytest.fixture
def packaged(folder: Path) -> Path:
    write_inputs()
    write_json(package.CHAMPION, {"champion": SERVED, "served": SERVED, "candidates": [SERVED]})
    validation.main(simple_study(), 1, PROFILES["honest"], PARAMS.tuning, PARAMS.classifiers)
    run()
    return folder / "models" / "servable"


def test_what_is_packaged_is_what_was_validated(packaged: Path) -> None:
    table = VALIDATION.read().set_index("patient_id")
    served = Servable.load(packaged).predict(URFS.read().loc[table.index, FEATURES[:2]])
    assert served["probability_her2_positive"].tolist() == table["score"].tolist()


def test_packaging_twice_gives_the_same_bytes(packaged: Path) -> None:
    before = {path.name: path.read_bytes() for path in packaged.iterdir()}
    run()
    assert {path.name: path.read_bytes() for path in packaged.iterdir()} == before
    described = {"servable.json", "input_example.json", "README.md"}
    assert set(before) == {"model.skops", "refits.safetensors", "training.safetensors", *described}


def test_the_card_says_what_a_reader_must_know(packaged: Path) -> None:
    card = json.loads((packaged / "servable.json").read_text())
    assert card["profile"] == "honest"
    assert card["study"] == "small"
    assert "not for diagnosis" in card["statement"]
    assert card["training"] == {"n": 42, "n_positive": 21, "prevalence": 0.5}
    assert card["held_out"]["n"] == 18
    assert card["held_out"]["auc_low"] <= card["held_out"]["auc"]
    assert [feature["name"] for feature in card["features"]] == FEATURES[:2]


def test_the_card_says_what_the_guard_asked_and_what_speaks_against_the_model(
    packaged: Path,
) -> None:
    card = json.loads((packaged / "servable.json").read_text())
    assert set(card["guard"]["rules"]) == set(RULES)
    held = {rule: said["holds"] for rule, said in card["guard"]["rules"].items()}
    assert held == {"score": False, "features": False, "patients": True, "null": True}
    assert "No resampling ranks logistic" in card["guard"]["rules"]["score"]["because"][0]
    assert card["guard"]["passed"] is False
    assert card["nested"] is None


def test_no_patients_values_are_packaged(packaged: Path) -> None:
    example = json.loads((packaged / "input_example.json").read_text())["dataframe_split"]
    rows = pd.DataFrame(example["data"], columns=example["columns"])
    learned = URFS.read().loc[PATIENTS.read()["split"] == "train", FEATURES[:2]]
    wanted = learned.quantile([0.25, 0.5, 0.75])
    assert rows.to_numpy() == pytest.approx(wanted.to_numpy())
    assert rows.merge(learned.reset_index(drop=True), how="inner").empty
    assert len(Servable.load(packaged).predict(rows)) == 3


def test_without_a_model_the_folder_says_why(folder: Path) -> None:
    write_inputs(with_urfs=False)
    write_json(package.CHAMPION, {"champion": None, "served": None, "candidates": []})
    validation.main(simple_study(), 1, PROFILES["honest"], PARAMS.tuning, PARAMS.classifiers)
    assert run() == {"packaged": False}
    for name in ("servable", "servable-image"):
        left = list((folder / "models" / name).iterdir())
        assert [path.name for path in left] == ["README.md"]
        assert "no URFs" in left[0].read_text()
    with pytest.raises(StudyError, match="holds no model"):
        Servable.load(folder / "models" / "servable")


def test_a_study_without_images_has_an_image_folder_that_says_why(packaged: Path) -> None:
    left = list((packaged.parent / "servable-image").iterdir())
    assert [path.name for path in left] == ["README.md"]
    assert "has no images (not here)" in left[0].read_text()
    with pytest.raises(StudyError, match="its README says why"):
        load_folder(packaged.parent / "servable-image")

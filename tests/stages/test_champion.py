import json
from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.catalog import PERFORMANCE, RANKING
from sonogenomics.diagnosis.classifiers import NAMES
from sonogenomics.diagnosis.comparison import PERFORMANCE as PERFORMANCE_COLUMNS
from sonogenomics.params.models import Champion
from sonogenomics.stages import champion
from tests.stages.diagnosed import FEATURES, write_inputs


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write_performance(auc: dict[str, float]) -> None:
    for name in NAMES:
        figures = {"auc": auc.get(name, 0.5), "sensitivity": 0.5, "specificity": 0.5}
        rows = [
            {"classifier": name, "feature_set": feature_set, "resampling": 0, **figures}
            for feature_set in ("module", "all")
        ]
        PERFORMANCE.at(name).write(pd.DataFrame(rows).assign(accuracy=0.5))


def test_the_best_mean_is_champion_and_ties_go_to_fewer_features(folder: Path) -> None:
    write_inputs()
    write_performance({"svm": 0.8})
    metrics = champion.main(Champion(metric="auc"))
    chosen = json.loads((folder / champion.CHAMPION).read_text())
    assert metrics["classifier"] == chosen["champion"]["classifier"] == "svm"
    assert chosen["champion"]["feature_set"] == "module"
    assert chosen["served"]["classifier"] == "logistic"
    assert chosen["served"]["features"] == FEATURES[:2]
    assert len(chosen["candidates"]) == 7
    assert RANKING.read()["champion"].sum() == 1


def test_the_champion_is_chosen_without_knowing_patients() -> None:
    paths = [thing if isinstance(thing, str) else thing.path for thing in champion.READS]
    assert not any("cohort" in path or "validation" in path for path in paths)


def test_without_urfs_there_is_no_champion(folder: Path) -> None:
    write_inputs(with_urfs=False)
    for name in NAMES:
        empty = pd.DataFrame(columns=list(PERFORMANCE_COLUMNS))
        PERFORMANCE.at(name).write(empty.astype(dict(PERFORMANCE_COLUMNS)))
    assert champion.main(Champion(metric="auc")) == {"n_compared": 0, "metric": "auc"}
    assert json.loads((folder / champion.CHAMPION).read_text())["champion"] is None
    assert RANKING.read().empty

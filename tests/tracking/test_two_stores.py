"""Publish, promote, refuse, roll back: the same beside the project and on a shared server.

The server is a real one: MLflow on PostgreSQL, with its files on S3's protocol.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from sonogenomics import catalog
from sonogenomics.commands import mirror, promote, publish, registry, rollback
from sonogenomics.errors import StudyError
from sonogenomics.serving.servable import Servable
from sonogenomics.tracking import audit
from sonogenomics.tracking.registration import current
from sonogenomics.tracking.registry import aliases, fingerprint, versions
from sonogenomics.tracking.store import SETTING, connect
from tests.tracking.at_once import both
from tests.tracking.challengers import BETTER, WORSE, package
from tests.tracking.project import inside
from tests.tracking.servers import mlflow_server

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("registry")]
MODEL = "sonogenomics-her2"


@pytest.fixture(scope="session")
def shared_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the shared server."""
    with mlflow_server(tmp_path_factory.mktemp("server") / "server.log") as address:
        yield address


@pytest.fixture(scope="module", params=["embedded", "server"])
def released(
    request: pytest.FixtureRequest, made_up: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    """A project that published a first model and let it become champion."""
    name = str(request.param)
    folder = Path(shutil.copytree(made_up, tmp_path_factory.mktemp(name) / "study"))
    with pytest.MonkeyPatch.context() as patch, inside(folder):
        if name == "server":
            patch.setenv(SETTING, request.getfixturevalue("shared_server"))
            shutil.rmtree("mlruns")
            mirror.main([])
        publish.main([])
        promote.main([])
        yield folder


def held() -> dict[str, str]:
    with connect() as store:
        return aliases(store, MODEL)


def test_the_first_model_is_published_promoted_and_on_the_trail(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert held() == {"challenger": "1", "champion": "1"}
    registry.main([])
    said = capsys.readouterr().out
    assert "promoted: sonogenomics-her2 – → 1; every gate holds" in said
    assert "challenger, champion" in said


def test_a_version_carries_card_report_scores_and_provenance(released: Path) -> None:
    with connect() as store, current(store):
        import mlflow

        version = versions(store, MODEL)[0]
        listed = mlflow.artifacts.list_artifacts(artifact_uri=f"models:/{MODEL}/1")
        files = {Path(one.path).name for one in listed}
    assert {"model_card.md", "report.html", "promotion", "MLmodel"} <= files
    assert version.tags["fingerprint"] == fingerprint(Path(catalog.SERVABLE.path))
    assert {"git.commit", "git.dirty", "dvc.lock", "held_out.opened"} <= set(version.tags)
    assert 500 < len(str(version.description)) <= 5000


def test_the_served_model_is_loaded_from_there_and_answers_as_the_folder_does(
    released: Path,
) -> None:
    with connect() as store, current(store):
        import mlflow

        model = mlflow.pyfunc.load_model(f"models:/{MODEL}@champion")
    example = model.input_example
    direct = Servable.load(catalog.SERVABLE.path).predict(example)
    pd.testing.assert_frame_equal(model.predict(example), direct)


def test_a_better_model_takes_the_place_and_a_worse_one_is_refused_and_rollback_undoes(
    released: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    package(2, BETTER)
    publish.main([])
    assert held() == {"challenger": "2", "champion": "1"}
    promote.main([])
    assert held() == {"challenger": "2", "champion": "2", "previous": "1"}
    package(3, WORSE)
    publish.main([])
    capsys.readouterr()
    with pytest.raises(StudyError, match="Not promoted: .*not worse than champion"):
        promote.main([])
    said = capsys.readouterr().out
    assert held() == {"challenger": "3", "champion": "2", "previous": "1"}
    assert "20 held-out patients (10 positive, 10 negative), the same for both models" in said
    rollback.main(["--because", "the second centre sees other numbers"])
    assert held() == {"challenger": "3", "champion": "1"}
    registry.main([MODEL])
    said = capsys.readouterr().out
    assert "rolled back: sonogenomics-her2 2 → 1; the second centre sees other numbers" in said
    with connect() as store:
        told = [line.event.what for line in audit.history(store)]
    assert told == [
        *("published", "promoted", "published", "promoted", "published", "refused", "rolled back")
    ]


def test_two_who_publish_and_promote_at_once_make_one_version_and_one_promotion(
    released: Path,
) -> None:
    package(4, BETTER)
    address = os.environ.get(SETTING)
    published = both("publish", released, address)
    assert [status for status, _ in published] == [0, 0], published
    with connect() as store:
        mine = fingerprint(Path(catalog.SERVABLE.path))
        same = [one for one in versions(store, MODEL) if one.tags["fingerprint"] == mine]
        before = aliases(store, MODEL)["champion"]
    assert len(same) == 1
    assert sorted("already registered" in said for _, said in published) == [False, True]
    won, lost = sorted(both("promote", released, address))
    assert (won[0], lost[0]) == (0, 1), (won, lost)
    assert "Nothing to promote" in lost[1]
    assert held() == {
        "challenger": str(same[0].version),
        "champion": str(same[0].version),
        "previous": before,
    }
    with connect() as store:
        lines = [line for line in audit.history(store) if line.status == "FINISHED"]
    assert [line.event.what for line in lines[-2:]] == ["published", "promoted"]

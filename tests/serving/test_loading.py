"""The image model from the registry: as this project downloads it, and as MLflow loads it."""

import sqlite3
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.serving import image_signature, loading
from sonogenomics.serving.image_servable import ImageServable
from sonogenomics.serving.servable import Servable
from sonogenomics.tracking.store import quiet

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("imaged")]
NAME = "sonogenomics-her2-image"
PYFUNC = Path(loading.__file__).with_name("image_pyfunc.py")


@pytest.fixture(scope="module")
def registered(imaged: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A registry beside a project, in which the model is champion."""
    folder = tmp_path_factory.mktemp("registered")
    uri = f"sqlite:///{folder / 'mlruns' / 'mlflow.db'}"
    (folder / "mlruns").mkdir()
    patch = pytest.MonkeyPatch()
    patch.setenv("MLFLOW_TRACKING_URI", uri)
    patch.setenv("MLFLOW_ALLOW_PICKLE_DESERIALIZATION", "false")
    patch.setenv("MLFLOW_DISABLE_TELEMETRY", "true")
    with quiet():
        import mlflow

        mlflow.set_tracking_uri(uri)
        client = mlflow.MlflowClient(uri)
        client.create_experiment("drawn", artifact_location=str(folder / "mlruns" / "artifacts"))
        mlflow.set_experiment("drawn")
        with mlflow.start_run():
            logged = mlflow.pyfunc.log_model(
                name=NAME,
                python_model=str(PYFUNC),
                artifacts={"servable": str(imaged / "model")},
                signature=image_signature.signature("probability_her2_positive"),
                pip_requirements=["mlflow"],
            )
        client.create_registered_model(NAME)
        source = client.get_logged_model(logged.model_id).artifact_location
        client.create_model_version(NAME, source=source, model_id=logged.model_id)
        client.set_registered_model_alias(NAME, "champion", "1")
        yield folder
        mlflow.set_tracking_uri("")
    patch.undo()


def request(imaged: Path) -> pd.DataFrame:
    names = ["P36-1", "P37-1"]
    return pd.DataFrame(
        {
            "image": [(imaged / "frames" / f"{name}.png").read_bytes() for name in names],
            "patient": ["P", "P"],
            "mask": [(imaged / "outlines" / f"{name}.png").read_bytes() for name in names],
        }
    )


def test_the_registry_the_folder_and_mlflow_give_the_same_numbers(
    registered: Path, imaged: Path, packaged: ImageServable
) -> None:
    direct = packaged.predict(request(imaged))
    ours = loading.load(f"models:/{NAME}@champion")
    assert isinstance(ours, ImageServable)
    assert ours.fingerprint == packaged.fingerprint
    assert loading.registered_version(f"models:/{NAME}@champion") == "1"
    with quiet(), warnings.catch_warnings(action="ignore"):
        import mlflow

        theirs = mlflow.pyfunc.load_model(f"models:/{NAME}@champion")
        told = theirs.predict(request(imaged))
    assert (registered / "mlruns").is_dir()
    for answer in (ours.predict(request(imaged)), told):
        pd.testing.assert_frame_equal(answer, direct)
    assert np.isfinite(direct["probability_her2_positive"].astype(float)).all()


@pytest.mark.parametrize(
    ("where", "said"),
    [
        ("models:/nobody@champion", f"no model nobody; it holds {NAME}"),
        (f"models:/{NAME}@challenger", "no alias challenger; it has champion"),
        (f"models:/{NAME}/7", "no version 7; it has 1"),
        (f"models:/{NAME}", "names no model"),
        ("models:/../../etc@champion", "names no model"),
    ],
)
def test_a_name_that_does_not_exist_is_one_sentence(
    where: str, said: str, registered: Path
) -> None:
    assert registered.is_dir()
    with pytest.raises(StudyError, match=said):
        loading.load(where)


def test_a_registry_of_an_older_schema_is_one_sentence(
    registered: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = tmp_path / "old.db"
    old.write_bytes((registered / "mlruns" / "mlflow.db").read_bytes())
    with sqlite3.connect(old) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '451aebb31d03'")
    connection.close()
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"sqlite:///{old}")
    with pytest.raises(StudyError, match="another version of MLflow"):
        loading.load(f"models:/{NAME}@champion")


def test_a_registry_that_another_process_holds_is_one_sentence(
    registered: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import mlflow
    from sqlalchemy.exc import OperationalError

    def held(_: str) -> None:  # as MLflow lets it out after half a minute of trying
        raise OperationalError("SELECT name", {}, sqlite3.OperationalError("database is locked"))

    monkeypatch.setattr(mlflow, "MlflowClient", held)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", f"postgresql://mary:secret@{registered.name}/mlflow")
    with pytest.raises(StudyError, match="is held by another process: let it finish") as told:
        loading.load(f"models:/{NAME}@champion")
    assert "SELECT" not in str(told.value)
    assert "secret" not in str(told.value)


def test_a_folder_is_loaded_by_what_its_card_says(imaged: Path, tmp_path: Path) -> None:
    assert isinstance(loading.load(imaged / "model"), ImageServable)
    assert isinstance(loading.load(str(imaged / "urfs")), Servable)
    with pytest.raises(StudyError, match="There is no folder"):
        loading.load(tmp_path / "absent")
    with pytest.raises(StudyError, match="holds no model"):
        loading.load(tmp_path)
    (tmp_path / "servable.json").write_text("[" * 100_000)
    with pytest.raises(StudyError, match="damaged"):
        loading.load(tmp_path)

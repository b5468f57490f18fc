"""The record of runs: where it is, and what is said when it cannot be reached."""

import shutil
import sqlite3
import warnings
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.tracking import git
from sonogenomics.tracking.mirror import Repro, mirror
from sonogenomics.tracking.store import SETTING, connect, quiet, tracking_uri
from tests.tracking.conftest import recorded
from tests.tracking.project import inside


@pytest.fixture
def copied(made_up: Path, tmp_path: Path) -> Path:
    """The made-up study in another place, to be touched."""
    return Path(shutil.copytree(made_up, tmp_path / "elsewhere"))


def test_a_server_is_a_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SETTING, "http://mlflow.example.org")
    assert tracking_uri() == "http://mlflow.example.org"
    monkeypatch.setenv(SETTING, "")
    assert tracking_uri().startswith("sqlite:////")


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """MLflow waits 20 ms for a held database, not 20 s."""
    import sqlalchemy

    with quiet():
        from mlflow.store.db import utils
    wordings = SimpleNamespace(text=lambda text: sqlalchemy.text(text.replace("20000", "20")))
    monkeypatch.setattr(utils, "sql", wordings)


@pytest.mark.usefixtures("impatient")
def test_a_database_that_is_held_is_told_in_a_sentence(copied: Path) -> None:
    with inside(copied), connect():  # what only opening it needs is done
        pass
    database = copied / "mlruns" / "mlflow.db"
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with inside(copied), pytest.raises(StudyError, match=r"held by another process.*mirror"):
            mirror(Repro.earlier())
        other.execute("ROLLBACK")
    with inside(copied):
        mirror(Repro.earlier())
    assert len(recorded(copied)) == 2


def test_a_server_that_does_not_answer_is_told_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(SETTING, "http://127.0.0.1:9")
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(StudyError, match=r"127\.0\.0\.1:9 did not take the record"), connect():
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_project_that_was_moved_keeps_its_files(copied: Path) -> None:
    parent = recorded(copied)[0].parent
    with inside(copied), connect() as store:
        run = store.client.get_run(parent.run_id)
        files = [entry.path for entry in store.client.list_artifacts(parent.run_id)]
    assert Path(str(run.info.artifact_uri)).is_relative_to(copied.resolve())
    assert "report.html" in files


def test_libraries_chatter_is_kept_off_but_nothing_else() -> None:
    with quiet():
        warnings.warn_explicit("old", DeprecationWarning, "x.py", 1, module="mlflow.client")
        with pytest.warns(UserWarning, match="heard"):
            warnings.warn("heard", stacklevel=1)


def test_outside_a_repository_there_is_no_commit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    assert git.commit() is None
    assert not git.is_dirty()

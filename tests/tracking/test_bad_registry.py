"""A registry that is held, too old, too new or out of reach is a sentence, and nothing changes."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace

import pytest

from sonogenomics.commands import promote, publish, registry, rollback
from sonogenomics.errors import StudyError
from sonogenomics.tracking.store import SETTING, connect, quiet
from tests.tracking.project import inside

DATABASE = Path("mlruns/mlflow.db")
COMMANDS = {
    "publish": lambda: publish.main([]),
    "promote": lambda: promote.main([]),
    "rollback": lambda: rollback.main(["--because", "a reason"]),
    "registry": lambda: registry.main([]),
}


@pytest.fixture
def project(made_up: Path, tmp_path: Path) -> Iterator[Path]:
    folder = Path(shutil.copytree(made_up, tmp_path / "study"))
    with inside(folder):
        yield folder


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """MLflow waits 20 ms for a held database, not 20 s."""
    import sqlalchemy

    with quiet():
        from mlflow.store.db import utils
    wordings = SimpleNamespace(text=lambda text: sqlalchemy.text(text.replace("20000", "20")))
    monkeypatch.setattr(utils, "sql", wordings)


def contents() -> list[tuple[object, ...]]:
    """Everything the registry holds, and how many runs there are."""
    tables = ("registered_models", "model_versions", "registered_model_aliases", "runs")
    with closing(sqlite3.connect(DATABASE)) as database:
        return [row for name in tables for row in database.execute(f"SELECT * FROM {name}")]


def edited(statement: str) -> None:
    with closing(sqlite3.connect(DATABASE)) as database, database:
        database.execute(statement)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("command", COMMANDS)
def test_a_registry_that_is_held_by_another_process(project: Path, command: str) -> None:
    with connect():
        before = contents()
    with closing(sqlite3.connect(DATABASE, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StudyError, match=r"held by another process.*Nothing was changed"):
            COMMANDS[command]()
        other.execute("ROLLBACK")
    assert contents() == before


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("revision", "told"),
    [
        ("451aebb31d03", r"written by an older MLflow: copy it, then run `mlflow db upgrade"),
        ("ffffffffffff", r"written by a newer MLflow"),
    ],
)
def test_a_registry_of_another_schema(
    project: Path, command: str, revision: str, told: str
) -> None:
    edited(f"UPDATE alembic_version SET version_num = '{revision}'")
    before = contents()
    with pytest.raises(StudyError, match=rf"{told}.*Nothing was changed"):
        COMMANDS[command]()
    assert contents() == before


@pytest.mark.parametrize("command", COMMANDS)
def test_a_file_that_is_no_database(project: Path, command: str) -> None:
    DATABASE.write_bytes(b"not a database" * 100)
    with pytest.raises(StudyError, match="Nothing was changed"):
        COMMANDS[command]()
    assert DATABASE.read_bytes() == b"not a database" * 100


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("http://127.0.0.1:9", r"MLflow at http://127.0.0.1:9 did not take the record"),
        ("postgresql://user:secret@127.0.0.1:9/mlflow", "postgresql\\+psycopg2://"),
    ],
)
def test_a_server_that_is_out_of_reach(
    project: Path, monkeypatch: pytest.MonkeyPatch, command: str, address: str, told: str
) -> None:
    monkeypatch.setenv(SETTING, address)
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(StudyError, match=told) as error:
        COMMANDS[command]()
    assert "Nothing was changed" in str(error.value)
    assert "secret" not in str(error.value)
    assert os.environ[SETTING] == address

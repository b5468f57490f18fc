"""`sonogenomics ui`: on this machine only, and plain about what is missing."""

import socket
from pathlib import Path

import pytest

from sonogenomics.commands import ui
from sonogenomics.errors import StudyError
from sonogenomics.tracking.store import SETTING


def test_without_runs_it_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(SETTING, raising=False)
    with pytest.raises(StudyError, match="make repro"):
        ui.main([])


def test_a_port_in_use_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(SETTING, raising=False)
    (tmp_path / "mlruns").mkdir()
    (tmp_path / "mlruns" / "mlflow.db").touch()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(StudyError, match="is in use"):
            ui.main(["--port", str(taken.getsockname()[1])])


def test_with_a_server_set_it_says_where_the_runs_are(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(SETTING, "http://mlflow.example.org")
    ui.main([])
    assert "http://mlflow.example.org" in capsys.readouterr().out


def test_the_pages_are_for_this_machine_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SETTING, raising=False)
    command = ui._command(5000)
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert ui.SETTINGS["MLFLOW_DISABLE_TELEMETRY"] == "true"

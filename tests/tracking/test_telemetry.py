"""Hospital data stay at home: recording a run talks to nobody."""

import os
import shutil
import socket
from pathlib import Path

import pytest

from sonogenomics.tracking.mirror import Repro, mirror
from tests.tracking.project import inside


def test_recording_opens_no_connection(
    made_up: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(shutil.copytree(made_up, tmp_path / "copied"))
    tried: list[object] = []

    def refuse(self: socket.socket, address: object) -> None:
        tried.append(address)
        raise OSError("not from here")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "connect_ex", refuse)
    with inside(folder):
        mirror(Repro.earlier())
    assert tried == []


def test_the_switches_are_off_from_the_first_import() -> None:
    switches = ("MLFLOW_DISABLE_TELEMETRY", "DO_NOT_TRACK", "DVC_NO_ANALYTICS")
    assert [os.environ.get(name) for name in switches] == ["true"] * 3
    from mlflow.telemetry.utils import is_telemetry_disabled

    assert is_telemetry_disabled()

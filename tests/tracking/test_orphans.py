"""An interrupted mirror leaves no run open, and the next one works."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from sonogenomics.tracking import lineage, mirror, orphans
from sonogenomics.tracking.store import connect
from tests.tracking.conftest import recorded
from tests.tracking.project import inside


@pytest.fixture
def copied(made_up: Path, tmp_path: Path) -> Path:
    """The made-up study in another place, to be touched."""
    return Path(shutil.copytree(made_up, tmp_path / "copied"))


def test_an_interrupted_mirror_closes_its_runs(
    copied: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = lineage.datasets

    def interrupted(study: str, paths: tuple[str, ...] | None = None) -> object:
        if paths == ("data/radiomics/urfs.parquet", "data/cohort/patients.parquet"):
            raise KeyboardInterrupt
        return real(study, paths)

    monkeypatch.setattr(lineage, "datasets", interrupted)
    with inside(copied), pytest.raises(KeyboardInterrupt):
        mirror.mirror(mirror.Repro.earlier())
    monkeypatch.undo()
    broken = recorded(copied)[-1]
    assert broken.parent.status == "KILLED"
    assert broken.children["differential"].status == "KILLED"
    assert broken.children["cohort"].status == "FINISHED"
    with inside(copied):
        mirror.mirror(mirror.Repro.earlier())
    whole = recorded(copied)[-1]
    assert whole.parent.status == "FINISHED"
    assert len(whole.children) == 19


def test_runs_of_a_killed_process_are_closed_by_the_next_mirror(copied: Path) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    with inside(copied), connect() as store:

        def start(**tags: str) -> str:
            return str(store.client.create_run(store.experiment_id, tags=tags).info.run_id)

        dead = start(**{orphans.TAG: f"{socket.gethostname()}:{ended.pid}"})
        child = start(**{orphans.PARENT: dead})
        alive = start(**{orphans.TAG: f"{socket.gethostname()}:{os.getpid()}"})
        elsewhere = start(**{orphans.TAG: f"another-machine:{ended.pid}"})
        somebodys = start()
        assert orphans.close_orphans(store) == 2
        runs = (dead, child, alive, elsewhere, somebodys)
        status = [store.client.get_run(run_id).info.status for run_id in runs]
    assert status == ["KILLED", "KILLED", "RUNNING", "RUNNING", "RUNNING"]


def test_a_finished_record_does_not_name_the_process(made_up: Path) -> None:
    assert orphans.TAG not in recorded(made_up)[0].parent.tags

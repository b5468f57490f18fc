"""One project run in every way a project is run, shared by the tests that look at its record."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from sonogenomics.commands import repro
from sonogenomics.errors import StudyError
from sonogenomics.tracking.orphans import PARENT
from sonogenomics.tracking.store import connect
from tests.tracking.made_up import record
from tests.tracking.project import edit, inside, make


@dataclass(frozen=True)
class Seen:
    """A run, as MLflow gives it back."""

    run_id: str
    name: str
    status: str
    times_ms: tuple[int, int]
    tags: dict[str, str]
    params: dict[str, str]
    metrics: dict[str, float]


@dataclass(frozen=True)
class Record:
    """A parent and its children by stage."""

    parent: Seen
    children: dict[str, Seen]


def recorded(folder: Path) -> list[Record]:
    """Every repro that a project's record holds, oldest first."""
    with inside(folder), connect() as store:
        found = store.client.search_runs([store.experiment_id], order_by=["start_time ASC"])
    runs = [
        Seen(
            run.info.run_id,
            run.info.run_name,
            run.info.status,
            (run.info.start_time, run.info.end_time),
            dict(run.data.tags),
            dict(run.data.params),
            dict(run.data.metrics),
        )
        for run in found
    ]
    return [Record(parent, _children(parent, runs)) for parent in runs if PARENT not in parent.tags]


def _children(parent: Seen, runs: Sequence[Seen]) -> dict[str, Seen]:
    mine = [run for run in runs if run.tags.get(PARENT) == parent.run_id]
    return {run.tags["dvc.stage"]: run for run in mine}


@pytest.fixture(scope="session")
def made_up(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study that was never run, mirrored once; look, do not touch."""
    return record(tmp_path_factory.mktemp("made-up") / "study")


@dataclass(frozen=True)
class History:
    """A project after five repros: first, again, changed, restored, failed."""

    folder: Path
    records: list[Record]
    said: str


@pytest.fixture(scope="session")
def history(tmp_path_factory: pytest.TempPathFactory) -> History:
    """Look, do not touch."""
    folder = make(tmp_path_factory.mktemp("history") / "project")
    with inside(folder):
        repro.main([])
        repro.main([])
        edit(folder, "trees: 5", "trees: 9")
        repro.main([])
        shutil.rmtree("data")
        shutil.rmtree("reports")
        edit(folder, "trees: 9", "trees: 5")
        repro.main([])
        edit(folder, "broken: none", "broken: champion")
        with pytest.raises(StudyError) as failure:
            repro.main([])
    return History(folder, recorded(folder), str(failure.value))


@pytest.fixture(scope="session")
def empty_record(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record without runs: to make one takes seconds, to copy it none."""
    folder = tmp_path_factory.mktemp("empty-record")
    with inside(folder), connect():
        return folder

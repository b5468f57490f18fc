"""Curves grow in MLflow while a segmenter learns, and one run a stage remains."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from sonogenomics.commands import repro
from sonogenomics.errors import StudyError
from sonogenomics.output import write_json, write_text
from sonogenomics.tracking import journal, live, orphans
from sonogenomics.tracking.live import Live
from sonogenomics.tracking.mirror import Repro, mirror
from sonogenomics.tracking.store import Store, connect
from tests.tracking.conftest import recorded
from tests.tracking.project import inside

FOLDER = Path("models/.training/1/0123456789abcdef")
HEAD = "epoch,step,rate,loss,validation_dice\n"


@pytest.fixture
def project(tmp_path: Path, empty_record: Path) -> Iterator[Path]:
    shutil.copytree(empty_record / "mlruns", tmp_path / "mlruns")
    with inside(tmp_path):
        yield tmp_path


def grow(epochs: int) -> None:
    lines = [f"{n},{20 * n},0.001,{3 - 0.1 * n:.6g},{0.05 * n:.6g}\n" for n in range(1, epochs + 1)]
    write_text(FOLDER / "curves.csv", HEAD + "".join(lines))


def draw(epoch: int) -> None:
    write_text(FOLDER / "overlays" / f"epoch-{epoch:04d}.png", f"picture {epoch}")


def follower(folder: Path, every_s: float = 60.0) -> Live:
    return Live(folder / "notes", 1_000, "repro, running", every_s)


def history(run_id: str) -> list[int]:
    with connect() as store:
        return [m.step for m in store.client.get_metric_history(run_id, "curves/loss")]


def test_every_epoch_is_logged_once_as_the_file_grows(project: Path) -> None:
    watch = follower(project)
    for epochs in (0, 1, 3, 3):
        grow(epochs)
        watch.look()
    assert history(watch.runs["segmenter@1"]) == [1, 2, 3]


def test_a_resumed_training_that_rewrites_its_curves_repeats_nothing(project: Path) -> None:
    watch = follower(project)
    for epochs in (5, 3, 6):
        grow(epochs)
        watch.look()
    assert history(watch.runs["segmenter@1"]) == [1, 2, 3, 4, 5, 6]


def test_overlays_are_kept_with_the_run(project: Path) -> None:
    watch = follower(project)
    draw(1)
    (FOLDER / "overlays" / ".epoch-0002.png.partial").write_text("half")
    watch.look()
    with connect() as store:
        kept = store.client.list_artifacts(watch.runs["segmenter@1"], "overlays")
    assert [file.path for file in kept] == ["overlays/epoch-0001.png"]


def test_a_running_training_stands_below_its_repro_and_says_so(project: Path) -> None:
    watch = follower(project)
    grow(1)
    watch.look()
    with connect() as store:
        run = store.client.get_run(watch.runs["segmenter@1"])
    assert (run.info.status, run.info.run_name) == ("RUNNING", "segmenter@1")
    assert run.data.tags["live"] == "true"
    assert run.data.tags["mlflow.parentRunId"] == watch.runs[""]


def untouched() -> Iterator[Store]:
    raise StudyError("MLflow was opened")


def test_nothing_is_opened_while_no_training_writes(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow(4)  # of an earlier repro
    watch = follower(project)
    monkeypatch.setattr(live, "connect", contextmanager(untouched))
    watch.look()
    assert watch.runs == {}


def test_a_record_that_fails_is_told_once_and_training_goes_on(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(live, "connect", contextmanager(untouched))
    with follower(project, 0.01):
        for epoch in range(1, 5):
            grow(epoch)
            time.sleep(0.03)
    told = capsys.readouterr().err.splitlines()
    assert told == ["No live curves from here on, training goes on: MLflow was opened"]


def test_a_record_that_does_not_answer_is_not_waited_for(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    @contextmanager
    def slow() -> Iterator[Store]:
        time.sleep(1.0)
        yield from untouched()

    monkeypatch.setattr(live, "connect", slow)
    monkeypatch.setattr(live, "PATIENCE_S", 0.05)
    with follower(project, 0.01) as watch:
        grow(1)
        time.sleep(0.1)
        began = time.monotonic()
    assert time.monotonic() - began < 0.5
    assert "slow to answer" in capsys.readouterr().err
    watch._thread.join()
    capsys.readouterr()


def finish(notes: Path, epochs: int) -> None:
    """What DVC and the stage leave when training is done."""
    network = Path("models/segmenter/1")
    write_text(network / "curves.csv", (FOLDER / "curves.csv").read_text())
    write_text(network / "overlays" / "epoch-0001.png", "picture 1")
    write_json("reports/segmenter/1/metrics.json", {"n_epochs": epochs, "weights": "none"})
    out = {"path": str(network), "hash": "md5", "md5": "0" * 32, "size": 1}
    given = {"params.yaml": {"segmenter": {"folds": [1], "preset": "light"}}}
    entry = {"cmd": "train", "params": given, "outs": [out]}
    with Path("dvc.lock").open("w") as file:
        YAML(typ="safe").dump({"schema": "2.0", "stages": {"segmenter@1": entry}}, file)
    write_json(notes / "segmenter@1.json", {"began_ms": 2_000, "ended_ms": 9_000})


def training(epochs: int, logged: int) -> Callable[[list[str], Path], int]:
    """Stands in for DVC: a training that MLflow is seen to follow for a while."""

    def dvc(_: list[str], notes: Path) -> int:
        write_text(notes / "segmenter@1.began", "2000\n")
        grow(logged)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline and not _n_logged():
            time.sleep(0.05)
        grow(epochs)
        finish(notes, epochs)
        return 0

    return dvc


def _n_logged() -> int:
    with connect() as store:
        runs = store.client.search_runs([store.experiment_id], "tags.`dvc.stage` != ''")
    return sum("curves/loss" in run.data.metrics for run in runs)


def test_the_mirror_completes_the_live_run_and_no_other_remains(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repro, "_dvc", training(epochs=9, logged=4))
    monkeypatch.setattr(live, "EVERY_S", 0.02)
    repro.main([])
    (record,) = recorded(project)
    assert set(record.children) == {"segmenter@1"}
    child = record.children["segmenter@1"]
    assert (record.parent.status, child.status) == ("FINISHED", "FINISHED")
    assert "live" not in child.tags | record.parent.tags
    assert record.parent.name.startswith("unknown unknown")
    assert child.tags["dvc.status"] == "executed"
    assert child.params == {"segmenter.folds": "[1]", "segmenter.preset": "light"}
    assert child.times_ms == (2_000, 9_000)
    assert child.metrics["n_epochs"] == 9
    assert record.parent.metrics["segmenter.1.n_epochs"] == 9
    assert history(child.run_id) == list(range(1, 10))


def test_a_training_that_nobody_followed_has_the_same_curves(project: Path) -> None:
    grow(7)
    finish(project / "notes", 7)
    mirror(Repro.earlier())
    (record,) = recorded(project)
    assert history(record.children["segmenter@1"].run_id) == list(range(1, 8))


def test_the_mirror_marks_live_runs_of_a_killed_repro(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch = follower(project)
    grow(2)
    monkeypatch.setattr(orphans, "this_process", _dead)
    watch.look()
    finish(project / "notes", 2)
    mirror(Repro.earlier())
    first, second = sorted(recorded(project), key=lambda record: record.parent.times_ms)
    assert (first.parent.status, second.parent.status) == ("KILLED", "FINISHED")
    assert first.children["segmenter@1"].status == "KILLED"


def _dead() -> str:
    process = subprocess.Popen(["true"])
    process.wait()
    return f"{socket.gethostname()}:{process.pid}"


def test_the_journal_tells_when_the_stage_began(project: Path) -> None:
    notes = project / "notes"
    write_text(notes / "segmenter@1.began", "5000\n")
    assert journal.unfinished(notes) == {"segmenter@1": 5000}
    watch = follower(project)
    grow(1)
    watch.look()
    with connect() as store:
        assert store.client.get_run(watch.runs["segmenter@1"]).info.start_time == 5000
        assert store.client.get_run(watch.runs[""]).info.start_time == 1000

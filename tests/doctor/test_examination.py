"""`sonogenomics doctor`: every part may be missing or broken, and is told; nothing is changed."""

import os
import shutil
import socket
import sqlite3
import subprocess
import urllib.request
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from sonogenomics.__main__ import main
from sonogenomics.doctor import machine, records, tools
from sonogenomics.doctor.examination import LOOKS, examine, verdict
from sonogenomics.doctor.finding import Finding, looked
from sonogenomics.sourcing.mirror import VARIABLE


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A bare project in a repository of its own; no mirror, no server."""
    for name in ("studies", ".dvc", "mlruns"):
        (tmp_path / name).mkdir()
    for name in ("dvc.yaml", "params.yaml"):
        (tmp_path / name).touch()
    subprocess.run(["git", "init", "-q", str(tmp_path)], check=True)
    monkeypatch.chdir(tmp_path)
    for name in (VARIABLE, "MLFLOW_TRACKING_URI", "TORCH_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def only(found: Iterator[Finding]) -> Finding:
    (one,) = found
    return one


def database(schema: str) -> sqlite3.Connection:
    """A registry with one run, as MLflow lays it out."""
    made = sqlite3.connect("mlruns/mlflow.db")
    made.executescript(
        "create table alembic_version (version_num);"
        f"insert into alembic_version values ('{schema}');"
        "create table runs (id); insert into runs values (1); create table model_versions (id);"
    )
    made.commit()
    return made


def test_everything_is_looked_at_and_nothing_is_changed(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = sorted(str(path) for path in project.rglob("*"))
    status = 0
    try:
        main(["doctor"])
    except SystemExit as stop:
        status = int(str(stop.code))
    text = capsys.readouterr().out
    assert all(f"  {topic:12}  " in text for topic in [*LOOKS, "registry", "weights"])
    assert status == ("MEND" in text)
    assert "Can run here:" in text
    assert sorted(str(path) for path in project.rglob("*")) == before


def test_a_look_that_fails_is_a_finding_and_not_the_end() -> None:
    def broken() -> Iterator[Finding]:
        yield Finding("disk", "good", "fine")
        raise PermissionError("not yours")

    first, second = looked("disk", broken)
    assert (first.state, second.state) == ("good", "note")
    assert "could not be looked at (not yours)" in second.said


def test_little_memory_and_disk_are_in_the_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_memory_gib", lambda: (1.0, 8.0))
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(9, 8, 1))
    memory, disk = only(machine.memory()), only(machine.disk())
    assert (memory.state, disk.state) == ("mend", "mend")
    assert "1.0 of 8.0 GiB free" in memory.said
    lines = verdict([memory, disk])
    assert lines[-1] == "Mend first: memory, disk."
    assert all(line.startswith("  no ") for line in lines[:-1])


def test_a_gpu_is_counted_without_loading_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "_n_gpus", lambda: 2)
    gpu = only(machine.gpu())
    assert gpu.said.startswith("2 found")
    assert "  yes  presets `honest` and `published`" in "\n".join(verdict([gpu]))


def test_libraries_that_are_not_installed_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def version(name: str) -> str:
        if name in {"mlflow", "torch"}:
            raise metadata.PackageNotFoundError(name)
        return "1.0"

    monkeypatch.setattr(metadata, "version", version)
    absent, there = tools.libraries()
    assert absent.said == "absent: mlflow"
    assert "dvc 1.0" in there.said
    assert only(machine.gpu()).state == "mend"


def test_programs_that_are_not_on_the_path_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    assert only(tools.git()).said == "not installed"
    assert "Rscript" in only(tools.for_tests()).said


def test_a_folder_that_is_no_project_is_told(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert only(records.pipeline()).state == "mend"
    assert only(tools.git()).said == "this folder is in no repository"


def test_a_mirror_is_checked_against_its_manifest(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, str(project))
    assert "has no MANIFEST.sha256" in only(records.mirror()).said
    (project / "MANIFEST.sha256").write_text(f"{'0' * 64}  a.txt\n{'1' * 64}  b.txt\n")
    (project / "a.txt").touch()
    assert "1 of 2 files of MANIFEST.sha256 are absent (b.txt)" in only(records.mirror()).said
    (project / "b.txt").touch()
    assert only(records.mirror()).state == "good"


def test_a_registry_of_this_mlflow_is_sound() -> None:
    (newest,) = records._schemas()
    database(newest).close()
    found = only(records.registry(online=False))
    assert (found.state, found.said) == ("good", "1 runs, 0 model versions")


def test_a_registry_of_an_older_schema_says_how_to_bring_it_up() -> None:
    database("97727af70f4d").close()
    found = only(records.registry(online=False))
    assert found.state == "mend"
    assert "mlflow db upgrade" in found.remedy


def test_a_registry_that_is_held_or_damaged_is_told() -> None:
    holder = database("x")
    holder.execute("begin exclusive")
    assert "held by another process" in only(records.registry(online=False)).said
    holder.close()
    Path("mlruns/mlflow.db").write_bytes(b"no database at all, but long enough to be read as one")
    assert "is damaged" in only(records.registry(online=False)).said


def test_dvcs_lock_of_a_killed_run_is_seen() -> None:
    Path(".dvc/tmp").mkdir()
    Path(".dvc/tmp/rwlock").write_text('{"data": {"read": [{"pid": 1}]')
    assert "killed" in only(records.pipeline()).said


def test_a_port_in_use_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(machine, "PORTS", {"ui": taken.getsockname()[1]})
        assert "in use" in only(machine.ports()).said


def test_nothing_outside_is_asked_unless_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def refuse(request: urllib.request.Request, timeout: float) -> None:
        asked.append(request.full_url)
        raise OSError("no route")

    monkeypatch.setattr(urllib.request, "urlopen", refuse)
    monkeypatch.setenv("MLFLOW_TRACKING_URI", "https://mlflow.example.org")
    monkeypatch.setenv("TORCH_HOME", str(Path.cwd()))
    examine()
    assert asked == []
    said = {one.topic: one for one in examine(online=True)}
    assert asked == ["https://mlflow.example.org/health", records.WEIGHTS]
    assert said["registry"].state == "mend"
    assert "cannot be reached" in said["weights"].said


def test_weights_that_are_cached_are_seen(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TORCH_HOME", str(project))
    folder = project / records.CHECKPOINTS
    folder.mkdir(parents=True)
    for name in records.COCO:
        (folder / name).touch()
    assert only(records.weights(online=False)).state == "good"


def test_the_names_of_the_weights_are_torchvisions() -> None:
    from torchvision.models import detection as made

    urls = [
        made.MaskRCNN_ResNet50_FPN_Weights.COCO_V1.url,
        made.MaskRCNN_ResNet50_FPN_V2_Weights.COCO_V1.url,
    ]
    assert [url.rpartition("/")[2] for url in urls] == list(records.COCO)
    assert all(url.startswith(records.WEIGHTS) for url in urls)


def test_a_folder_that_cannot_be_written_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda path, _: str(path) != "mlruns")
    assert only(machine.writing()).said == "not allowed in mlruns"

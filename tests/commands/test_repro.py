"""`sonogenomics repro`: DVC speaks for itself, the end is four lines."""

import subprocess
import sys
from pathlib import Path

import pytest

from sonogenomics.commands import mirror, repro
from sonogenomics.errors import StudyError
from sonogenomics.tracking import mirror as tracking
from tests.pipeline.graph import PROJECT
from tests.tracking.made_up import record
from tests.tracking.project import inside


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Files of a whole run, and no pipeline."""
    return record(tmp_path_factory.mktemp("commands") / "study")


class Dvc:
    """Stands in for the process: ends with a status, and remembers how it was called."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.called: list[list[str]] = []

    def __call__(self, argv: list[str], notes: Path) -> int:
        self.called.append(argv)
        self.notes = notes
        return self.status


def never(_: object) -> str:
    """Stands in for the mirror where there is nothing to record."""
    raise StudyError("nothing ran")


def test_it_ends_with_four_lines(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    dvc = Dvc(0)
    monkeypatch.setattr(repro, "_dvc", dvc)
    with inside(folder):
        repro.main(["cohort", "--force"])
    lines = capsys.readouterr().out.splitlines()
    assert dvc.called == [["cohort", "--force"]]
    assert len(lines) == 4
    assert lines[0].startswith("made-up, honest profile")
    assert "reports/report.html" in lines[3]
    assert "sonogenomics ui" in lines[3]


def test_a_record_that_fails_does_not_hide_the_results(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def held(_: object) -> str:
        raise StudyError("the database is held")

    monkeypatch.setattr(repro, "_dvc", Dvc(0))
    monkeypatch.setattr(tracking, "mirror", held)
    with inside(folder), pytest.raises(StudyError, match="the database is held"):
        repro.main([])
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_dvc_that_stops_before_a_stage_is_no_success(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(repro, "_dvc", Dvc(255))
    monkeypatch.setattr(tracking, "mirror", never)
    with inside(folder), pytest.raises(StudyError, match="before a stage ran"):
        repro.main(["no-such-stage"])
    assert capsys.readouterr().out == ""


def test_looking_without_running_leaves_no_record(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dvc = Dvc(0)
    monkeypatch.setattr(repro, "_dvc", dvc)
    monkeypatch.setattr(tracking, "mirror", never)
    with inside(folder):
        repro.main(["--dry"])
    assert dvc.called == [["--dry"]]


def test_outside_a_project_dvc_says_so(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sonogenomics", "repro"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "you are not inside of a DVC repository" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_mirroring_alone_ends_with_the_same_four_lines(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with inside(folder):
        mirror.main([])
    assert len(capsys.readouterr().out.splitlines()) == 4


def test_an_unknown_study_is_told_before_dvc_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dvc = Dvc(0)
    monkeypatch.setattr(repro, "_dvc", dvc)
    text = (PROJECT / "params.yaml").read_text().replace("study: simulated", "study: mine")
    (tmp_path / "params.yaml").write_text(text)
    (tmp_path / "studies").mkdir()
    with inside(tmp_path), pytest.raises(StudyError, match="There is no study 'mine'"):
        repro.main([])
    assert dvc.called == []

"""Files of DVC that a kill tore are put aside; whole ones are left alone."""

from pathlib import Path

import pytest

from sonogenomics.commands.mending import mend
from tests.pipeline.graph import PROJECT


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".dvc" / "tmp").mkdir(parents=True)
    (tmp_path / ".dvc" / "tmp" / "rwlock").write_text("{}")
    (tmp_path / "dvc.lock").write_text((PROJECT / "dvc.lock").read_text())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_whole_files_are_left_alone(project: Path) -> None:
    assert mend(0) == []
    assert (project / "dvc.lock").read_text() == (PROJECT / "dvc.lock").read_text()


def test_a_project_in_which_nothing_ran_needs_no_mending(project: Path) -> None:
    (project / "dvc.lock").unlink()
    (project / ".dvc" / "tmp" / "rwlock").unlink()
    assert mend(0) == []


def test_an_empty_list_of_readers_is_removed(project: Path) -> None:
    (project / ".dvc" / "tmp" / "rwlock").write_text("")
    assert "torn by an interrupted run" in mend(0)[0]
    assert not (project / ".dvc" / "tmp" / "rwlock").exists()


@pytest.mark.parametrize("share", [0.0, 0.013, 0.2, 0.51, 0.77, 0.999])
def test_a_record_cut_off_anywhere_is_whole_again_or_put_aside(project: Path, share: float) -> None:
    text = (PROJECT / "dvc.lock").read_text()
    cut = text[: int(share * len(text))]
    (project / "dvc.lock").write_text(cut)
    if mend(0):
        assert (project / "dvc.lock.torn").read_text() == cut
        assert not (project / "dvc.lock").exists()
    else:  # it ended behind a whole entry, which DVC reads
        assert (project / "dvc.lock").read_text() == cut


def test_a_file_that_another_process_is_writing_is_given_time(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rwlock = project / ".dvc" / "tmp" / "rwlock"
    rwlock.write_text("")
    monkeypatch.setattr("time.sleep", lambda _: rwlock.write_text("{}"))
    assert mend() == []
    assert rwlock.read_text() == "{}"

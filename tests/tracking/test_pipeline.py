"""dvc.lock and the journal, read together."""

from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.tracking import journal
from sonogenomics.tracking.pipeline import Stage, fingerprint, read_stages

LOCK = """\
schema: '2.0'
stages:
  a: {cmd: a, params: {params.yaml: {seed: 1, deep: {er: 2}}}, outs: [{path: data/a, md5: 1}]}
  b: {cmd: b, deps: [{path: data/a/one.txt}], outs: [{path: data/b}]}
  c: {cmd: c, deps: [{path: data}], outs: [{path: c.txt}]}
  d: {cmd: d, deps: [{path: c.txt}]}
  e: {cmd: e, deps: [{path: other.txt}]}
"""


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("dvc.lock").write_text(LOCK)
    folder = tmp_path / "notes"
    folder.mkdir()
    monkeypatch.setenv(journal.FOLDER, str(folder))
    return folder


def statuses(stages: list[Stage]) -> dict[str, str]:
    return {stage.name: stage.status for stage in stages}


def test_what_stands_after_a_failed_stage_is_stale(notes: Path) -> None:
    with journal.entry("a"):
        pass
    with pytest.raises(StudyError), journal.entry("b"):
        raise StudyError("no")
    assert statuses(read_stages(notes)) == {
        "a": "executed",
        "b": "failed",
        "c": "stale",
        "d": "stale",
        "e": "restored",
    }


def test_a_stage_that_failed_the_first_time_is_in_the_record(notes: Path) -> None:
    with pytest.raises(StudyError), journal.entry("new"):
        raise StudyError("no")
    assert read_stages(notes)[-1].name == "new"
    assert journal.unfinished(notes).keys() == {"new"}


def test_without_a_journal_everything_counts_as_restored(notes: Path) -> None:
    assert set(statuses(read_stages(None)).values()) == {"restored"}


def test_params_come_nested_as_dvc_tracks_them(notes: Path) -> None:
    assert read_stages(notes)[0].params == {"seed": 1, "deep": {"er": 2}}


def test_any_change_of_an_entry_changes_its_fingerprint() -> None:
    entry = {"cmd": "x", "outs": [{"path": "y", "md5": "1"}]}
    assert fingerprint(entry) != fingerprint({**entry, "outs": [{"path": "y", "md5": "2"}]})


@pytest.mark.parametrize("text", ["", "stages: [1", "[]"])
def test_a_damaged_lock_says_how_to_get_it_back(notes: Path, text: str) -> None:
    Path("dvc.lock").write_text(text)
    with pytest.raises(StudyError, match="git checkout"):
        read_stages(None)


def test_without_a_lock_there_are_no_stages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert read_stages(None) == []


def test_a_stage_outside_a_repro_leaves_no_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv(journal.FOLDER, raising=False)
    with journal.entry("a"):
        pass
    assert list(tmp_path.iterdir()) == []

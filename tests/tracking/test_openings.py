"""The record of openings gains lines and loses none, whoever writes at the same time."""

import multiprocessing
from pathlib import Path
from typing import Any

import pytest

from sonogenomics.diagnosis.locked import Meeting
from sonogenomics.errors import StudyError
from sonogenomics.tracking import openings
from tests.pipeline.graph import PROJECT

FIGURES: dict[str, Any] = {"classifier": "logistic", "feature_set": "module"}
FIGURES |= {"auc": 0.7123456789, "auc_low": 0.6, "auc_high": 0.8}


def line(models: str = "c", **changes: Any) -> dict[str, object]:
    met = Meeting("a" * 16, "b" * 16, models * 16)
    figures = FIGURES | changes
    evaluated: dict[str, Any] = {"n": 20, "n_positive": 9}
    evaluated |= {"champion": figures, "served": figures}
    evaluated["models"] = {"logistic": figures}
    return openings.as_line("small", "honest", met, evaluated)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "locked" / "openings.csv"


def test_without_a_file_nothing_was_opened(path: Path) -> None:
    assert openings.read(path).empty
    assert not path.parent.exists()


def test_a_line_comes_back_as_it_was_noted(path: Path) -> None:
    assert openings.note(line(), path)
    row = openings.read(path).iloc[0]
    assert row[["study", "profile", "champion"]].tolist() == [
        "small",
        "honest",
        "logistic on module",
    ]
    assert row[["n_patients", "n_positive", "n_models"]].tolist() == [20, 9, 1]
    assert row[["auc", "auc_low", "auc_high", "served_auc"]].tolist() == [
        0.712346,
        0.6,
        0.8,
        0.712346,
    ]


def test_the_same_meeting_is_noted_once_and_another_added_below(path: Path) -> None:
    assert openings.note(line(), path)
    before = path.read_text()
    assert not openings.note(line(), path)
    assert path.read_text() == before
    assert openings.note(line("d"), path)
    assert openings.note(line(auc=0.75), path)
    assert path.read_text().startswith(before)
    assert openings.read(path)["models"].tolist() == ["c" * 16, "d" * 16, "c" * 16]


def test_a_champion_without_a_served_model_leaves_its_field_empty(path: Path) -> None:
    met = Meeting("a" * 16, "b" * 16, "c" * 16)
    evaluated = {"n": 20, "n_positive": 9, "champion": FIGURES, "models": {"tree": FIGURES}}
    openings.note(openings.as_line("small", "honest", met, evaluated), path)
    assert openings.read(path)["served_auc"].isna().all()


def write_five(path: Path, letter: str) -> None:
    for i in range(5):
        openings.note(line(letter, auc=0.5 + i / 100), path)


def test_processes_that_write_at_once_lose_no_line(path: Path) -> None:
    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=write_five, args=(path, letter)) for letter in "def"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(timeout=120)
    assert [writer.exitcode for writer in writers] == [0, 0, 0]
    found = openings.read(path)
    assert found.groupby("models").size().to_dict() == {letter * 16: 5 for letter in "def"}
    assert not list(path.parent.glob(".openings.csv*"))


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("small,honest", "small,hopeful", "line 2: profile is 'hopeful'"),
        ("0.712346,0.6", "1.712346,0.6", "line 2: auc is 1.71"),
        (",20,9,", ",,9,", "line 2: n_patients"),
        ("opened,study", "when,study", "opened"),
    ],
)
def test_a_damaged_record_is_told_with_its_line_and_nothing_is_written(
    path: Path, old: str, new: str, told: str
) -> None:
    openings.note(line(), path)
    damaged = path.read_text().replace(old, new)
    path.write_text(damaged)
    with pytest.raises(StudyError, match=r"git checkout") as error:
        openings.note(line("d"), path)
    assert told in str(error.value)
    assert path.read_text() == damaged


def test_what_a_merge_left_behind_is_told(path: Path) -> None:
    openings.note(line(), path)
    text = path.read_text()
    path.write_text(f"{text}<<<<<<< HEAD\n")
    with pytest.raises(StudyError, match=r"line 3.*keep the lines of both sides"):
        openings.read(path)


def test_the_committed_record_can_be_read() -> None:
    assert list(openings.read(PROJECT / "data/locked/openings.csv").columns) == openings.COLUMNS

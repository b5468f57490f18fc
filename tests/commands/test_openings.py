"""`sonogenomics openings` says who has seen the held-out patients."""

from pathlib import Path

import pytest

from sonogenomics.commands import openings as command
from sonogenomics.tracking import openings
from tests.tracking.test_openings import line


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def said(capsys: pytest.CaptureFixture[str], *argv: str) -> str:
    command.main(list(argv))
    return capsys.readouterr().out


def test_where_nothing_was_opened_it_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys) == f"{command.NONE}\n"


def test_one_opening_leaves_the_patients_untouched(capsys: pytest.CaptureFixture[str]) -> None:
    openings.note(line())
    told = said(capsys)
    assert f"small: 20 held-out patients ({'a' * 16}), opened once" in told
    assert "logistic on module (of 1): AUC 0.712 [0.600, 0.800]" in told


def test_another_model_on_the_same_patients_is_a_second_opening(
    capsys: pytest.CaptureFixture[str],
) -> None:
    openings.note(line())
    openings.note(line("d"))
    assert "opened 2 times: they are no longer untouched" in said(capsys)


def test_two_sets_of_one_study_are_told_and_other_studies_left_out_on_request(
    capsys: pytest.CaptureFixture[str],
) -> None:
    openings.note(line())
    openings.note(line() | {"patients": "f" * 16})
    openings.note(line() | {"study": "other", "patients": "e" * 16})
    assert "small: 2 different sets were held out" in said(capsys)
    assert "other: 20 held-out patients" in said(capsys)
    assert "other" not in said(capsys, "small")
    assert said(capsys, "nobody") == f"{command.NONE}\n"

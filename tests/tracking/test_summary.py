"""The headline: from tables, each number beside its chance, and honest about what is missing."""

from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.tracking import openings
from sonogenomics.tracking.summary import headline, stage_metrics
from tests.tracking.made_up import record
from tests.tracking.project import inside


def test_the_headline_names_study_profile_and_champion(made_up: Path) -> None:
    with inside(made_up):
        patients, features, champion = headline().lines
    assert patients == "made-up, honest profile: 80 patients, 40 positive, 20 held out."
    assert "at raw p 2, chance alone 0.6" in features
    assert "module of 5, 2 of them by shared function" in features
    assert "Champion logistic on module URFs: AUC 0.70 [0.60, 0.80] in random splits" in champion
    assert champion.endswith("held-out patients; chance is 0.50.")


def test_a_second_opening_stands_beside_the_held_out_score(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(record(tmp_path / "study"))
    line = {str(k): v for k, v in openings.read().iloc[0].drop("opened").to_dict().items()}
    openings.note(line | {"models": "d" * 16})
    assert "held-out patients (opened 2 times: no longer untouched); chance" in headline().lines[-1]
    openings.PATH.write_text("torn")
    assert "cannot be read: `sonogenomics openings`" in headline().lines[-1]


def test_the_note_says_how_to_read_it_and_what_it_is_not_for(made_up: Path) -> None:
    with inside(made_up):
        note = headline().note(("champion",))
    assert note.startswith("**Failed: champion.**")
    assert "not for diagnosis" in note
    assert "never quote it alone" in note


def test_before_anything_ran_the_headline_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = headline()
    assert found.lines == (
        "unknown, unknown profile: no patients yet.",
        "No URFs to compare, so no module.",
        "No classifier was chosen.",
    )
    assert found.numbers == {}


def test_a_torn_file_of_metrics_is_named(tmp_path: Path) -> None:
    path = tmp_path / "metrics.json"
    path.write_text('{"auc": ')
    with pytest.raises(StudyError, match=r"metrics\.json is not JSON"):
        stage_metrics(path)

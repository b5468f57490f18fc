"""params.yaml is read whole, checked whole, and never guessed at."""

from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from tests.pipeline.graph import PROJECT

TEXT = (PROJECT / "params.yaml").read_text()


def load(tmp_path: Path, text: str) -> Params:
    path = tmp_path / "params.yaml"
    path.write_text(text)
    return Params.load(path)


def test_the_committed_params_are_valid_and_offline() -> None:
    params = Params.load(PROJECT / "params.yaml")
    assert (params.study, params.profile) == ("simulated", "honest")


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("min_abs_r: 0.3", "min_abs_r: 1.3", "association.min_abs_r"),
        ("min_abs_r: 0.3", "min_absr: 0.3", "association.min_absr"),
        ("profile: honest", "profile: hopeful", "profile"),
        ("  n: 150", "  n: many", "resampling.n"),
        ("  n: 150", "  n: 0", "resampling.n"),
        ("seed: 20230121", "seed: -1", "seed"),
    ],
)
def test_a_fault_is_named_by_its_key(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in TEXT
    with pytest.raises(StudyError, match=told):
        load(tmp_path, TEXT.replace(old, new))


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    text = TEXT.replace("  n: 150", "  n: 0").replace("profile: honest", "profile: x")
    with pytest.raises(StudyError, match=r"2 fault\(s\)"):
        load(tmp_path, text)


def test_a_key_given_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="not YAML"):
        load(tmp_path, TEXT + "\nseed: 1\n")


def test_a_missing_file_says_where_to_run(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="project's folder"):
        Params.load(tmp_path / "params.yaml")

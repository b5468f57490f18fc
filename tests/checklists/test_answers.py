from pathlib import Path

import pytest

from sonogenomics.checklists.answers import read_answers
from sonogenomics.errors import StudyError


def written(folder: Path, text: str) -> Path:
    (folder / "checklists.yaml").write_text(text, encoding="utf-8")
    return folder


def test_without_a_file_nothing_is_answered(tmp_path: Path) -> None:
    assert read_answers(tmp_path).of("clear") == {}


def test_numbers_and_words_of_yaml_are_read_as_meant(tmp_path: Path) -> None:
    text = "clear:\n  8: {answer: yes, where: Methods page 3}\ntripod_ai:\n"
    answers = read_answers(written(tmp_path, text))
    assert answers.of("clear")["8"].answer == "yes"
    assert answers.of("tripod-ai") == {}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("clear:\n  8: {answer: perhaps, where: somewhere}", "1 fault"),
        ("clear:\n  8: {answer: yes}", "1 fault"),
        ("clear: [1", "is not YAML"),
        ("clear:\n  99: {answer: yes, where: Methods}\n", "no checklist has: clear 99"),
        ("radiomics: {}", "1 fault"),
    ],
)
def test_a_file_at_fault_is_told_in_words(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(StudyError, match=told):
        read_answers(written(tmp_path, text))

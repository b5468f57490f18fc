"""Patients stand under digests, and what was kept of them is checked when it is read."""

import hashlib
import hmac
import json

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.promotion.patients import as_json, digest, from_json
from tests.promotion.models import patients, told


def test_no_identifier_is_written() -> None:
    table = patients(30)
    text = as_json(told(table))
    assert not [name for name in (*table["patient_id"], "T1") if name in text]
    assert digest("P001") in text
    assert digest("T1") in text


def test_a_digest_is_the_standards_own() -> None:
    expected = hmac.new(b"ours", b"P001", hashlib.sha256).hexdigest()
    assert digest("P001", "ours") == expected


def test_what_is_written_is_read_back() -> None:
    one = told(patients(30))
    read = from_json(as_json(one), "version 1")
    assert read.scores.equals(one.scores)
    assert (read.learned, read.cut_off) == (one.learned, one.cut_off)


def test_another_salt_is_a_sentence() -> None:
    text = as_json(told(patients(30)), "ours")
    with pytest.raises(StudyError, match="version 1 stand under another salt"):
        from_json(text, "version 1", "theirs")


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("outcome", [2, 0, 1]),
        ("probability", [0.5, 1.5, 0.1]),
        ("probability", [0.5, None, 0.1]),
        ("patient", ["a", "a", "b"]),
        ("outcome", [1, 0]),
        ("outcome", ["yes", "no", "no"]),
    ],
)
def test_an_edited_file_is_damaged_not_believed(column: str, values: list[object]) -> None:
    content = json.loads(as_json(told(patients(3))))
    content["held_out"][column] = values
    with pytest.raises(StudyError, match="held-out patients is damaged"):
        from_json(json.dumps(content), "version 1")


@pytest.mark.parametrize("text", ["", "{}", "[]", "nothing", '{"held_out": 3}'])
def test_another_text_is_damaged(text: str) -> None:
    with pytest.raises(StudyError, match="held-out patients is damaged"):
        from_json(text, "version 1")

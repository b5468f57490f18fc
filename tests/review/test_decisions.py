"""Verdicts on file: the same bytes in every order, and plain words where the file is at fault."""

import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sonogenomics.errors import StudyError
from sonogenomics.review.decisions import (
    COLUMNS,
    FILE,
    VERDICTS,
    Decision,
    OvertakenError,
    as_text,
    locked,
    read_decisions,
    record,
    redrawn_path,
)
from tests.review.project import SHA, disc

HEAD = ",".join(COLUMNS)
PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"])
    .filter(lambda one: one != "\ufeff"),
    max_size=30,
)  # fmt: skip
NAMES = PLAIN.map(lambda text: text.replace("/", "-").replace("\\", "-")).filter(bool)


def decision(image: str = "P1-a", verdict: str = "accept", **changes: str) -> Decision:
    values = {"patient_id": "P1", "reviewer": "Dr A", "mask_sha256": SHA, "note": ""} | changes
    return Decision.model_validate({"image": image, "verdict": verdict, **values})


DECISIONS = st.builds(
    Decision,
    image=NAMES,
    patient_id=PLAIN,
    verdict=st.sampled_from(["accept", "reject"]),
    reviewer=PLAIN.filter(bool),
    mask_sha256=st.from_regex(r"\A[0-9a-f]{64}\Z"),
    note=PLAIN,
)


@settings(deadline=None)
@given(st.lists(DECISIONS, max_size=8))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, decisions: list[Decision]
) -> None:
    folder = tmp_path_factory.mktemp("review")
    by_image = {one.image: one for one in decisions}
    (folder / FILE).write_bytes(as_text(by_image).encode())
    assert read_decisions(folder) == by_image


@settings(deadline=None, max_examples=25)
@given(st.permutations([decision(f"P{k}", VERDICTS[k % 3], note=f'"{k}", said') for k in range(6)]))
def test_every_order_of_judging_gives_the_same_bytes(
    tmp_path_factory: pytest.TempPathFactory, decisions: list[Decision]
) -> None:
    folder = tmp_path_factory.mktemp("review")
    drawn = {one.image: disc(20, 20, 9) for one in decisions if one.verdict == "redraw"}
    for one in decisions:  # a first thought on each, then the final one
        record(folder, [one.model_copy(update={"verdict": "reject"})], {})
        record(folder, [one], {one.image: drawn[one.image]} if one.image in drawn else {})
    content = (folder / FILE).read_bytes()
    assert content == as_text({one.image: one for one in decisions}).encode()
    assert content.count(b"\n") == 7
    assert b"\r" not in content


def test_the_file_is_what_a_spreadsheet_and_git_expect(tmp_path: Path) -> None:
    record(tmp_path, [decision("b", note='says "no", twice'), decision("a", "reject")], {})
    assert (tmp_path / FILE).read_text() == (
        f'{HEAD}\na,P1,reject,Dr A,{SHA},\nb,P1,accept,Dr A,{SHA},"says ""no"", twice"\n'
    )


FAULTY = {
    "byte-order mark": (b"\xef\xbb\xbf" + HEAD.encode() + b"\n", "line 1 begins with a byte-order"),
    "CRLF": (f"{HEAD}\na,P,accept,A,{SHA},\r\n".encode(), "line 2 ends as Windows"),
    "semicolons": (HEAD.replace(",", ";").encode(), "line 1 is parted by semicolons"),
    "no note": (b"image,patient_id,verdict,reviewer,mask_sha256\n", "line 1 lacks the column note"),
    "empty": (b"", "line 1 lacks the column image"),
    "another order": (",".join(reversed(COLUMNS)).encode(), "another order"),
    "verdict": (f"{HEAD}\na,P,maybe,A,{SHA},\n".encode(), "line 2: 'maybe' is no verdict: write"),
    "double": (
        f"{HEAD}\na,P,accept,A,{SHA},\nb,P,accept,A,{SHA},\na,P,reject,A,{SHA},\n".encode(),
        r"line 4 judges a a second time \(first in line 2\)",
    ),
    "fingerprint": (f"{HEAD}\na,P,accept,A,1.2e+70,\n".encode(), "line 2: mask_sha256 is '1.2e"),
    "path": (f"{HEAD}\n../a,P,accept,A,{SHA},\n".encode(), "line 2: image is"),
    "no reviewer": (f"{HEAD}\na,P,accept,,{SHA},\n".encode(), "line 2: reviewer is ''"),
    "comma": (f"{HEAD}\na,P,accept,A,{SHA},no, not\n".encode(), "line 2 has 7 fields, not 6"),
    "blank line": (f"{HEAD}\n\na,P,accept,A,{SHA},\n".encode(), "line 2 has 0 fields"),
    "quote": (f'{HEAD}\na,P,accept,A,{SHA},"no\n'.encode(), "mend its quotes"),
    "latin": (f"{HEAD}\na,P,accept,J\xf6rg,{SHA},\n".encode("latin-1"), "line 2 is not UTF-8"),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_file_gives_its_line_and_a_remedy(tmp_path: Path, name: str) -> None:
    content, told = FAULTY[name]
    (tmp_path / FILE).write_bytes(content)
    with pytest.raises(StudyError, match=told) as caught:
        read_decisions(tmp_path)
    assert str(tmp_path / FILE) in str(caught.value)
    with pytest.raises(StudyError, match=told):
        record(tmp_path, [decision()], {})
    assert (tmp_path / FILE).read_bytes() == content


@pytest.mark.parametrize("note", ["two\nlines", "a\x00b", "\u2028", "x" * 501, "\ufeff"])
def test_a_note_that_would_break_the_line_is_none(note: str) -> None:
    with pytest.raises(ValueError, match="note"):
        decision(note=note)


def test_without_a_file_nothing_is_decided(tmp_path: Path) -> None:
    assert read_decisions(tmp_path / "nowhere") == {}


def test_reviewers_at_once_lose_nothing(tmp_path: Path) -> None:
    def judge(reviewer: str) -> None:
        for k in range(12):
            record(tmp_path, [decision(f"{reviewer}{k}", reviewer=reviewer)], {})

    both = [threading.Thread(target=judge, args=(name,)) for name in ("A", "B", "C")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert len(read_decisions(tmp_path)) == 36


def test_a_verdict_that_another_reviewer_gave_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    mine, theirs = decision(), decision(verdict="reject", reviewer="Dr B")
    record(tmp_path, [theirs], {}, {"P1-a": None})
    with pytest.raises(OvertakenError, match=r"Dr B has judged P1-a meanwhile \(reject\)"):
        record(tmp_path, [mine], {}, {"P1-a": None})
    assert read_decisions(tmp_path) == {"P1-a": theirs}
    record(tmp_path, [mine], {}, {"P1-a": theirs})
    record(tmp_path, [mine], {}, {"P1-a": theirs})  # the same once more, as after a lost answer
    assert read_decisions(tmp_path) == {"P1-a": mine}


def test_a_verdict_taken_back_by_hand_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(OvertakenError, match="taken back"):
        record(tmp_path, [decision()], {}, {"P1-a": decision(verdict="reject")})


def test_a_redrawn_mask_stands_before_its_verdict_and_outlives_it(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="no drawing is given"):
        record(tmp_path, [decision(verdict="redraw")], {})
    record(tmp_path, [decision(verdict="redraw")], {"P1-a": np.ones((3, 3), np.uint8)})
    record(tmp_path, [decision()], {})
    assert redrawn_path(tmp_path, "P1-a").is_file()


def test_an_error_in_the_middle_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    record(tmp_path, [decision()], {})
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(AttributeError), locked(tmp_path) as standing:
        standing["P1-a"] = decision(verdict="reject").no_such_field  # type: ignore[attr-defined]
    assert (tmp_path / FILE).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [".lock.partial", FILE]

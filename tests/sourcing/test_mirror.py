import hashlib
from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.sourcing.mirror import Mirror


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    lines = []
    for name, content in {"a/x.txt": b"X", "b/x.txt": b"Y", "z.txt": b"Z"}.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(content)
        lines.append(f"{hashlib.sha256(content).hexdigest()}  ./{name}\n")
    (tmp_path / "MANIFEST.sha256").write_text("".join(lines))
    return tmp_path


def test_a_fingerprint_finds_a_file_whatever_its_name(folder: Path) -> None:
    sha256 = hashlib.sha256(b"Y").hexdigest()
    assert Mirror.of(folder).find(sha256, "other.txt") == folder / "b/x.txt"


def test_a_name_finds_a_file_only_if_it_is_the_only_one(folder: Path) -> None:
    assert Mirror.of(folder).find(None, "z.txt") == folder / "z.txt"
    with pytest.raises(StudyError, match=r"2 files named x\.txt \(a/x\.txt, b/x\.txt\).*sha256"):
        Mirror.of(folder).find(None, "x.txt")


def test_what_the_mirror_does_not_have_is_not_found(folder: Path) -> None:
    assert Mirror.of(folder).find("0" * 64, "z.txt") is None  # the fingerprint decides
    assert Mirror.of(folder).find(None, "y.txt") is None


def test_without_a_mirror_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Mirror.given().find(None, "x.txt") is None


def test_the_variable_names_the_mirror(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SONOGENOMICS_MIRROR", str(folder))
    assert Mirror.given().folder == folder


def test_a_folder_without_a_manifest_is_no_mirror(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"which has no MANIFEST\.sha256: make one there"):
        Mirror.of(tmp_path)


def test_a_broken_line_of_the_manifest_is_told_by_number(folder: Path) -> None:
    (folder / "MANIFEST.sha256").write_text("not a line\n")
    with pytest.raises(StudyError, match=r"line 1 is not `sha256  path`: 'not a line'"):
        Mirror.of(folder)


def test_a_listed_file_that_is_gone_is_told(folder: Path) -> None:
    (folder / "z.txt").unlink()
    with pytest.raises(StudyError, match=r"z\.txt is in the mirror's MANIFEST.* but not"):
        Mirror.of(folder).find(None, "z.txt")


def test_a_folder_is_all_that_the_manifest_has_below_it(folder: Path) -> None:
    mirror = Mirror.of(folder)
    assert mirror.below("a") == {"a/x.txt": "x.txt"}
    assert mirror.below(".").keys() == {"a/x.txt", "b/x.txt", "z.txt"}
    assert mirror.below("gone") == {}


def test_a_damaged_copy_is_told_with_both_fingerprints(folder: Path) -> None:
    (folder / "z.txt").write_bytes(b"z")
    with pytest.raises(StudyError, match=r"z\.txt is damaged: its sha256 is 594e.*says bbeebd"):
        Mirror.of(folder).check(folder / "z.txt")
    Mirror.of(folder).check(folder / "a/x.txt")

from pathlib import Path

import pytest

from sonogenomics.sourcing.fingerprint import PIECE, copy, sha256_of


def test_the_fingerprint_is_that_of_the_standard(tmp_path: Path) -> None:
    path = tmp_path / "abc"
    path.write_bytes(b"abc")  # FIPS 180-4's own example
    expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert sha256_of(path) == expected
    assert copy(path, tmp_path / "copy") == expected


def test_a_copy_larger_than_a_piece_is_the_same_and_writable(tmp_path: Path) -> None:
    origin, target = tmp_path / "origin", tmp_path / "target"
    origin.write_bytes(b"\x01" * (PIECE + 1))
    origin.chmod(0o444)
    copy(origin, target)
    assert target.read_bytes() == origin.read_bytes()
    assert target.stat().st_ino != origin.stat().st_ino
    target.write_bytes(b"")  # a mirror is often read-only, its copy must not be


@pytest.mark.realdata
def test_the_published_table_has_the_published_fingerprint(mirror: Path) -> None:
    assert sha256_of(mirror / "her2-urf" / "F-S_matrix.txt").startswith("eecf79addddbda49")

import gzip
from pathlib import Path

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.genomics.text_files import is_gzipped, open_text


def read(path: Path) -> str:
    with open_text(path) as text:
        return text.read()


def test_gzip_is_seen_from_the_content_and_not_from_the_name(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    path.write_bytes(gzip.compress(b"ERBB2"))
    assert is_gzipped(path)
    assert read(path) == "ERBB2"


def test_a_byte_order_mark_is_not_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "table.txt"
    path.write_bytes(b"\xef\xbb\xbfgene")
    assert read(path) == "gene"


def test_a_missing_file_says_which_stage_brings_it(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"x\.txt is missing: run `dvc repro sources`"):
        read(tmp_path / "x.txt")


@pytest.mark.parametrize("damage", ["cut", "flipped"])
def test_a_damaged_archive_is_one_sentence(tmp_path: Path, damage: str) -> None:
    whole = bytearray(gzip.compress(b"ERBB2\t1.5\n" * 500))
    if damage == "flipped":
        whole[-6] ^= 0xFF  # the checksum
    (tmp_path / "x.gz").write_bytes(whole[: -9 if damage == "cut" else None])
    with pytest.raises(StudyError, match=r"x\.gz is truncated or damaged .*fetch it again"):
        read(tmp_path / "x.gz")


def test_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_bytes("Größe".encode("latin-1"))
    with pytest.raises(StudyError, match=r"not text in UTF-8"):
        read(tmp_path / "x.txt")

"""Headers are opened no further than needed, and no decoder's words are repeated."""

from pathlib import Path
from typing import Any

import nibabel
import numpy as np
import pytest
from PIL import Image

from sonogenomics.checking.headers import names_a_person, read_header


def test_the_size_of_a_picture_and_of_a_nifti_mask_are_read_alike(tmp_path: Path) -> None:
    Image.new("L", (64, 48)).save(tmp_path / "a.png")
    volume: Any = nibabel
    volume.save(volume.Nifti1Image(np.zeros((64, 48), np.uint8), np.eye(4)), tmp_path / "a.nii.gz")
    headers = [read_header(tmp_path / name) for name in ("a.png", "a.nii.gz")]
    assert [(one.height, one.width, one.fault) for one in headers] == [(48, 64, "")] * 2


@pytest.mark.parametrize("name", ["a.png", "a.nii", "a.dcm", "a.jpg"])
@pytest.mark.parametrize(
    "content", [b"", b"\x89PNG\r\n", b"Mustermann" * 40, b"\0" * 128 + b"DICM"]
)
def test_a_file_that_is_none_of_these_is_told_and_not_quoted(
    tmp_path: Path, name: str, content: bytes
) -> None:
    (tmp_path / name).write_bytes(content)
    header = read_header(tmp_path / name)
    assert header.fault
    assert "Mustermann" not in header.fault


def test_a_picture_of_absurd_size_is_told(tmp_path: Path) -> None:
    Image.new("1", (20_000, 20_000)).save(tmp_path / "huge.png")
    assert read_header(tmp_path / "huge.png").fault


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert "missing" in read_header(tmp_path / "gone.png").fault


@pytest.mark.parametrize(
    "name", ["SIM-0001-1.dcm", "P003_left.png", "Breast_Mass.png", "12345678.png"]
)
def test_ordinary_names_are_no_persons(name: str) -> None:
    assert names_a_person(name) == ""

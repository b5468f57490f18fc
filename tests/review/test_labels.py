from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sonogenomics.errors import StudyError
from sonogenomics.review.labels import fingerprint, lesion_numbers, read_labels, write_labels
from tests.review.project import SHAPE, disc


def test_a_mask_is_read_as_it_was_written_and_written_alike_twice(tmp_path: Path) -> None:
    labels = disc(20, 20, 8) + 2 * disc(45, 60, 8)
    for name in ("a.png", "b.png"):
        write_labels(tmp_path / name, labels)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    np.testing.assert_array_equal(read_labels(tmp_path / "a.png", SHAPE), labels)
    assert lesion_numbers(labels) == [1, 2]


def test_the_fingerprint_is_of_pixels_and_not_of_a_file() -> None:
    labels = disc(20, 20, 8)
    assert fingerprint(np.asfortranarray(labels)) == fingerprint(labels)
    assert fingerprint(2 * labels) != fingerprint(labels)
    # printf '(1, 2)\x00\x01' | sha256sum
    printed = "adba199af6ebda48f2a6d1da165309239795acdb90fc078662785b3c4c803c1f"
    assert fingerprint(np.array([[0, 1]], np.uint8)) == printed


@pytest.mark.parametrize(
    ("image", "told"),
    [
        (Image.new("L", (60, 80)), "80 x 60 px and its image 60 x 80"),
        (Image.new("RGB", (80, 60)), "is coloured"),
    ],
)
def test_a_mask_that_is_none_is_refused(tmp_path: Path, image: Image.Image, told: str) -> None:
    image.save(tmp_path / "m.png")
    with pytest.raises(StudyError, match=told):
        read_labels(tmp_path / "m.png", SHAPE)


def test_a_missing_or_torn_mask_is_told(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="is missing"):
        read_labels(tmp_path / "m.png", SHAPE)
    write_labels(tmp_path / "m.png", disc(20, 20, 8))
    torn = (tmp_path / "m.png").read_bytes()[:60]
    (tmp_path / "m.png").write_bytes(torn)
    with pytest.raises(StudyError, match="truncated or damaged"):
        read_labels(tmp_path / "m.png", SHAPE)

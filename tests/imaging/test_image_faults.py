"""The readers' own sentences are counted under the right word."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sonogenomics.errors import StudyError
from sonogenomics.imaging.expert_outlines import expert_lesions
from sonogenomics.imaging.image_faults import reason_of
from sonogenomics.imaging.reading import read_ultrasound
from tests.imaging.handmade import dicom, header, png_header, ramp, saved
from tests.imaging.scenes import SHAPE, scene, square

PNG = saved(Image.fromarray(scene(1)), "PNG")
CLIP = dicom(header(np.stack([ramp(), ramp()]), "MONOCHROME2"))
NO_PIXELS = dicom(header(ramp(), "MONOCHROME2", PixelData=None))
MPEG = dicom(header(ramp(), "MONOCHROME2"), "1.2.3.4.5.6.7.8.99")
FLOATS = saved(Image.fromarray(np.ones((4, 4), np.float32)), "TIFF")


@pytest.mark.parametrize(
    ("content", "frame", "reason"),
    [
        (None, None, "absent"),
        (b"", None, "zero_bytes"),
        (b"hello, I am a text", None, "no_image"),
        (PNG[:400], None, "damaged"),
        (png_header(9000, 9000), None, "too_large"),
        (FLOATS, None, "unknown_pixels"),
        (NO_PIXELS, None, "no_pixels"),
        (MPEG, None, "unknown_codec"),
        (CLIP, None, "several_frames"),
        (CLIP, 2, "no_such_frame"),
    ],
)
def test_images(tmp_path: Path, content: bytes | None, frame: int | None, reason: str) -> None:
    path = tmp_path / "P1"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StudyError) as error:
        read_ultrasound(path, frame)
    assert reason_of(str(error.value), "image") == reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "absent"),
        (b"", "zero_bytes"),
        (saved(Image.new("L", (80, 30), 1), "PNG"), "other_size"),
        (saved(Image.new("L", SHAPE[::-1], 0), "PNG"), "empty"),
        (saved(Image.new("L", SHAPE[::-1], 1), "PNG"), "whole_image"),
        (saved(Image.fromarray(square(side=5)), "PNG"), "too_small"),
        (saved(Image.fromarray(scene(1)), "PNG"), "no_mask"),
        (saved(Image.fromarray(square()), "JPEG"), "no_mask"),
        (saved(Image.fromarray(square()), "PNG")[:60], "damaged"),
    ],
)
def test_masks(tmp_path: Path, content: bytes | None, reason: str) -> None:
    path = tmp_path / "mask.png"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(StudyError) as error:
        expert_lesions(path, SHAPE)
    assert reason_of(str(error.value), "mask") == reason

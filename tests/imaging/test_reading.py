import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sonogenomics.errors import StudyError
from sonogenomics.imaging.reading import read_ultrasound, read_ultrasound_bytes

from . import handmade


def put(folder: Path, content: bytes, name: str = "P1.png") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF"])
def test_grey_levels_come_back_as_they_were_saved(tmp_path: Path, kind: str) -> None:
    content = handmade.saved(Image.fromarray(handmade.ramp()), kind)
    frame = read_ultrasound(put(tmp_path, content))
    np.testing.assert_array_equal(frame.grey, handmade.ramp())
    assert (frame.format, frame.frames, frame.frame) == (kind, 1, 0)
    assert frame.spacing_mm is None
    assert not frame.colour
    assert frame.sha256 == hashlib.sha256(content).hexdigest()


def test_a_jpeg_comes_back_within_its_own_loss(tmp_path: Path) -> None:
    content = handmade.saved(Image.fromarray(handmade.ramp()), "JPEG", quality=95)
    grey = read_ultrasound(put(tmp_path, content)).grey
    assert np.abs(grey.astype(int) - handmade.ramp()).max() <= 4


def test_colour_becomes_grey_by_the_luma_of_bt601(tmp_path: Path) -> None:
    rgb = handmade.rainbow()
    frame = read_ultrasound(put(tmp_path, handmade.saved(Image.fromarray(rgb), "PNG")))
    expected = rgb @ np.array([0.299, 0.587, 0.114])
    assert np.abs(frame.grey - expected).max() <= 0.51  # rounded
    assert frame.colour
    assert frame.chroma is not None
    np.testing.assert_array_equal(frame.chroma, np.ptp(rgb.astype(int), axis=2))


def test_grey_saved_as_rgb_is_grey(tmp_path: Path) -> None:
    rgb = Image.fromarray(handmade.ramp()).convert("RGB")
    frame = read_ultrasound(put(tmp_path, handmade.saved(rgb, "PNG")))
    np.testing.assert_array_equal(frame.grey, handmade.ramp())
    assert not frame.colour


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_of_sixteen_bits_the_upper_eight_are_kept(tmp_path: Path, kind: str) -> None:
    deep = handmade.ramp(65535)
    frame = read_ultrasound(put(tmp_path, handmade.saved(Image.fromarray(deep), kind)))
    np.testing.assert_array_equal(frame.grey, deep // 256)


@pytest.mark.parametrize("mode", ["P", "PA", "RGBA", "LA", "1", "CMYK"])
def test_other_pixels_become_grey(tmp_path: Path, mode: str) -> None:
    flat = Image.new("L", (8, 6), 255).convert("RGB" if mode == "PA" else "L")
    image = flat.convert("P").convert("PA") if mode == "PA" else flat.convert(mode)
    kind = "TIFF" if mode in ("CMYK", "PA") else "PNG"
    frame = read_ultrasound(put(tmp_path, handmade.saved(image, kind)))
    np.testing.assert_array_equal(frame.grey, np.full((6, 8), 255))


def test_a_palette_with_transparency_warns_nobody(tmp_path: Path) -> None:
    image = Image.fromarray(handmade.ramp()).convert("P")
    content = handmade.saved(image, "PNG", transparency=bytes(range(256)))
    np.testing.assert_array_equal(read_ultrasound(put(tmp_path, content)).grey, handmade.ramp())


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "TIFF"])
def test_a_turned_frame_is_set_upright_once(tmp_path: Path, kind: str) -> None:
    image = Image.fromarray(np.kron(np.array([[0, 255]], np.uint8), np.ones((16, 16), np.uint8)))
    exif = Image.Exif()
    exif[0x0112] = 6  # the top of the scene is on the right: turn clockwise to see it
    frame = read_ultrasound(put(tmp_path, handmade.saved(image, kind, exif=exif)))
    assert frame.shape == (32, 16)
    assert frame.grey[:12].max() < 20
    assert frame.grey[20:].min() > 235


@pytest.mark.parametrize("kind", ["PNG", "TIFF"])
def test_of_several_frames_one_has_to_be_chosen(tmp_path: Path, kind: str) -> None:
    first, second = (Image.new("L", (8, 6), level) for level in (10, 200))
    path = put(tmp_path, handmade.saved(first, kind, save_all=True, append_images=[second]))
    with pytest.raises(StudyError, match=r"holds 2 frames where one is asked: say which"):
        read_ultrasound(path)
    frame = read_ultrasound(path, frame=1)
    assert (frame.frames, frame.frame, frame.grey[0, 0]) == (2, 1, 200)
    with pytest.raises(StudyError, match="has no frame 2"):
        read_ultrasound(path, frame=2)


@pytest.mark.parametrize("mode", ["F", "I"])
def test_grey_levels_that_are_not_8_or_16_bits_are_refused(tmp_path: Path, mode: str) -> None:
    content = handmade.saved(Image.new(mode, (4, 4)), "TIFF")
    with pytest.raises(StudyError, match="save it as 8- or 16-bit grey or as RGB"):
        read_ultrasound(put(tmp_path, content))


def gif() -> bytes:
    first, second = (Image.new("L", (8, 6), level) for level in (10, 200))
    return handmade.saved(first, "GIF", save_all=True, append_images=[second])


def bmp(width: int, height: int) -> bytes:
    head = bytearray(handmade.saved(Image.new("L", (4, 4)), "BMP"))
    head[18:26] = width.to_bytes(4, "little") + height.to_bytes(4, "little")
    return bytes(head)


def jpeg(width: int, height: int) -> bytes:
    content = handmade.saved(Image.new("L", (8, 8)), "JPEG")
    at = content.index(b"\xff\xc0") + 5
    return content[:at] + height.to_bytes(2) + width.to_bytes(2) + content[at + 4 :]


WHOLE = handmade.saved(Image.fromarray(handmade.rainbow()), "PNG")
DAMAGED = {
    "zero bytes": (b"", "is empty"),
    "text": (b"patient_id,image\n", "is not an image that can be read"),
    "GIF": (gif(), "is not an image that can be read"),
    "signature only": (WHOLE[:8], "damaged|not an image"),
    "half a PNG": (WHOLE[: len(WHOLE) // 2], "is truncated or damaged"),
    "half a JPEG": (
        handmade.saved(Image.fromarray(handmade.rainbow()), "JPEG")[:-200],
        "is truncated or damaged",
    ),
    "half a BMP": (
        handmade.saved(Image.fromarray(handmade.rainbow()), "BMP")[:-200],
        "is truncated or damaged",
    ),
    "half a TIFF": (
        handmade.saved(Image.fromarray(handmade.rainbow()), "TIFF")[:-200],
        "is truncated or damaged|not an image",
    ),
    "PNG of 0 x 0": (handmade.png_header(0, 0), "0 x 0 pixels|damaged|not an image"),
    "PNG of 65535 x 65535": (handmade.png_header(65535, 65535), "more than 25 million pixels"),
    "PNG of 6000 x 5000": (handmade.png_header(6000, 5000), "more than 25 million pixels"),
    "PNG of 2**31": (handmade.png_header(2**31 - 1, 1), "more than 25 million pixels"),
    "PNG without its pixels": (handmade.png_header(400, 400), "is truncated or damaged"),
    "BMP of 65535 x 65535": (bmp(65535, 65535), "more than 25 million pixels"),
    "BMP of 0 x 0": (bmp(0, 0), "0 x 0 pixels|damaged|not an image"),
    "JPEG of 65535 x 65535": (jpeg(65535, 65535), "more than 25 million pixels"),
    "JPEG of 0 x 0": (jpeg(0, 0), "0 x 0 pixels|damaged|not an image"),
    "the mark of DICOM and no more": (b"\0" * 128 + b"DICM", "damaged|does not say|without pixels"),
}


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_gives_one_sentence_that_names_it(tmp_path: Path, name: str) -> None:
    content, told = DAMAGED[name]
    path = put(tmp_path, content)
    with pytest.raises(StudyError, match=told) as caught:
        read_ultrasound(path)
    assert str(path) in str(caught.value)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="none.png is missing"):
        read_ultrasound(tmp_path / "none.png")
    with pytest.raises(StudyError, match="cannot be read"):
        read_ultrasound(tmp_path)


def test_a_file_above_the_largest_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "cine.dcm"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 600 * 2**20)
    with pytest.raises(StudyError, match="is 600 MiB, above 512"):
        read_ultrasound(path)


def test_one_picture_in_two_formats_has_one_pixel_fingerprint(tmp_path: Path) -> None:
    image = Image.fromarray(handmade.ramp())
    paths = [put(tmp_path, handmade.saved(image, kind), kind) for kind in ("PNG", "BMP")]
    first, second = (read_ultrasound(path) for path in paths)
    assert first.pixel_sha256 == second.pixel_sha256
    assert first.sha256 != second.sha256


def test_bytes_in_memory_give_what_the_file_gives(tmp_path: Path) -> None:
    path = tmp_path / "P1.png"
    Image.fromarray(np.arange(64, dtype=np.uint8).reshape(8, 8)).save(path)
    one, other = read_ultrasound(path), read_ultrasound_bytes(path.read_bytes(), "Image 1")
    np.testing.assert_array_equal(one.grey, other.grey)
    assert one.sha256 == other.sha256
    with pytest.raises(StudyError, match="Image 1 is empty"):
        read_ultrasound_bytes(b"", "Image 1")

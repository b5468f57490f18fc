from pathlib import Path

import numpy as np
import pytest
import SimpleITK
from PIL import Image

from sonogenomics.errors import StudyError
from sonogenomics.imaging.mask_files import read_mask, read_mask_bytes
from sonogenomics.imaging.masks import Expected

from . import handmade

LESION = np.zeros((24, 32), np.uint8)
LESION[4:16, 6:20] = 1


def nifti(path: Path, values: handmade.Pixels) -> Path:
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(values), str(path))
    return path


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF"])
@pytest.mark.parametrize("value", [1, 255])
def test_any_value_but_zero_is_lesion(tmp_path: Path, kind: str, value: int) -> None:
    path = tmp_path / "mask"
    path.write_bytes(handmade.saved(Image.fromarray(LESION * np.uint8(value)), kind))
    (lesion,) = read_mask(path, Expected(LESION.shape))
    np.testing.assert_array_equal(lesion.mask, LESION > 0)


@pytest.mark.parametrize("mode", ["1", "RGB", "RGBA", "P", "LA"])
def test_a_mask_may_be_of_any_pixel_kind(tmp_path: Path, mode: str) -> None:
    path = tmp_path / "mask.png"
    path.write_bytes(handmade.saved(Image.fromarray(LESION * np.uint8(255)).convert(mode), "PNG"))
    (lesion,) = read_mask(path, Expected(LESION.shape))
    np.testing.assert_array_equal(lesion.mask, LESION > 0)


@pytest.mark.parametrize("name", ["mask.nii", "mask.nii.gz", "MASK.NII.GZ"])
def test_a_nifti_gives_the_rows_that_were_written(tmp_path: Path, name: str) -> None:
    written = nifti(tmp_path / name.lower(), LESION.astype(np.float32))
    path = written.rename(tmp_path / name)
    (lesion,) = read_mask(path, Expected(LESION.shape))
    np.testing.assert_array_equal(lesion.mask, LESION > 0)


def test_a_nifti_of_one_slice_is_an_image(tmp_path: Path) -> None:
    (lesion,) = read_mask(nifti(tmp_path / "m.nii.gz", LESION[None] * 3), Expected(LESION.shape))
    assert lesion.label == "3"


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (np.stack([LESION, LESION]), "has the size 32 x 24 x 2: save one slice"),
        (np.zeros((24, 32)), "is empty"),
        (np.arange(768.0).reshape(24, 32), "767 grey levels, so it is no mask"),
    ],
    ids=["volume", "empty", "an image"],
)
def test_a_nifti_that_is_no_mask_is_refused(
    tmp_path: Path, values: handmade.Pixels, told: str
) -> None:
    with pytest.raises(StudyError, match=told):
        read_mask(nifti(tmp_path / "m.nii.gz", values))


def test_a_jpeg_is_no_mask(tmp_path: Path) -> None:
    path = tmp_path / "m.jpg"
    path.write_bytes(handmade.saved(Image.fromarray(LESION * np.uint8(255)), "JPEG"))
    with pytest.raises(StudyError, match="is a JPEG, which blurs its edge"):
        read_mask(path)


def test_a_smoothed_mask_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.png"
    path.write_bytes(handmade.saved(Image.fromarray(handmade.ramp()), "PNG"))
    with pytest.raises(StudyError, match="255 grey levels, so it is no mask"):
        read_mask(path)


@pytest.mark.parametrize("name", ["m.png", "m.nii", "m.nii.gz"])
@pytest.mark.parametrize("content", [b"", b"not a mask at all", b"\x1f\x8b\x08\x00\x00"])
def test_an_unreadable_mask_is_named(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(StudyError, match=name):
        read_mask(path)


def test_values_that_are_no_numbers_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "m.tif"
    Image.fromarray(np.full((24, 32), np.nan, np.float32)).save(path)
    with pytest.raises(StudyError, match="holds values that are no numbers"):
        read_mask(path)


@pytest.mark.parametrize("name", ["m.nii", "m.nii.gz"])
def test_a_truncated_nifti_is_refused(tmp_path: Path, name: str) -> None:
    noise = np.random.default_rng(1).integers(0, 2, (24, 32), np.uint8)  # so that gzip is long
    path = nifti(tmp_path / name, noise)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(StudyError, match="is truncated or damaged"):
        read_mask(path)


def test_a_missing_mask_is_named(tmp_path: Path) -> None:
    for name in ("m.png", "m.nii.gz"):
        with pytest.raises(StudyError, match="is missing"):
            read_mask(tmp_path / name)


@pytest.mark.parametrize("ending", [".png", ".nii", ".nii.gz"])
def test_a_mask_in_memory_gives_what_the_file_gives(ending: str, tmp_path: Path) -> None:
    labels = np.zeros((30, 40), np.uint8)
    labels[5:25, 10:30] = 1
    path = tmp_path / f"mask{ending}"
    SimpleITK.WriteImage(SimpleITK.GetImageFromArray(labels), str(path))
    (one,), (other,) = read_mask(path), read_mask_bytes(path.read_bytes(), "of image 1")
    np.testing.assert_array_equal(one.mask, other.mask)
    with pytest.raises(StudyError, match="of image 1"):
        read_mask_bytes(path.read_bytes()[:60], "of image 1")

from pathlib import Path

import numpy as np
import pydicom
import pytest
from PIL import Image

from sonogenomics.imaging.mask_files import read_mask
from sonogenomics.imaging.reading import read_ultrasound
from sonogenomics.simulation.picture_files import write_dicom, write_jpeg, write_mask, write_png


@pytest.fixture
def grey(rng: np.random.Generator) -> np.ndarray:
    return rng.integers(0, 256, (60, 80), dtype=np.uint8)


@pytest.mark.parametrize("colour", [False, True])
def test_dicom_holds_the_pixels_and_their_spacing(
    tmp_path: Path, grey: np.ndarray, colour: bool
) -> None:
    write_dicom(grey, tmp_path / "P1-1.dcm", 0.15, colour=colour)
    read = read_ultrasound(tmp_path / "P1-1.dcm")
    assert (read.grey == grey).all()
    assert read.spacing_mm == pytest.approx((0.15, 0.15))
    kind = pydicom.dcmread(tmp_path / "P1-1.dcm").PhotometricInterpretation
    assert kind == ("RGB" if colour else "MONOCHROME2")


def test_dicom_names_a_person_and_reading_forgets_her(tmp_path: Path, grey: np.ndarray) -> None:
    write_dicom(grey, tmp_path / "P1-1.dcm", 0.15)
    assert str(pydicom.dcmread(tmp_path / "P1-1.dcm").PatientName) == "Simulated^Person"
    tags = read_ultrasound(tmp_path / "P1-1.dcm").tags
    assert not {"PatientName", "PatientID", "PatientBirthDate"} & set(tags)
    assert "Simulated^Person" not in str(tags)


def test_equal_pixels_and_names_give_equal_bytes(tmp_path: Path, grey: np.ndarray) -> None:
    contents = []
    for folder in ("one", "other"):
        (tmp_path / folder).mkdir()
        path = tmp_path / folder / "P1-1.dcm"
        write_dicom(grey, path, 0.15)
        contents.append(path.read_bytes())
    assert contents[0] == contents[1]


def test_another_compression_is_another_file_of_the_same_pixels(
    tmp_path: Path, grey: np.ndarray
) -> None:
    flat = np.repeat(grey // 64, 4, axis=1)
    write_png(flat, tmp_path / "a.png")
    write_png(flat, tmp_path / "b.png", level=9)
    assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes()
    one, other = (read_ultrasound(tmp_path / name) for name in ("a.png", "b.png"))
    assert one.pixel_sha256 == other.pixel_sha256


def test_jpeg_stays_close_and_masks_are_read_as_one_lesion(
    tmp_path: Path, grey: np.ndarray
) -> None:
    smooth = np.array(Image.fromarray(grey).resize((20, 15)).resize((80, 60)))
    write_jpeg(smooth, tmp_path / "a.jpg")
    read = read_ultrasound(tmp_path / "a.jpg")
    assert np.abs(read.grey.astype(int) - smooth).mean() < 2
    write_mask(np.tri(60, 80) > 0, tmp_path / "m.png")
    (lesion,) = read_mask(tmp_path / "m.png")
    assert lesion.mask.sum() == 60 * 61 / 2

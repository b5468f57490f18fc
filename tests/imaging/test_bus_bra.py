"""The real images of BUS-BRA, and the phantom of IBSI."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.imaging.hygiene import findings
from sonogenomics.imaging.listing import match_images
from sonogenomics.imaging.mask_files import read_mask
from sonogenomics.imaging.masks import Expected
from sonogenomics.imaging.overlays import count_strokes
from sonogenomics.imaging.reading import read_ultrasound
from sonogenomics.imaging.traits import Whose, traits

pytestmark = pytest.mark.realdata

# Seen by eye to carry neither calliper nor text.
BARE = ("bus_0004-r", "bus_0130-r", "bus_0229-r", "bus_0851-s")


@pytest.fixture(scope="module")
def images(mirror: Path) -> pd.DataFrame:
    rows = pd.read_csv(mirror / "bus-bra" / "bus_data.csv")
    return pd.DataFrame(
        {
            "patient_id": rows["Case"].map("BUS-{:04d}".format),
            "image": rows["ID"] + ".png",
            "mask": "mask_" + rows["ID"].str.removeprefix("bus_") + ".png",
            "device": rows["Device"],
        }
    )


def test_every_image_listed_is_there_and_none_besides(mirror: Path, images: pd.DataFrame) -> None:
    folders = [mirror / "bus-bra" / folder for folder in ("Images", "Masks")]
    listing = match_images(images, [file.name for folder in folders for file in folder.iterdir()])
    assert listing.counts() == {
        "usable_images": 707,
        "patients": 400,
        "absent_images": 0,
        "absent_masks": 0,
        "unlisted": 0,
        "unlisted_masks": 0,
    }


def test_every_mask_fits_its_image_and_holds_one_lesion(mirror: Path, images: pd.DataFrame) -> None:
    n_pixels = []
    for row in images.itertuples():
        frame = read_ultrasound(mirror / "bus-bra" / "Images" / str(row.image))
        expected = Expected(frame.shape, one_label=True)
        (lesion,) = read_mask(mirror / "bus-bra" / "Masks" / str(row.mask), expected)
        n_pixels.append(int(lesion.mask.sum()))
    assert (len(n_pixels), min(n_pixels), max(n_pixels)) == (707, 511, 84190)


def test_hygiene_of_the_first_images(mirror: Path, images: pd.DataFrame) -> None:
    measured = []
    for row in images.head(60).itertuples():
        frame = read_ultrasound(mirror / "bus-bra" / "Images" / str(row.image))
        (lesion,) = read_mask(mirror / "bus-bra" / "Masks" / str(row.mask))
        measured.append(traits(Whose(str(row.image), str(row.patient_id)), frame, lesion.mask))
    counts = findings(measured)["finding"].value_counts()
    assert counts["spacing_missing"] == 60
    assert "exact_duplicate" not in counts
    assert "near_duplicate" not in counts
    assert counts["strokes_outside"] >= 50  # nearly all carry callipers or text


@pytest.mark.parametrize("name", BARE)
def test_an_image_without_marks_has_no_stroke(mirror: Path, name: str) -> None:
    frame = read_ultrasound(mirror / "bus-bra" / "Images" / f"{name}.png")
    assert count_strokes(frame).outside == 0


def test_the_dicom_phantom_of_ibsi_loads(mirror: Path) -> None:
    folder = mirror / "ibsi" / "ibsi_1_digital_phantom" / "dicom"
    for file in (folder / "image" / "phantom.dcm", folder / "mask" / "mask.dcm"):
        frames = [read_ultrasound(file, frame=number) for number in range(4)]
        assert {frame.frames for frame in frames} == {4}
        assert {frame.shape for frame in frames} == {(4, 5)}
        assert np.unique([frame.sha256 for frame in frames]).size == 1

from pathlib import Path

import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.imaging.hygiene import findings
from sonogenomics.imaging.listing import match_images
from sonogenomics.imaging.reading import read_ultrasound
from sonogenomics.imaging.traits import Traits, Whose, traits


@pytest.fixture(scope="module")
def read(pictured: Path, image_list: pd.DataFrame) -> tuple[list[Traits], dict[str, str]]:
    """What hygiene needs of each image that can be read, and the faults of the others."""
    measured, faults = [], {}
    for image, patient in zip(image_list["image"], image_list["patient_id"], strict=True):
        try:
            frame = read_ultrasound(pictured / "ultrasound" / image)
        except StudyError as error:
            faults[image] = str(error)
        else:
            measured.append(traits(Whose(image, patient), frame))
    return measured, faults


@pytest.fixture(scope="module")
def found(read: tuple[list[Traits], dict[str, str]]) -> pd.DataFrame:
    return findings(read[0])


def _of(found: pd.DataFrame, finding: str) -> pd.DataFrame:
    return found[found["finding"] == finding]


def test_one_picture_is_filed_under_two_patients(found: pd.DataFrame) -> None:
    assert _of(found, "exact_duplicate")["scope"].tolist() == ["across_patients"] * 2


def test_one_picture_was_saved_again_at_another_scale(found: pd.DataFrame) -> None:
    near = _of(found, "near_duplicate")
    assert near["scope"].tolist() == ["same_patient"] * 2


def test_one_frame_is_blank_and_some_carry_callipers_or_a_scale(found: pd.DataFrame) -> None:
    assert len(_of(found, "blank")) == 1
    assert len(_of(found, "strokes_outside")) > 10


def test_one_file_is_cut_short_and_one_is_absent(
    read: tuple[list[Traits], dict[str, str]], pictured: Path
) -> None:
    faults = read[1]
    there = [name for name in faults if (pictured / "ultrasound" / name).exists()]
    assert (len(faults), len(there)) == (2, 1)
    assert there[0] in faults[there[0]]


def test_one_is_listed_and_absent_and_one_present_and_unlisted(
    pictured: Path, image_list: pd.DataFrame
) -> None:
    present = [path.name for path in (pictured / "ultrasound").iterdir()]
    listing = match_images(image_list.drop(columns="mask"), present)
    assert (len(listing.absent_images), len(listing.unlisted)) == (1, 1)


def test_every_view_of_a_patient_is_listed_once(image_list: pd.DataFrame) -> None:
    assert image_list["image"].is_unique
    assert not image_list.duplicated(["patient_id", "view"]).any()

import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.imaging.listing import match_images


def table(**columns: list[str | None]) -> pd.DataFrame:
    base: dict[str, list[str | None]] = {
        "patient_id": ["P1", "P1", "P2"],
        "image": ["a.png", "b.png", "c.png"],
    }
    return pd.DataFrame(base | columns)


def test_a_complete_listing_is_usable_as_it_stands() -> None:
    rows = table(mask=["ma.png", "mb.png", "mc.png"], view=["l", "r", "l"], grade=["1", "2", "3"])
    there = ["a.png", "b.png", "c.png", "ma.png", "mb.png", "mc.png"]
    listing = match_images(rows, there)
    assert listing.usable.astype("str").equals(rows.astype("str"))
    assert listing.counts() == {
        "usable_images": 3,
        "patients": 2,
        "absent_images": 0,
        "absent_masks": 0,
        "unlisted": 0,
        "unlisted_masks": 0,
    }


def test_absent_and_unlisted_files_are_counted_and_the_rest_goes_on() -> None:
    rows = table(mask=["ma.png", None, "mc.png"])
    listing = match_images(rows, ["a.png", "c.png", "mc.png", "thumbs.db", "z.png"])
    assert listing.usable["image"].to_list() == ["a.png", "c.png"]
    assert listing.usable["mask"].fillna("").to_list() == ["", "mc.png"]
    assert listing.absent_images == ("b.png",)
    assert listing.absent_masks == ("ma.png",)
    assert listing.unlisted == ("thumbs.db", "z.png")


@pytest.mark.parametrize(
    ("columns", "told"),
    [
        ({"image": ["a.png", "b.png", "a.png"]}, "image a.png stands under two patients"),
        ({"image": ["a.png", "a.png", "c.png"]}, "image a.png is listed twice"),
        ({"split": ["train", "test", "test"]}, "patient P1 is in two splits"),
        ({"mask": ["m.png", "m.png", None]}, "mask m.png is listed for several images"),
        ({"image": ["a.png", None, "c.png"]}, "row 2 has no image"),
        ({"patient_id": ["P1", "", "P2"]}, "row 2 has no patient_id"),
        ({"image": ["../a.png", "b.png", "c.png"]}, r"'\.\./a\.png' leads out of the folder"),
        ({"image": ["/etc/passwd", "b.png", "c.png"]}, "leads out of the folder"),
        ({"image": ["C:\\a.png", "b.png", "c.png"]}, "leads out of the folder"),
        ({"mask": ["x/../../m.png", None, None]}, "leads out of the folder"),
    ],
)
def test_what_could_mix_patients_is_an_error(
    columns: dict[str, list[str | None]], told: str
) -> None:
    with pytest.raises(StudyError, match=told):
        match_images(table(**columns), ["a.png", "b.png", "c.png"])


def test_one_file_under_two_names_and_patients_is_an_error() -> None:
    content = {"a.png": "1f", "b.png": "2f", "c.png": "1f"}
    with pytest.raises(StudyError, match=r"a.png of P1, c.png of P2 are the same file under two"):
        match_images(table(), list(content), content)


def test_masks_may_have_a_folder_of_their_own_and_the_names_of_the_images() -> None:
    rows = table(mask=["a.png", "b.png", None])
    listing = match_images(rows, ["a.png", "b.png"], present_masks=["a.png", "c.png"])
    assert listing.usable["image"].to_list() == ["a.png", "b.png"]
    assert listing.absent_images == ("c.png",)
    assert listing.absent_masks == ("b.png",)
    assert listing.unlisted == ()
    assert listing.unlisted_masks == ("c.png",)


def test_frames_of_one_clip_are_images_of_their_own() -> None:
    rows = table(image=["a.dcm", "a.dcm", "c.png"], frame=["0", "7", None])
    assert len(match_images(rows, ["a.dcm", "c.png"]).usable) == 3
    with pytest.raises(StudyError, match=r"image a\.dcm is listed twice"):
        match_images(rows.assign(frame=["7", "7", ""]), ["a.dcm", "c.png"])


def test_one_file_twice_under_one_patient_is_left_to_hygiene() -> None:
    content = {"a.png": "1f", "b.png": "1f", "c.png": "2f"}
    assert match_images(table(), list(content), content).counts()["usable_images"] == 3


def test_all_faults_are_told_at_once() -> None:
    rows = table(image=["a.png", "../b.png", "a.png"], split=["train", "test", "test"])
    with pytest.raises(
        StudyError, match=r"leads out of the folder.*; image a.png stands.*; patient P1 is in two"
    ):
        match_images(rows, [])


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(StudyError, match="has no column patient_id, image"):
        match_images(pd.DataFrame({"file": ["a.png"]}), [])

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
    }


def test_absent_and_unlisted_files_are_counted_and_the_rest_goes_on() -> None:
    rows = table(mask=["ma.png", None, "mc.png"])
    listing = match_images(rows, ["a.png", "c.png", "mc.png", "thumbs.db", "z.png"])
    assert listing.usable["image"].to_list() == ["c.png"]
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

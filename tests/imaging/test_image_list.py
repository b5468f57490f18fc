from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.imaging.image_list import read_image_list
from sonogenomics.study import Absent, Images, Masks

NONE = Absent(absent="not in this test")
PNG = {"column": "ID", "file": r"\1.png"}


def rules(**more: Any) -> Images:
    base = {"source": "us", "list": "list", "image": PNG, "patient": "Case"}
    return Images.model_validate({**base, **more})


def read(tmp_path: Path, text: str, images: Images, masks: Masks | Absent = NONE) -> pd.DataFrame:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8-sig")
    return read_image_list(path, images, masks)


def test_values_become_file_names_and_blanks_stay_blank(tmp_path: Path) -> None:
    masks = Masks.model_validate(
        {
            "source": "m",
            "format": "png",
            "mask": {"column": "M", "pattern": "^bus_(.+)$", "file": r"mask_\1.png"},
        }
    )
    text = "ID,M,Case,Side,Device\r\nbus_1-l,bus_1-l,4,left,GE\r\nbus_1-r,,4, ,\r\n"
    frame = read(tmp_path, text, rules(view="Side", scanner="Device"), masks)
    assert frame["image"].to_list() == ["bus_1-l.png", "bus_1-r.png"]
    assert frame["mask"].to_list() == ["mask_1-l.png", ""]
    assert frame["patient_id"].to_list() == ["4", "4"]
    assert frame["view"].to_list() == ["left", ""]
    assert frame["scanner"].to_list() == ["GE", ""]
    assert frame["fold"].to_list() == ["", ""]
    assert frame["frame"].isna().all()


def test_numbers_are_read_and_blanks_are_unknown(tmp_path: Path) -> None:
    text = "ID,Case,F,H,W\na,1,0,0.1,0.2\nb,2,,,\n"
    frame = read(tmp_path, text, rules(frame="F", row_mm="H", column_mm="W"))
    assert frame["frame"].to_list() == [0, pd.NA]
    np.testing.assert_array_equal(frame["row_mm"], [0.1, np.nan])
    np.testing.assert_array_equal(frame["column_mm"], [0.2, np.nan])


@pytest.mark.parametrize(
    ("text", "more", "told"),
    [
        ("ID,Case\na,1\n", {"view": "Side"}, r"no column Side \(it has Case, ID\)"),
        ("ID,Case\na,1\n,2\n", {}, r"names no image \(ID\) in row 2"),
        ("ID,Case,F\na,1,1.5\n", {"frame": "F"}, r"'1\.5' is not a whole number from 0"),
        ("ID,Case,F\na,1,-1\n", {"frame": "F"}, "'-1' is not a whole number"),
        ("ID,Case,H\na,1,0\n", {"row_mm": "H", "column_mm": "H"}, "'0' is not a number of mm"),
        ("ID,Case,H\na,1,x\n", {"row_mm": "H", "column_mm": "H"}, "'x' is not a number of mm"),
        ("ID,Case,H\na,1,1\n", {"row_mm": "H"}, "only one of images.row_mm and images.column_mm"),
        (
            "ID,Case\nx1,1\n",
            {"image": {"column": "ID", "pattern": "^bus"}},
            r"'x1' does not match the pattern '\^bus'",
        ),
        ("ID,Case\na,1\n", {"image": {"column": "ID", "pattern": "("}}, "do not go together"),
        ("ID,Case\na,1\n", {"image": {"column": "ID", "file": r"\2"}}, "do not go together"),
    ],
)
def test_a_fault_is_told_with_its_place(
    tmp_path: Path, text: str, more: dict[str, Any], told: str
) -> None:
    with pytest.raises(StudyError, match=told):
        read(tmp_path, text, rules(**more))


def test_folds_may_stand_in_a_table_of_their_own(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("ID,Case\na,1\nb,1\nc,2\n")
    (tmp_path / "folds.csv").write_text("ID,kFold\nc,5\na,3\n")
    images = rules(folds="folds", fold="kFold")
    frame = read_image_list(tmp_path / "list.csv", images, NONE, tmp_path / "folds.csv")
    assert frame["fold"].to_list() == ["3", "", "5"]
    (tmp_path / "folds.csv").write_text("ID,kFold\nc,5\nc,3\n")
    with pytest.raises(StudyError, match="has image c more than once"):
        read_image_list(tmp_path / "list.csv", images, NONE, tmp_path / "folds.csv")
    (tmp_path / "folds.csv").write_text("ID,k\nc,5\n")
    with pytest.raises(StudyError, match="has no column kFold"):
        read_image_list(tmp_path / "list.csv", images, NONE, tmp_path / "folds.csv")

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.imaging.worklist import OnDisk, Worklist, worklist
from tests.imaging.scenes import SHAPE, save, scene, square

SPLIT = pd.Series(["train", "test"], index=pd.Index(["P1", "P2"], name="patient_id"))


def rows(**columns: list[Any]) -> pd.DataFrame:
    known: dict[str, Any] = {
        "patient_id": ["P1", "P1", "P2", "P9"],
        "image": ["a.png", "b.png", "c.png", "d.png"],
        **dict.fromkeys(("mask", "view", "scanner", "fold"), ""),
        **dict.fromkeys(("frame", "row_mm", "column_mm")),
    }
    types = {"frame": "Int64", "row_mm": "float64", "column_mm": "float64"}
    return pd.DataFrame({**known, **columns}).astype(types)


def found(tmp_path: Path, listed: pd.DataFrame, masks: str | None = None) -> Worklist:
    where = None if masks is None else tmp_path / masks
    return worklist(listed, SPLIT, OnDisk(tmp_path / "in", where))


@pytest.fixture(autouse=True)
def _files(tmp_path: Path) -> None:
    for number, name in enumerate("abce"):
        save(tmp_path / f"in/{name}.png", scene(number))
    for name in "bx":
        save(tmp_path / f"masks/{name}.png", square())


def reasons(work: Worklist) -> set[tuple[str, str, str, str]]:
    return {(fault.image, fault.patient_id, fault.part, fault.reason) for fault in work.faults}


def test_only_included_patients_are_asked_and_the_rest_is_counted(tmp_path: Path) -> None:
    work = found(tmp_path, rows())
    assert [one.whose.image for one in work.asked] == ["a", "b", "c"]
    assert [one.whose.split for one in work.asked] == ["train", "train", "test"]
    assert work.counts == {
        "n_listed": 4,
        "n_patients_listed": 3,
        "n_of_included_patients": 3,
        "n_of_other_patients": 1,
        "n_patients_without_listed_images": 0,
        "n_renamed": 0,
    }
    assert reasons(work) == {("e.png", "", "image", "unlisted")}


def test_an_absent_file_is_a_fault_of_its_patient(tmp_path: Path) -> None:
    work = found(tmp_path, rows(image=["a.png", "gone.png", "c.png", "d.png"]))
    assert [one.whose.image for one in work.asked] == ["a", "c"]
    assert ("gone", "P1", "image", "absent") in reasons(work)
    assert ("b.png", "", "image", "unlisted") in reasons(work)


def test_an_image_whose_mask_is_absent_stays_and_is_not_outlined(tmp_path: Path) -> None:
    work = found(tmp_path, rows(mask=["a.png", "b.png", "", ""]), "masks")
    assert [one.outlined for one in work.asked] == [None, tmp_path / "masks/b.png", None]
    assert ("a", "P1", "mask", "absent") in reasons(work)
    assert ("x.png", "", "mask", "unlisted") in reasons(work)


def test_a_listed_image_of_nobody_included_is_told(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"None of the 4 listed images .* like 'X1'.* like 'P1'"):
        found(tmp_path, rows(patient_id=["X1", "X2", "X3", "X4"]))


def test_images_without_a_folder_are_told(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="give the source of the images a `folder`"):
        worklist(rows(), SPLIT, OnDisk(tmp_path / "gone", None))


def test_spacing_needs_both_sides(tmp_path: Path) -> None:
    sides = rows(row_mm=[0.1, 0.1, None, None], column_mm=[0.2, None, None, None])
    assert [one.spacing_mm for one in found(tmp_path, sides).asked] == [(0.1, 0.2), None, None]


def coco(path: Path, names: list[str]) -> None:
    images = [
        {"id": n, "file_name": name, "height": SHAPE[0], "width": SHAPE[1]}
        for n, name in enumerate(names)
    ]
    path.write_text(json.dumps({"images": images, "annotations": [], "categories": []}))


def test_a_coco_file_names_its_images_with_or_without_folder(tmp_path: Path) -> None:
    save(tmp_path / "in/sub/a.png", scene(9))
    coco(tmp_path / "coco.json", ["b.png", "x/c.png", "a.png"])
    listed = rows(image=["sub/a.png", "b.png", "c.png", "d.png"])
    work = found(tmp_path, listed, "coco.json")
    drawn = {one.whose.image: one.outlined is not None for one in work.asked}
    assert drawn == {"sub__a": True, "b": True, "c": False}
    assert ("x/c.png", "", "mask", "unlisted") in reasons(work)
    assert work.counts["n_renamed"] == 1


def test_an_outline_of_a_clip_does_not_say_which_frame(tmp_path: Path) -> None:
    coco(tmp_path / "coco.json", ["a.png", "c.png"])
    listed = rows(image=["a.png", "a.png", "c.png", "d.png"], frame=[0, 1, None, None])
    work = found(tmp_path, listed, "coco.json")
    assert {one.whose.image: one.frame for one in work.asked} == {"a__0": 0, "a__1": 1, "c": None}
    assert ("a__0", "P1", "mask", "several_frames") in reasons(work)
    assert {one.whose.image for one in work.asked if one.outlined is not None} == {"c"}

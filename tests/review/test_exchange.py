"""Masks go to CVAT and Label Studio and come back as verdicts."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools import mask as coco_mask  # type: ignore[import-untyped]
from pycocotools.coco import COCO  # type: ignore[import-untyped]

from sonogenomics.catalog import MASKS
from sonogenomics.errors import StudyError
from sonogenomics.review.contours import overlap
from sonogenomics.review.exchange import Imported, export, imported, read_corrections
from sonogenomics.review.labels import fingerprint, write_labels
from tests.review.project import SHAPE, disc, proposed

pytestmark = pytest.mark.usefixtures("project")
MANY = {
    "hole": disc(30, 40, 20) - disc(28, 38, 6),
    "two lesions": disc(20, 20, 9) + 2 * disc(40, 60, 11),
    "two parts": disc(20, 20, 9) + disc(40, 60, 11),
    "touching": np.where(np.arange(80) < 40, 1, 2).astype(np.uint8) * disc(30, 40, 15),
}


def exported(kind: str, folder: Path) -> Any:
    export(proposed().values(), kind, folder / "out.json")
    return json.loads((folder / "out.json").read_text())


def as_label_studio_gives_it(tasks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Its JSON export when every prediction was submitted: annotations, numbers of its own."""
    return [
        {
            "id": 100 + k,
            "data": task["data"],
            "annotations": [{"id": 7, "was_cancelled": False, **task["predictions"][0]}],
            "predictions": [],
        }
        for k, task in enumerate(tasks)
    ]


def read_back(content: Any, folder: Path) -> Imported:
    (folder / "back.json").write_text(json.dumps(content))
    drawings, faults = read_corrections(folder / "back.json")
    told = imported(proposed(), drawings, "Dr B")
    told.faults += faults
    return told


def verdicts(told: Imported) -> dict[str, str]:
    return {one.image: one.verdict for one in told.decisions}


@pytest.mark.parametrize("kind", ["coco", "label-studio"])
@pytest.mark.parametrize("name", MANY)
def test_an_unchanged_mask_comes_back_accepted(project: Path, kind: str, name: str) -> None:
    write_labels(MASKS / "P1-a.png", MANY[name])
    content = exported(kind, project)
    told = read_back(content if kind == "coco" else as_label_studio_gives_it(content), project)
    assert verdicts(told) == dict.fromkeys(proposed(), "accept") | {"P3-a": "reject"}
    assert (told.drawn, told.faults, told.n_missing) == ({}, [], 0)
    by_image = {one.image: one for one in told.decisions}
    assert by_image["P1-a"].mask_sha256 == fingerprint(MANY[name])
    assert by_image["P1-a"].reviewer == "Dr B"


@pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")
@pytest.mark.parametrize("name", MANY)
def test_pycocotools_reads_the_lesions_out_of_the_coco_file(project: Path, name: str) -> None:
    write_labels(MASKS / "P1-a.png", MANY[name])
    exported("coco", project)
    read = COCO(str(project / "out.json"))
    (image,) = [one for one in read.dataset["images"] if one["file_name"] == "P1-a.png"]
    annotations = read.loadAnns(read.getAnnIds(imgIds=[image["id"]]))
    assert len(annotations) == len(set(MANY[name].ravel()) - {0})
    for lesion, one in enumerate(annotations, 1):
        expected = MANY[name] == lesion
        assert overlap(read.annToMask(one).astype(bool), expected) > 0.95  # it fills the rim too
        assert one["bbox"] == list(coco_mask.toBbox(coco_mask.encode(np.asfortranarray(expected))))
        assert one["area"] == pytest.approx(expected.sum(), rel=0.01)


def test_a_mask_that_was_moved_comes_back_redrawn_and_a_removed_one_rejected(project: Path) -> None:
    content = exported("coco", project)
    first, second, *others = content["annotations"]
    first["segmentation"] = [[value + 3 for value in first["segmentation"][0]]]
    told = read_back(content | {"annotations": [first, *others]}, project)
    images = [one["file_name"][:-4] for one in content["images"]]
    moved, removed = images[first["image_id"] - 1], images[second["image_id"] - 1]
    assert verdicts(told)[moved] == "redraw"
    assert verdicts(told)[removed] == "reject"
    shifted = np.roll(proposed()[moved].labels(), (3, 3), (0, 1))
    assert overlap(told.drawn[moved] > 0, shifted > 0) > 0.99
    assert "2 rejected" in told.lines()[0]


def test_a_lesion_parted_in_two_is_a_changed_mask(project: Path) -> None:
    content = exported("coco", project)
    first = content["annotations"][0]
    x, y, width, height = first["bbox"]
    halves = [
        {**first, "id": 900 + k, "segmentation": [[x + k * width / 2, y, x + (k + 1) * width / 2, y,
         x + (k + 1) * width / 2, y + height, x + k * width / 2, y + height]]}
        for k in range(2)
    ]  # fmt: skip
    told = read_back(content | {"annotations": halves}, project)
    assert verdicts(told)["P1-a"] == "redraw"
    assert set(told.drawn["P1-a"].ravel()) == {0, 1, 2}


def test_a_task_that_nobody_submitted_stays_undecided(project: Path) -> None:
    tasks = as_label_studio_gives_it(exported("label-studio", project))
    tasks[0]["annotations"] = []
    tasks[1]["annotations"][0]["was_cancelled"] = True
    told = read_back(tasks, project)
    assert {"P1-a", "P1-b"}.isdisjoint(verdicts(told))
    assert told.n_missing == 2


def test_the_last_annotation_that_was_submitted_holds(project: Path) -> None:
    tasks = as_label_studio_gives_it(exported("label-studio", project))
    tasks[0]["annotations"].append({"result": []})
    assert verdicts(read_back(tasks, project))["P1-a"] == "reject"


def test_one_image_at_fault_is_told_and_the_others_are_read(project: Path) -> None:
    tasks = as_label_studio_gives_it(exported("label-studio", project))
    tasks[0]["annotations"][0]["result"][0]["type"] = "brushlabels"
    tasks[1]["data"] = {"image": "/data/upload/1/unknown.png"}
    for result in tasks[2]["annotations"][0]["result"]:
        result["original_width"] = 81
    told = read_back(tasks, project)
    assert set(verdicts(told)) == {"P3-a", "P4-a"}
    assert sorted(told.faults) == [
        "P1-a.png has brushlabels, where polygons are asked: redraw it",
        "P2-a is 60 x 81 px in the file and 60 x 80 here: correct it on the frames of this project",
        "unknown.png is no image of this project that can be reviewed.",
    ]


def test_an_image_of_another_size_or_in_two_folders_is_told(project: Path) -> None:
    content = exported("coco", project)
    content["images"][0]["width"] = 81
    content["images"].append({**content["images"][4], "id": 99, "file_name": "again/P4-a.png"})
    told = read_back(content, project)
    assert "P1-a" not in verdicts(told)
    assert len(told.faults) == 2
    assert "under two folders" in told.faults[1]


@pytest.mark.parametrize("text", ["", "[", '[{"data": 3}]', "[1]", '"x"', "\x00", "[" * 9999])
def test_what_is_neither_coco_nor_label_studio_is_refused(project: Path, text: str) -> None:
    (project / "back.json").write_text(text)
    with pytest.raises(StudyError, match="back.json"):
        read_corrections(project / "back.json")


def test_two_tasks_of_one_image_are_refused(project: Path) -> None:
    tasks = as_label_studio_gives_it(exported("label-studio", project))
    (project / "back.json").write_text(json.dumps([*tasks, tasks[0]]))
    with pytest.raises(StudyError, match=r"two tasks for P1-a\.png"):
        read_corrections(project / "back.json")


def test_points_are_in_percent_and_the_picture_is_found_below_the_document_root(
    project: Path,
) -> None:
    task = exported("label-studio", project)[0]
    assert task["data"]["image"] == "/data/local-files/?d=frames/P1-a.png"
    points = np.array(task["predictions"][0]["result"][0]["value"]["points"])
    rows, columns = np.nonzero(proposed()["P1-a"].labels())
    np.testing.assert_allclose(points.min(0), [columns.min() / 0.8, rows.min() / 0.6])
    np.testing.assert_allclose(points.max(0), [(columns.max() + 1) / 0.8, (rows.max() + 1) / 0.6])
    assert SHAPE == (60, 80)


@pytest.mark.parametrize("kind", ["coco", "label-studio"])
def test_the_same_masks_give_the_same_bytes(project: Path, kind: str) -> None:
    exported(kind, project)
    before = (project / "out.json").read_bytes()
    exported(kind, project)
    assert (project / "out.json").read_bytes() == before

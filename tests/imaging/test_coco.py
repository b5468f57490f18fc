import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.imaging.coco import read_coco
from sonogenomics.imaging.masks import Expected, checked_lesions

SQUARE = [2, 3, 14, 3, 14, 15, 2, 15]  # rows 3 to 14, columns 2 to 13


def annotation(**changes: Any) -> dict[str, Any]:
    return {
        "id": 1,
        "image_id": 7,
        "category_id": 3,
        "segmentation": [SQUARE],
        "bbox": [2, 3, 12, 12],
        "area": 144,
        "iscrowd": 0,
    } | changes


def coco(*annotations: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {
        "images": [{"id": 7, "file_name": "P1.png", "height": 20, "width": 30, "licence": 0}],
        "annotations": list(annotations),
        "categories": [{"id": 3, "name": "cancer", "supercategory": ""}],
        "info": {},
    } | changes


def put(folder: Path, content: object) -> Path:
    path = folder / "annotations.json"
    path.write_text(json.dumps(content))
    return path


def expected() -> np.ndarray[Any, Any]:
    mask = np.zeros((20, 30), bool)
    mask[3:15, 2:14] = True
    return mask


def runs_of(mask: np.ndarray[Any, Any]) -> list[int]:
    flat = mask.T.ravel()
    edges = np.flatnonzero(np.diff(flat)) + 1
    return [int(n) for n in np.diff([0, *edges, flat.size])]


@pytest.mark.parametrize(
    "segmentation",
    [
        [SQUARE],
        [[*SQUARE[:4], 14, 9, 2, 9], [2, 9, 14, 9, 14, 15, 2, 15]],
        {"size": [20, 30], "counts": runs_of(expected())},
        # pycocotools.mask.encode of the same square
        {"size": [20, 30], "counts": "[1<8000000000000000000000m9"},
    ],
    ids=["polygon", "two parts", "runs", "compressed runs"],
)
def test_a_lesion_is_the_same_however_it_was_drawn(tmp_path: Path, segmentation: object) -> None:
    drawing = read_coco(put(tmp_path, coco(annotation(segmentation=segmentation))))["P1.png"]
    (lesion,) = checked_lesions(drawing.lesions("c.json"), Expected((20, 30)), "c.json")
    assert lesion.label == "cancer"
    np.testing.assert_array_equal(lesion.mask, expected())


def test_several_lesions_of_an_image_stay_apart(tmp_path: Path) -> None:
    other = annotation(id=2, segmentation=[[16, 0, 30, 0, 30, 20, 16, 20]])
    drawing = read_coco(put(tmp_path, coco(annotation(), other)))["P1.png"]
    assert [int(lesion.mask.sum()) for lesion in drawing.lesions("c.json")] == [144, 280]


def test_an_image_without_annotation_has_no_lesion(tmp_path: Path) -> None:
    drawing = read_coco(put(tmp_path, coco()))["P1.png"]
    with pytest.raises(StudyError, match="is empty"):
        checked_lesions(drawing.lesions("c.json"), Expected(), "c.json")


FAULTY: dict[str, tuple[object, str]] = {
    "a list": ([1, 2], "is not COCO JSON"),
    "no images": ({"annotations": [], "categories": []}, "images: Field required"),
    "a text as width": (
        coco(images=[{"id": 7, "file_name": "P1.png", "height": 20, "width": "w"}]),
        "images.0.width",
    ),
    "no image": (coco(annotation(image_id=8)), "annotation 1 belongs to no image"),
    "no category": (coco(annotation(category_id=8)), "annotation 1 has no category"),
    "a box only": (coco(annotation(segmentation=[])), "annotation 1 is a box without an outline"),
    "odd numbers": (coco(annotation(segmentation=[[*SQUARE, 1]])), "has an x without a y"),
    "two corners": (coco(annotation(segmentation=[[1, 1, 2, 2]])), "is not COCO JSON"),
    "NaN": (coco(annotation(segmentation=[[float("nan")] * 6])), "is not COCO JSON"),
    "huge": (coco(annotation(segmentation=[[1e300] * 6])), "is not COCO JSON"),
    "runs of another size": (
        coco(annotation(segmentation={"size": [30, 20], "counts": [600]})),
        "annotation 1 has another size than image P1.png",
    ),
    "two images of a name": (
        coco(images=[{"id": n, "file_name": "P1.png", "height": 9, "width": 9} for n in (1, 2)]),
        "image P1.png is described twice",
    ),
    "two images of an id": (
        coco(images=[{"id": 7, "file_name": n, "height": 9, "width": 9} for n in "ab"]),
        "two images share the id 7",
    ),
}


@pytest.mark.parametrize("name", FAULTY)
def test_a_faulty_file_gives_one_sentence(tmp_path: Path, name: str) -> None:
    content, told = FAULTY[name]
    path = put(tmp_path, content)
    with pytest.raises(StudyError, match=told) as caught:
        read_coco(path)
    assert str(path) in str(caught.value)


def test_all_faults_are_told_at_once(tmp_path: Path) -> None:
    content = coco(annotation(id=1, image_id=8), annotation(id=2, segmentation=[]))
    with pytest.raises(
        StudyError, match=r"annotation 1 belongs to no image, annotation 2 is a box"
    ):
        read_coco(put(tmp_path, content))


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\x00\xff", '{"images": [1e9999]}'])
def test_what_is_not_json_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "annotations.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(StudyError, match="annotations.json"):
        read_coco(path)


@pytest.mark.parametrize("counts", [[600, 1], [599], "ooooooo", "é", ""])
def test_runs_that_do_not_fit_are_told_with_their_image(tmp_path: Path, counts: object) -> None:
    content = coco(annotation(segmentation={"size": [20, 30], "counts": counts}))
    drawing = read_coco(put(tmp_path, content))["P1.png"]
    with pytest.raises(StudyError, match=r"c.json: a lesion of P1.png has"):
        drawing.lesions("c.json")


def test_more_lesions_than_memory_should_hold_are_refused(tmp_path: Path) -> None:
    images = [{"id": 7, "file_name": "P1.png", "height": 5000, "width": 5000}]
    many = [annotation(id=n) for n in range(40)]
    drawing = read_coco(put(tmp_path, coco(*many, images=images)))["P1.png"]
    with pytest.raises(StudyError, match="draws 40 lesions on P1.png: more than memory"):
        drawing.lesions("c.json")

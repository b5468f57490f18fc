import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.imaging.labelme import read_labelme


def put(folder: Path, *shapes: dict[str, Any], **changes: Any) -> Path:
    path = folder / "P1.json"
    content = {
        "version": "5.5.0",
        "flags": {},
        "imagePath": "..\\images\\P1.png",
        "imageData": None,
        "imageHeight": 40,
        "imageWidth": 50,
        "shapes": list(shapes),
    } | changes
    path.write_text(json.dumps({key: value for key, value in content.items() if value != "-"}))
    return path


def shape(kind: str, *points: tuple[float, float]) -> dict[str, Any]:
    return {"label": "cancer", "points": points, "shape_type": kind, "group_id": None, "flags": {}}


@pytest.mark.parametrize(
    ("drawn", "n_pixels"),
    [
        (shape("polygon", (10, 10), (30, 10), (30, 20), (10, 20)), 200),
        (shape("rectangle", (30, 20), (10, 10)), 200),
        (shape("circle", (25, 20), (25, 30)), np.pi * 100),
    ],
    ids=["polygon", "rectangle", "circle"],
)
def test_each_shape_covers_its_area(tmp_path: Path, drawn: dict[str, Any], n_pixels: float) -> None:
    drawing = read_labelme(put(tmp_path, drawn))
    assert (drawing.image, drawing.shape) == ("P1.png", (40, 50))
    (lesion,) = drawing.lesions("P1.json")
    assert lesion.label == "cancer"
    assert lesion.mask.sum() == pytest.approx(n_pixels, rel=0.01)


@pytest.mark.parametrize(
    ("drawn", "told"),
    [
        (shape("line", (1, 1), (5, 5)), r"shape 1 \(cancer\) is a line: draw polygon"),
        (shape("polygon", (1, 1), (5, 5)), "is a polygon of 2 points"),
        (shape("circle", (1, 1)), "is a circle of 1 points"),
        (shape("rectangle", (1, 1), (2, 2), (3, 3)), "is a rectangle of 3 points"),
        (shape("polygon", (1, 1), (5, float("inf")), (3, 3)), "is not LabelMe JSON"),
    ],
)
def test_a_shape_that_encloses_nothing_is_refused(
    tmp_path: Path, drawn: dict[str, Any], told: str
) -> None:
    with pytest.raises(StudyError, match=told):
        read_labelme(put(tmp_path, drawn))


def test_a_file_without_the_size_of_its_image_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match="imageHeight: Field required"):
        read_labelme(put(tmp_path, imageHeight="-"))


def test_an_image_too_large_is_refused_before_it_is_drawn(tmp_path: Path) -> None:
    square = shape("rectangle", (1, 1), (5, 5))
    drawing = read_labelme(put(tmp_path, square, imageHeight=10**6, imageWidth=10**6))
    with pytest.raises(StudyError, match="more than 25 million pixels"):
        drawing.lesions("P1.json")

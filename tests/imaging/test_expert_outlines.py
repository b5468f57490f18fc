import json
from pathlib import Path

import numpy as np
import pytest
import SimpleITK

from sonogenomics.errors import StudyError
from sonogenomics.imaging.coco import read_coco
from sonogenomics.imaging.expert_outlines import expert_lesions, label_picture
from sonogenomics.imaging.masks import Lesion
from sonogenomics.imaging.ultrasound import Grey
from tests.imaging.scenes import SHAPE, save, square

CORNERS = [[20, 10], [40, 10], [40, 30], [20, 30]]
ROWS, COLUMNS = SHAPE


def in_png(folder: Path) -> Path:
    save(folder / "m.png", square())
    return folder / "m.png"


def in_nifti(folder: Path) -> Path:
    image = SimpleITK.GetImageFromArray(square(value=1))
    SimpleITK.WriteImage(image, str(folder / "m.nii.gz"))
    return folder / "m.nii.gz"


def in_labelme(folder: Path) -> Path:
    shape = {"label": "mass", "points": CORNERS, "shape_type": "polygon"}
    content = {
        "imagePath": "P1.png",
        "imageHeight": ROWS,
        "imageWidth": COLUMNS,
        "shapes": [shape],
    }
    (folder / "m.json").write_text(json.dumps(content))
    return folder / "m.json"


@pytest.mark.parametrize("drawn", [in_png, in_nifti, in_labelme])
def test_a_lesion_is_the_same_in_every_format(drawn: object, tmp_path: Path) -> None:
    assert callable(drawn)
    labels = label_picture(expert_lesions(drawn(tmp_path), SHAPE), "m")
    np.testing.assert_array_equal(labels, square(value=1))


def test_a_lesion_of_a_coco_file_too(tmp_path: Path) -> None:
    polygon = [float(number) for corner in CORNERS for number in corner]
    content = {
        "images": [{"id": 1, "file_name": "P1.png", "height": ROWS, "width": COLUMNS}],
        "annotations": [{"id": 1, "image_id": 1, "category_id": 1, "segmentation": [polygon]}],
        "categories": [{"id": 1, "name": "mass"}],
    }
    (tmp_path / "coco.json").write_text(json.dumps(content))
    drawing = read_coco(tmp_path / "coco.json")["P1.png"]
    labels = label_picture(expert_lesions(drawing, SHAPE), "m")
    np.testing.assert_array_equal(labels, square(value=1))
    with pytest.raises(StudyError, match="60 x 80 px and its image 61 x 80"):
        expert_lesions(drawing, (61, 80))


def lesion(mask: Grey, label: str) -> Lesion:
    return Lesion(mask > 0, label)


def test_the_smaller_of_two_overlapping_lesions_stays_whole() -> None:
    labels = label_picture([lesion(square(side=10), "a"), lesion(square(side=30), "b")], "m")
    np.testing.assert_array_equal(labels == 1, square(side=10) > 0)
    assert int((labels == 2).sum()) == 30 * 30 - 10 * 10


def test_a_lesion_drawn_twice_is_told() -> None:
    with pytest.raises(StudyError, match="lesion a lies wholly under others"):
        label_picture([lesion(square(), "a"), lesion(square(), "b")], "m")


def test_more_lesions_than_labels_are_refused() -> None:
    with pytest.raises(StudyError, match=r"more lesions \(256\)"):
        label_picture([lesion(square(), "a")] * 256, "m")

"""COCO's precision beside another implementation, and on paper."""

from typing import Any

import numpy as np
import pytest
from faster_coco_eval import COCO, COCOeval_faster  # type: ignore[import-untyped]
from pycocotools import mask as runs  # type: ignore[import-untyped]

from sonogenomics.errors import StudyError
from sonogenomics.segmentation.coco_map import entry, precision
from tests.segmentation.drawn import SHAPE, square

Drawn = tuple[list[np.ndarray], list[np.ndarray], list[float]]


def by_faster_coco_eval(images: list[Drawn]) -> list[float]:
    def one(mask: np.ndarray, image: int, number: int) -> dict[str, Any]:
        encoded = runs.encode(np.asfortranarray(mask, np.uint8))
        encoded["counts"] = encoded["counts"].decode()
        area = float(mask.sum())
        return {
            "id": number,
            "image_id": image,
            "category_id": 1,
            "segmentation": encoded,
            "area": area,
            "iscrowd": 0,
            "bbox": [0, 0, SHAPE[1], SHAPE[0]],
        }

    outlined = [one(m, i, 0) for i, (ms, _, _) in enumerate(images, 1) for m in ms]
    found = [
        {**one(m, i, 0), "score": s}
        for i, (_, ms, scores) in enumerate(images, 1)
        for m, s in zip(ms, scores, strict=True)
    ]
    truth = COCO(
        {
            "images": [
                {"id": i, "height": SHAPE[0], "width": SHAPE[1]} for i in range(1, len(images) + 1)
            ],
            "annotations": [{**one_, "id": n} for n, one_ in enumerate(outlined, 1)],
            "categories": [{"id": 1, "name": "lesion"}],
        }
    )
    evaluation = COCOeval_faster(
        truth, truth.loadRes(found), "segm", print_function=lambda *_: None
    )
    evaluation.evaluate()
    evaluation.accumulate()
    evaluation.summarize()
    return [float(value) for value in evaluation.stats[:3]]


def scene(rng: np.random.Generator) -> Drawn:
    tops, lefts = rng.integers(0, 20, 2), np.array([2, 45])
    outlined = [square(int(t), int(x)) for t, x in zip(tops, lefts, strict=True)]
    shifts = rng.integers(0, 9, 3)
    found = [np.roll(mask, int(s), axis=0) for mask, s in zip(outlined, shifts, strict=False)]
    found.append(square(39, 24))
    return outlined[: rng.integers(1, 3)], found, [float(s) for s in rng.random(3).round(3)]


def test_precision_is_that_of_faster_coco_eval(rng: np.random.Generator) -> None:
    images = [scene(rng) for _ in range(25)]
    ours = precision([entry(*image) for image in images])
    np.testing.assert_allclose([ours.ap, ours.ap50, ours.ap75], by_faster_coco_eval(images))
    assert 0 < ours.ap < ours.ap50 < 1


def test_one_lesion_met_at_an_iou_of_sixty_per_cent() -> None:
    # 20 columns shifted by 5: IoU 15 / 25; met at 0.50, 0.55 and 0.60, three limits of ten
    found = precision([entry([square(10, 10)], [square(10, 15)], [0.9])])
    assert found.ap50 == pytest.approx(1)
    assert found.ap75 == 0
    assert found.ap == pytest.approx(0.3)


def test_a_sure_false_detection_halves_the_precision() -> None:
    lesion = square(10, 10)
    found = precision([entry([lesion], [square(40, 50), lesion], [0.9, 0.8])])
    assert found.ap == pytest.approx(0.5)


def test_nothing_found_is_zero_and_nothing_outlined_is_undefined() -> None:
    assert precision([entry([square(1, 1)], [], [])]).ap == 0
    assert np.isnan(precision([]).ap)
    with pytest.raises(StudyError, match="outlined"):
        entry([], [square(1, 1)], [0.5])


def test_the_evaluation_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    precision([entry([square(1, 1)], [square(1, 1)], [0.5])])
    assert capsys.readouterr() == ("", "")

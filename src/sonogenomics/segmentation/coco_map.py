"""COCO's mean average precision of the detections, masks against masks."""

import contextlib
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pycocotools import mask as runs  # type: ignore[import-untyped]
from pycocotools.coco import COCO  # type: ignore[import-untyped]
from pycocotools.cocoeval import COCOeval  # type: ignore[import-untyped]

from sonogenomics.errors import StudyError
from sonogenomics.segmentation.overlap import Mask

CATEGORY = 1  # lesion; the segmenter knows no other
Runs = dict[str, Any]


@dataclass(frozen=True)
class Precision:
    """Average precision of the masks, from 0 to 1; NaN where nothing was outlined.

    Attributes
    ----------
    ap : float
        Mean over the IoU limits 0.50, 0.55, ... 0.95.
    ap50, ap75 : float
        At an IoU of 0.50, and of 0.75.
    """

    ap: float
    ap50: float
    ap75: float


@dataclass(frozen=True)
class Entry:
    """Outlined and detected lesions of one image, as run lengths: about a kilobyte."""

    outlined: tuple[Runs, ...]
    detected: tuple[Runs, ...]
    scores: tuple[float, ...]


def entry(outlined: Sequence[Mask], detected: Sequence[Mask], scores: Sequence[float]) -> Entry:
    """Take down one image for `precision`.

    Parameters
    ----------
    outlined : sequence of bool array, shape (rows, columns)
        The expert's lesions, at least one.
    detected : sequence of bool array, shape (rows, columns)
        Everything the network sees, sure or not.
    scores : sequence of float
        Of the detections.

    Raises
    ------
    StudyError
        No outlined lesion.
    """
    if not outlined:
        raise StudyError("Precision is measured on outlined images: leave this one out.")
    return Entry(tuple(map(_runs, outlined)), tuple(map(_runs, detected)), tuple(scores))


def _runs(mask: Mask) -> Runs:
    return dict(runs.encode(np.asfortranarray(mask, dtype=np.uint8)))


def precision(entries: Sequence[Entry]) -> Precision:
    """AP, AP50 and AP75 of the masks over many images.

    The area under the precision-recall curve at 101 points of recall, at most 100 detections an
    image, as pycocotools computes it.

    Parameters
    ----------
    entries : sequence of Entry
        One an image.

    Returns
    -------
    Precision

    References
    ----------
    Lin et al., Microsoft COCO, ECCV 2014; cocodataset.org, detection evaluation.

    Examples
    --------
    >>> lesion = np.eye(9, dtype=bool)
    >>> round(precision([entry([lesion], [lesion], [0.9])]).ap, 6)
    1.0
    """
    if not entries:
        return Precision(np.nan, np.nan, np.nan)
    detected = [
        {**_lesion(number, one), "score": score}
        for number, item in enumerate(entries)
        for one, score in zip(item.detected, item.scores, strict=True)
    ]
    if not detected:
        return Precision(0.0, 0.0, 0.0)
    with contextlib.redirect_stdout(io.StringIO()):  # it narrates
        truth = _truth(entries)
        evaluation = COCOeval(truth, truth.loadRes(detected), "segm")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return Precision(*(float(value) for value in evaluation.stats[:3]))


def _truth(entries: Sequence[Entry]) -> COCO:
    outlined = [
        {**_lesion(number, one), "iscrowd": 0}
        for number, item in enumerate(entries)
        for one in item.outlined
    ]
    sizes = [item.outlined[0]["size"] for item in entries]
    truth = COCO()
    truth.dataset = {
        "info": {},
        "images": [
            {"id": number, "height": rows, "width": columns}
            for number, (rows, columns) in enumerate(sizes)
        ],
        # numbered from 1: the evaluation takes 0 for "no lesion"
        "annotations": [{**one, "id": number} for number, one in enumerate(outlined, start=1)],
        "categories": [{"id": CATEGORY, "name": "lesion"}],
    }
    truth.createIndex()
    return truth


def _lesion(image: int, one: Runs) -> dict[str, Any]:
    area, box = float(runs.area(one)), runs.toBbox(one).tolist()
    return {
        "image_id": image,
        "category_id": CATEGORY,
        "segmentation": one,
        "area": area,
        "bbox": box,
    }

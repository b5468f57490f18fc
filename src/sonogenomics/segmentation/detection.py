"""The choice among detections, and which of them meet an outlined lesion."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from sonogenomics.segmentation.looks import Detection
from sonogenomics.segmentation.overlap import Mask, iou
from sonogenomics.segmentation.patches import Shape, shared_px

DUPLICATE_IOU = 0.3  # above it two masks are one lesion outlined twice; Matterport's limit
MOSTLY = 0.5  # share of the smaller mask above which it is a part of the larger one
Rule = Literal["only", "best"]


@dataclass(frozen=True)
class Choice:
    """The rule by which detections become the mask of an image.

    Attributes
    ----------
    rule : {'only', 'best'}
        Exactly one detection or none at all; or those of highest score.
    min_score : float
        Detections below it do not count.
    max_lesions : int
        Lesions of an image under the rule `best`.
    """

    rule: Rule
    min_score: float
    max_lesions: int


def counted(found: Sequence[Detection], min_score: float) -> list[Detection]:
    """Detections that count: sure enough, and none of them twice; best first.

    Going down from the highest score, a detection is the same lesion outlined again, and dropped,
    if its mask overlaps a kept one by an IoU above 0.3, or if more than half of the smaller of the
    two lies in the larger. Equal scores stand in the order of `Detection.rank`: higher quality,
    then uppermost, then leftmost.

    Parameters
    ----------
    found : sequence of Detection
        Of one image.
    min_score : float
        From 0 to 1.

    Returns
    -------
    list of Detection
    """
    kept: list[Detection] = []
    for one in sorted(found, key=lambda detection: detection.rank):
        if one.score >= min_score and not any(_same(one, other) for other in kept):
            kept.append(one)
    return kept


def _same(one: Detection, other: Detection) -> bool:
    shared = shared_px(one.probability, other.probability)
    smaller, larger = sorted((one.n_px, other.n_px))
    return shared > DUPLICATE_IOU * (smaller + larger - shared) or shared > MOSTLY * smaller


def chosen(kept: Sequence[Detection], choice: Choice) -> list[int]:
    """Number the detections that outline the image: 1, 2, ... by score, 0 for those left out.

    Under `only` the single detection of an image is chosen; an image with none or several is left
    to the reader, which is the study's criterion of acceptance. Under `best` the `max_lesions`
    highest scores are. A detection without a pixel outlines nothing: it is not counted.

    Parameters
    ----------
    kept : sequence of Detection
        What `counted` gave.
    choice : Choice

    Returns
    -------
    list of int
        The lesion's number in the mask, for each detection.
    """
    drawn = [at for at, one in enumerate(kept) if one.n_px]
    if choice.rule == "only":
        drawn = drawn if len(drawn) == 1 else []
    else:
        drawn = drawn[: choice.max_lesions]
    numbers = [0] * len(kept)
    for number, at in enumerate(drawn, start=1):
        numbers[at] = number
    return numbers


def label_mask(
    kept: Sequence[Detection], numbers: Sequence[int], shape: Shape
) -> npt.NDArray[np.uint8]:
    """Draw the chosen detections: 0 outside, 1, 2, ... by lesion.

    A pixel that two of them claim goes to the one of higher score.

    Parameters
    ----------
    kept : sequence of Detection
        Best first.
    numbers : sequence of int
        What `chosen` gave.
    shape : tuple of int
        Rows and columns of the image.

    Returns
    -------
    uint8 array, shape (rows, columns)
    """
    labels = np.zeros(shape, np.uint8)
    for one, number in zip(kept, numbers, strict=True):
        window = labels[one.probability.window]
        window[one.probability.inside & (window == 0)] = number
    return labels


def n_hits(drawn: Sequence[Mask], outlined: Sequence[Mask], hit_iou: float) -> int:
    """How many outlined lesions are met by a detection.

    Going down from the highest score, each detection takes the outlined lesion that it overlaps
    most among those not yet taken, if their IoU is at least `hit_iou`; one lesion is met once.
    The detections left over are false positives.

    Parameters
    ----------
    drawn, outlined : sequence of bool array, shape (rows, columns)
        Best first; in any order.
    hit_iou : float
        Above 0, up to 1.

    Returns
    -------
    int

    References
    ----------
    The matching of COCO's evaluation: Lin et al., ECCV 2014; cocodataset.org, detection evaluation.

    Examples
    --------
    >>> lesion = np.eye(4, dtype=bool)
    >>> n_hits([lesion, lesion], [lesion], 0.5)
    1
    """
    free = list(outlined)
    hits = 0
    for mask in drawn:
        overlaps = [iou(mask, lesion) for lesion in free]
        if overlaps and max(overlaps) >= hit_iou:
            free.pop(int(np.argmax(overlaps)))
            hits += 1
    return hits

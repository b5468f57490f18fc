"""Two looks at one image, as it is and mirrored, made into one list of detections."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sonogenomics.segmentation.patches import Floats, Patch, Shape, pasted
from sonogenomics.segmentation.quality import expected_dice, mean_of

SAME_IOU = 0.5  # overlap at which boxes of two looks are one lesion
DIGITS = 4  # of a score: sums in another order differ far below


@dataclass(frozen=True, eq=False)
class Look:
    """What the network says of an image in one look, turned back to how the image lies.

    Attributes
    ----------
    boxes : float array, shape (n, 4)
        x0, y0, x1, y1 in pixels of the image.
    scores : float array, shape (n,)
        From 0 to 1.
    cells : float array, shape (n, n_cells, n_cells)
        Probability in each cell of a box.
    """

    boxes: Floats
    scores: Floats
    cells: npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Detection:
    """One lesion that the network sees, at the image's own size.

    Attributes
    ----------
    score : float
        Mean over the looks; a look that does not see it counts zero.
    quality : float
        Agreement with an expert that the network foresees, from 0 to 1: `expected_dice` of the
        mean probability, times the score.
    probability : Patch
        Mean over the looks that see it.
    """

    score: float
    quality: float
    probability: Patch

    @property
    def n_px(self) -> int:
        """Pixels of the lesion."""
        return int(self.probability.inside.sum())

    @property
    def rank(self) -> tuple[float, float, int, int]:
        """Best first: by score, then by quality, then the uppermost, then the leftmost."""
        return -self.score, -self.quality, self.probability.top, self.probability.left


def detections(looks: Sequence[Look], shape: Shape) -> list[Detection]:
    """Every detection of one image, best first, whatever its score.

    Boxes of the two looks that overlap by an IoU of at least 0.5 are one lesion, the pairs of
    highest mean score first. A pair's score is the mean of its two, its probability the mean of
    the two masks. A lesion that one look alone sees keeps its mask and half its score, as in
    weighted box fusion: the other look says no.

    Parameters
    ----------
    looks : sequence of Look
        One, or two.
    shape : tuple of int
        Rows and columns of the image.

    Returns
    -------
    list of Detection

    References
    ----------
    Solovyev et al. 2021, Image Vis Comput 107:104117 (weighted boxes fusion).

    Examples
    --------
    >>> box = np.array([[1.0, 1.0, 5.0, 5.0]])
    >>> seen = Look(box, np.array([0.9]), np.ones((1, 2, 2), np.float32))
    >>> missed = Look(box[:0], np.array([]), np.ones((0, 2, 2), np.float32))
    >>> [[one.score for one in detections(both, (8, 8))] for both in ([seen, seen], [seen, missed])]
    [[0.9], [0.45]]
    """
    found = [_detection(looks, members, shape) for members in _lesions(looks)]
    return sorted(found, key=lambda detection: detection.rank)


def _lesions(looks: Sequence[Look]) -> list[list[tuple[int, int]]]:
    """Which detections are one lesion, each named by its look and its number there."""
    pairs = _pairs(*looks) if len(looks) > 1 else []
    paired = [{pair[number] for pair in pairs} for number in range(len(looks))]
    single = [
        [(number, one)]
        for number, look in enumerate(looks)
        for one in range(len(look.scores))
        if not pairs or one not in paired[number]
    ]
    return [[(0, one), (1, other)] for one, other in pairs] + single


def _pairs(first: Look, second: Look) -> list[tuple[int, int]]:
    """Detections of two looks that are one lesion, the surest pairs first."""
    overlaps = box_iou(first.boxes, second.boxes)
    sums = first.scores[:, None] + second.scores[None, :]
    pairs: list[tuple[int, int]] = []
    rows, columns = np.nonzero(overlaps >= SAME_IOU)
    for at in np.lexsort((columns, rows, -sums[rows, columns])):
        one, other = int(rows[at]), int(columns[at])
        if all(one != pair[0] and other != pair[1] for pair in pairs):
            pairs.append((one, other))
    return pairs


def box_iou(first: Floats, second: Floats) -> Floats:
    """Intersection over union of every box of one look with every box of another.

    Parameters
    ----------
    first : float array, shape (n, 4)
    second : float array, shape (m, 4)
        x0, y0, x1, y1.

    Returns
    -------
    float array, shape (n, m)

    Examples
    --------
    >>> box_iou(np.array([[0.0, 0, 2, 1]]), np.array([[1.0, 0, 3, 1]])).round(4).tolist()
    [[0.3333]]
    """
    low = np.maximum(first[:, None, :2], second[None, :, :2])
    high = np.minimum(first[:, None, 2:], second[None, :, 2:])
    shared = np.clip(high - low, 0, None).prod(axis=2)
    areas = [(boxes[:, 2:] - boxes[:, :2]).prod(axis=1) for boxes in (first, second)]
    total = areas[0][:, None] + areas[1][None, :] - shared
    return np.asarray(np.divide(shared, total, out=np.zeros_like(shared), where=total > 0))


def _detection(looks: Sequence[Look], members: list[tuple[int, int]], shape: Shape) -> Detection:
    patches = [pasted(looks[at].cells[one], looks[at].boxes[one], shape) for at, one in members]
    probability = mean_of(patches)
    score = sum(float(looks[at].scores[one]) for at, one in members) / len(looks)
    # Chosen on 140 unseen images of BUS-BRA (80 patients, a briefly trained light network): rho
    # with the real Dice 0.45 and AUC for Dice below 0.7 0.79, against 0.41 / 0.72 without the
    # score, 0.42 / 0.78 of the score alone, 0.36 / 0.72 of the two looks' soft Dice.
    quality = expected_dice(probability.values) * score
    return Detection(round(score, DIGITS), round(quality, DIGITS), probability)

"""What becomes of one image: its mask, its uncertainty, its rows of the tables."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np

from sonogenomics.segmentation.agreement import Labels, agreement, lesions
from sonogenomics.segmentation.coco_map import Entry, entry
from sonogenomics.segmentation.detection import Choice, chosen, counted, label_mask, n_hits
from sonogenomics.segmentation.looks import Detection
from sonogenomics.segmentation.patches import Shape
from sonogenomics.segmentation.quality import uncertainty

Row = dict[str, object]


@dataclass(frozen=True, eq=False)
class Outcome:
    """What the network makes of one image.

    Attributes
    ----------
    found : list of Detection
        Everything it sees, each lesion once, sure or not.
    kept : list of Detection
        Those that count.
    numbers : list of int
        Of each that counts: its number in the mask, 0 if not chosen.
    labels : uint8 array, shape (rows, columns)
        0 outside, 1, 2, ... by lesion.
    uncertainty : uint8 array, shape (rows, columns)
        0 certain, 255 undecided; of the detections that count.
    """

    found: list[Detection]
    kept: list[Detection]
    numbers: list[int]
    labels: Labels
    uncertainty: Labels

    @property
    def drawn(self) -> list[Detection]:
        """Detections that count and have a pixel."""
        return [one for one in self.kept if one.n_px]

    @property
    def quality(self) -> float:
        """Foreseen agreement of the mask: mean of its lesions by their pixels; 0 without any."""
        inside = [one for one, number in zip(self.kept, self.numbers, strict=True) if number]
        if not inside:
            return 0.0
        weights = [one.n_px for one in inside]
        return float(np.average([one.quality for one in inside], weights=weights))


def outcome(found: Sequence[Detection], choice: Choice, shape: Shape) -> Outcome:
    """Apply the rule of choice to the detections of one image.

    Parameters
    ----------
    found : sequence of Detection
        As `inference.see` gives them.
    choice : Choice
        Which count, and which are drawn.
    shape : tuple of int
        Rows and columns of the image.

    Returns
    -------
    Outcome
    """
    once = counted(found, 0.0)
    kept = [one for one in once if one.score >= choice.min_score]
    numbers = chosen(kept, choice)
    picture = uncertainty([one.probability for one in kept], shape)
    return Outcome(once, kept, numbers, label_mask(kept, numbers, shape), picture)


def detection_rows(result: Outcome) -> list[Row]:
    """Rows of `catalog.DETECTIONS` without the image's own columns, best first."""
    return [
        {
            "detection": position,
            "score": one.score,
            "quality": one.quality,
            "n_px": one.n_px,
            "lesion": number,
        }
        for position, (one, number) in enumerate(
            zip(result.kept, result.numbers, strict=True), start=1
        )
    ]


def agreement_row(
    result: Outcome, outlined: Labels, spacing_mm: tuple[float, float] | None, hit_iou: float
) -> Row:
    """A row of `catalog.AGREEMENT` without the image's own columns.

    Parameters
    ----------
    result : Outcome
    outlined : uint8 array, shape (rows, columns)
        The expert's lesions: 0 outside, 1, 2, ...
    spacing_mm : tuple of float, optional
        Height and width of a pixel.
    hit_iou : float
        Overlap at which an outlined lesion counts as found.

    Returns
    -------
    dict
    """
    shape = outlined.shape[0], outlined.shape[1]
    reference = lesions(outlined)
    drawn = [one.probability.mask(shape) for one in result.drawn]
    hits = n_hits(drawn, reference, hit_iou)
    return {
        "n_reference": len(reference),
        "n_detections": len(drawn),
        "n_hit": hits,
        "n_false": len(drawn) - hits,
        "accepted": len(drawn) == 1,
        "quality": round(result.quality, 4),
        **asdict(agreement(result.labels > 0, outlined > 0, spacing_mm)),
    }


def coco_entry(result: Outcome, outlined: Labels) -> Entry:
    """The image as `coco_map.precision` takes it: everything seen, from the lowest score on."""
    shape = outlined.shape[0], outlined.shape[1]
    seen = [one for one in result.found if one.n_px]
    masks = [one.probability.mask(shape) for one in seen]
    return entry(lesions(outlined), masks, [one.score for one in seen])

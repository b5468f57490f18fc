"""To the experts' own tools and back: what they changed becomes a verdict."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import numpy as np
from scipy import ndimage

from sonogenomics.errors import StudyError
from sonogenomics.imaging.coco import read_coco
from sonogenomics.imaging.damage import decoding, read_small
from sonogenomics.imaging.drawings import Drawing
from sonogenomics.imaging.masks import Expected, checked_lesions
from sonogenomics.imaging.outlines import Mask
from sonogenomics.output import write_text
from sonogenomics.review.coco_export import coco
from sonogenomics.review.contours import overlap
from sonogenomics.review.decisions import Decision
from sonogenomics.review.label_studio import read_tasks, tasks
from sonogenomics.review.labels import Labels, fingerprint, lesion_numbers, numbered
from sonogenomics.review.proposals import Proposal

FORMATS = ("coco", "label-studio")
UNCHANGED = 0.99  # overlap above which an outline counts as the one that was proposed
EIGHT = np.ones((3, 3))


@dataclass
class Imported:
    """What a file of corrections says.

    Attributes
    ----------
    decisions : list of Decision
        One an image.
    drawn : dict of str to uint8 array
        The new mask of each image that was changed.
    faults : list of str
        A sentence for each image that cannot be used.
    n_missing : int
        Images that were to be reviewed and are not in the file.
    """

    decisions: list[Decision] = field(default_factory=list)
    drawn: dict[str, Labels] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    n_missing: int = 0

    def lines(self) -> list[str]:
        """What was read, for the terminal."""
        counts = Counter(one.verdict for one in self.decisions)
        return [
            f"{counts['accept']} accepted (unchanged), {counts['redraw']} redrawn, "
            f"{counts['reject']} rejected (nothing left on the image).",
            f"{self.n_missing} images that could be reviewed are not in the file: left as they "
            "were.",
            *(f"Left out: {fault}" for fault in self.faults),
        ]


def export(made: Iterable[Proposal], kind: str, path: Path) -> None:
    """Write masks as COCO JSON (CVAT) or as Label Studio tasks."""
    content: object = coco(made) if kind == "coco" else tasks(made)
    write_text(path, json.dumps(content, indent=1, allow_nan=False) + "\n")


def read_corrections(path: Path) -> tuple[dict[str, Drawing], list[str]]:
    """Drawings of a COCO file (an object) or a Label Studio export (a list), by file name."""
    with decoding(path, "export the annotations again"):
        begin = read_small(path).lstrip()[:1]
    return read_tasks(path) if begin == b"[" else (read_coco(path), [])


def _parts(masks: Iterable[Mask]) -> list[Mask]:
    parts = []
    for mask in masks:
        numbers, n_parts = ndimage.label(mask, EIGHT)
        parts += [numbers == number for number in range(1, n_parts + 1)]
    return parts


def unchanged(proposed: Labels, drawn: list[Mask]) -> bool:
    """Whether every part of what was proposed is met by a part of what came back, and no more.

    Parts and not lesions, because a program may give back a lesion of two parts as two.

    Examples
    --------
    >>> proposed = np.array([[1, 1, 0, 2]], np.uint8)
    >>> unchanged(proposed, [proposed == 2, proposed == 1]), unchanged(proposed, [proposed == 1])
    (True, False)
    """
    before, after = _parts(proposed == k for k in lesion_numbers(proposed)), _parts(drawn)
    if len(before) != len(after):
        return False
    return all(any(overlap(one, other) > UNCHANGED for other in after) for one in before)


def _judge(one: Proposal, drawing: Drawing, reviewer: str) -> tuple[Decision, Labels | None]:
    proposed = one.labels()
    lesions = []
    if drawing.shapes:
        if drawing.shape != one.shape:
            raise StudyError(
                f"{one.image} is {drawing.shape[0]} x {drawing.shape[1]} px in the file and "
                f"{one.shape[0]} x {one.shape[1]} here: correct it on the frames of this project"
            )
        found = drawing.lesions("the file")
        lesions = [one.mask for one in checked_lesions(found, Expected(min_pixels=1), one.image)]
    same = bool(lesions) and unchanged(proposed, lesions)
    verdict: Literal["accept", "redraw", "reject"] = (
        "accept" if same else "redraw" if lesions else "reject"
    )
    decision = Decision(
        image=one.image,
        patient_id=one.patient_id,
        verdict=verdict,
        reviewer=reviewer,
        mask_sha256=fingerprint(proposed),
    )
    return decision, numbered(lesions) if verdict == "redraw" else None


def imported(
    made: Mapping[str, Proposal], drawings: Mapping[str, Drawing], reviewer: str
) -> Imported:
    """Turn corrections into verdicts: unchanged is accepted, changed redrawn, removed rejected.

    Parameters
    ----------
    made : dict of str to Proposal
        What could be reviewed, by image.
    drawings : dict of str to Drawing
        What came back, by file name.
    reviewer : str
        Who corrected.

    Returns
    -------
    Imported
    """
    told = Imported()
    seen = set()
    for name, drawing in drawings.items():
        image = Path(name.replace("\\", "/")).name.removesuffix(".png")
        if image not in made:
            told.faults.append(f"{name} is no image of this project that can be reviewed.")
            continue
        if image in seen:
            told.faults.append(f"{name} is in the file under two folders; its first entry holds.")
            continue
        seen.add(image)
        try:
            decision, labels = _judge(made[image], drawing, reviewer)
        except StudyError as error:
            told.faults.append(str(error))
            continue
        told.decisions.append(decision)
        if labels is not None:
            told.drawn[image] = labels
    told.n_missing = len(set(made) - seen)
    return told

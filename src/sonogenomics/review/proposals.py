"""Masks put to the experts, worst predicted quality first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from sonogenomics.imaging.ultrasound import Shape
from sonogenomics.review.decisions import Decision
from sonogenomics.review.labels import Labels, fingerprint, read_labels

Standing = Literal["undecided", "decided", "stale"]
DrawnBy = Literal["network", "expert"]


@dataclass(frozen=True)
class Proposal:
    """The mask of one image as it is put to an expert.

    Attributes
    ----------
    image, patient_id, view, scanner : str
        Whose, and how it was taken.
    drawn_by : {'network', 'expert'}
        Who drew the mask.
    shape : tuple of int
        Rows and columns.
    quality : float or None
        Predicted quality of its worst lesion; None where an expert drew it, or nothing was found.
    n_detections : int
        Of the network, chosen or not.
    mask : Path
        Its label mask; the file may be missing where nothing was found.
    """

    image: str
    patient_id: str
    view: str
    scanner: str
    drawn_by: DrawnBy
    shape: Shape
    quality: float | None
    n_detections: int
    mask: Path

    def labels(self) -> Labels:
        """The mask itself, 0 outside, 1, 2, ... by lesion; all 0 where nothing was found."""
        if self.drawn_by == "network" and not self.mask.is_file():
            return np.zeros(self.shape, np.uint8)
        return read_labels(self.mask, self.shape)


def proposals(
    images: pd.DataFrame,
    detections: pd.DataFrame,
    folders: Mapping[DrawnBy, Path],
    outlined: Literal["expert", "predicted"],
) -> dict[str, Proposal]:
    """Every image with the mask that features would be taken from if nobody objected.

    Parameters
    ----------
    images, detections : DataFrame
        Tables of the catalog.
    folders : dict
        Where the masks of the network and the outlines of experts lie, as <image>.png.
    outlined : {'expert', 'predicted'}
        Whose mask is meant on images that an expert outlined.

    Returns
    -------
    dict of str to Proposal
        In the order of `images`.
    """
    chosen = detections[detections["lesion"] > 0]
    worst = chosen.groupby("image")["quality"].min().to_dict()
    counts = detections["image"].value_counts().to_dict()
    made = {}
    for row in images.reset_index().itertuples():
        image = str(row.image)
        by_expert = outlined == "expert" and int(str(row.n_outlined)) > 0
        drawn_by: DrawnBy = "expert" if by_expert else "network"
        made[image] = Proposal(
            image,
            str(row.patient_id),
            str(row.view),
            str(row.scanner),
            drawn_by,
            (int(str(row.n_rows)), int(str(row.n_columns))),
            None if by_expert or image not in worst else float(worst[image]),
            int(counts.get(image, 0)),
            folders[drawn_by] / f"{image}.png",
        )
    return made


def predicted_qualities(detections: pd.DataFrame) -> dict[tuple[str, int], float]:
    """Predicted quality of every chosen detection, by image and lesion."""
    chosen = detections[detections["lesion"] > 0]
    keys = zip(chosen["image"].astype(str), chosen["lesion"].astype(int), strict=True)
    return dict(zip(keys, chosen["quality"].astype(float), strict=True))


def worst_first(made: Iterable[Proposal]) -> list[Proposal]:
    """Order of review: images without a mask, then by rising quality, experts' outlines last."""

    def rank(one: Proposal) -> tuple[bool, float, str]:
        return one.drawn_by == "expert", -1.0 if one.quality is None else one.quality, one.image

    return sorted(made, key=rank)


def standing(decision: Decision | None, mask_sha256: str) -> Standing:
    """Whether a verdict stands, is missing, or was given on another mask than today's.

    An expert's own drawing stands whatever the network draws later.
    """
    if decision is None:
        return "undecided"
    stands = decision.verdict == "redraw" or decision.mask_sha256 == mask_sha256
    return "decided" if stands else "stale"


def standings(
    made: Mapping[str, Proposal], decisions: Mapping[str, Decision]
) -> dict[str, Standing]:
    """How each image's verdict stands; only masks that were judged are read."""
    return {
        image: standing(decisions[image], fingerprint(one.labels()))
        if image in decisions
        else "undecided"
        for image, one in made.items()
    }

"""What the review page shows and what it is told, without the network around it."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from sonogenomics.errors import StudyError
from sonogenomics.imaging.drawings import Coordinate, Drawing, Drawn
from sonogenomics.imaging.masks import Expected, checked_lesions
from sonogenomics.imaging.outlines import Points
from sonogenomics.review.contours import keyhole, outlines, rings
from sonogenomics.review.decisions import (
    PLAIN,
    Decision,
    OvertakenError,
    Sha256,
    read_decisions,
    record,
    redrawn_path,
)
from sonogenomics.review.labels import Labels, fingerprint, lesion_numbers, numbered, read_labels
from sonogenomics.review.proposals import Proposal, standing

SLIP_PX = 20  # a smaller drawing is a slip of the hand
Json = dict[str, object]
Polygon = Annotated[list[tuple[Coordinate, Coordinate]], Field(min_length=3, max_length=20_000)]


class Judgement(BaseModel):
    """What the page sends: a verdict, and what the reviewer saw when giving it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    image: str = Field(max_length=200)
    verdict: Literal["accept", "redraw", "reject"]
    reviewer: str = Field(pattern=PLAIN, min_length=1, max_length=100)
    note: str = Field("", pattern=PLAIN, max_length=500)
    mask_sha256: Sha256
    seen: Decision | None = Field(None, description="The verdict that stood then.")
    polygons: list[Polygon] = Field(default=[], max_length=32, description="Lesions, x and y, px.")


@dataclass(frozen=True)
class Desk:
    """One study's masks on an expert's desk.

    Attributes
    ----------
    study : str
        Its name.
    made : tuple of Proposal
        In the order of review.
    frames, uncertainty : Path
        Where the pictures lie, as <image>.png.
    review : Path
        The study's folder of `data/review`.
    """

    study: str
    made: tuple[Proposal, ...]
    frames: Path
    uncertainty: Path
    review: Path

    def proposal(self, image: str) -> Proposal:
        """The mask of one image; names that are not on the desk lead nowhere.

        Raises
        ------
        StudyError
            No such image.
        """
        for one in self.made:
            if one.image == image:
                return one
        raise StudyError("There is no such image in this review.")

    def queue(self) -> list[Json]:
        """Every image in the order of review, with its verdict."""
        decisions = read_decisions(self.review)
        return [_row(one, decisions.get(one.image)) for one in self.made]

    def sheet(self, image: str) -> Json:
        """Everything the page shows of one image."""
        one = self.proposal(image)
        labels = one.labels()
        return {
            **_row(one, read_decisions(self.review).get(image)),
            "rows": one.shape[0],
            "columns": one.shape[1],
            "n_detections": one.n_detections,
            "mask_sha256": fingerprint(labels),
            "lesions": _exact(labels),
            "drawing": self._drawing(one),
            "uncertainty": (self.uncertainty / f"{image}.png").is_file(),
        }

    def judge(self, given: Judgement) -> Json:
        """Write a verdict, and tell how the image stands now.

        Raises
        ------
        StudyError
            No such image, a drawing that holds no lesion, or (`OvertakenError`) the mask or the
            verdict is another one by now.
        """
        one = self.proposal(given.image)
        if fingerprint(one.labels()) != given.mask_sha256:
            raise OvertakenError(
                f"The mask of {one.image} has changed since you saw it: look again."
            )
        decision = Decision(
            image=one.image,
            patient_id=one.patient_id,
            verdict=given.verdict,
            reviewer=given.reviewer,
            mask_sha256=given.mask_sha256,
            note=given.note,
        )
        drawn = {one.image: drawn_labels(one, given)} if given.verdict == "redraw" else {}
        record(self.review, [decision], drawn, {one.image: given.seen})
        return _row(one, decision)

    def _drawing(self, one: Proposal) -> list[list[list[float]]]:
        """Outlines of an earlier drawing, few corners, to go on from."""
        path = redrawn_path(self.review, one.image)
        if not path.is_file():
            return []
        labels = read_labels(path, one.shape)
        return [
            _plain(keyhole(outer, holes))
            for lesion in lesion_numbers(labels)
            for outer, holes in outlines(labels == lesion)
        ]


@lru_cache(maxsize=100_000)
def _fingerprint(one: Proposal, changed_ns: int) -> str:  # noqa: ARG001
    return fingerprint(one.labels())


def _row(one: Proposal, decision: Decision | None) -> Json:
    """How an image stands; its mask is read only where it was judged, and once until it changes."""
    sha256 = ""
    if decision is not None:
        sha256 = _fingerprint(one, one.mask.stat().st_mtime_ns if one.mask.is_file() else 0)
    return {
        "image": one.image,
        "patient_id": one.patient_id,
        "view": one.view,
        "scanner": one.scanner,
        "quality": one.quality,
        "drawn_by": one.drawn_by,
        "standing": standing(decision, sha256),
        "decision": decision.model_dump() if decision else None,
    }


def _plain(ring: Points) -> list[list[float]]:
    return [[float(x), float(y)] for x, y in ring]


def _exact(labels: Labels) -> list[list[list[list[float]]]]:
    """Rings around each lesion, along the edges of its pixels."""
    return [[_plain(ring) for ring in rings(labels == k)] for k in lesion_numbers(labels)]


def drawn_labels(one: Proposal, given: Judgement) -> Labels:
    """The mask that a reviewer drew.

    Raises
    ------
    StudyError
        Nothing drawn, or a lesion off the image, tiny or as large as the image.
    """
    shapes = tuple(
        Drawn(str(k), (np.array(polygon, float),)) for k, polygon in enumerate(given.polygons, 1)
    )
    lesions = Drawing(one.image, one.shape, shapes).lesions("the drawing")
    expected = Expected(one.shape, min_pixels=SLIP_PX)
    checked = checked_lesions(lesions, expected, f"drawn for {one.image}")
    return numbered([lesion.mask for lesion in checked])

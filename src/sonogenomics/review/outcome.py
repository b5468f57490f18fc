"""From proposals and verdicts to the lesions whose features are taken."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sonogenomics.errors import StudyError
from sonogenomics.imaging.mask_files import read_mask
from sonogenomics.imaging.masks import Expected
from sonogenomics.params.pixels import Lesions
from sonogenomics.review.decisions import Decision, redrawn_path
from sonogenomics.review.labels import Labels, fingerprint, lesion_numbers, numbered
from sonogenomics.review.proposals import Proposal, standing


@dataclass(frozen=True)
class Refusal:
    """Why an image or one of its lesions gives no features.

    Attributes
    ----------
    lesion : int
        Its number; 0 is the image as a whole.
    reason : str
        In one word, for counting.
    fault : str
        In one sentence.
    """

    lesion: int
    reason: str
    fault: str


@dataclass(frozen=True, eq=False)
class Outcome:
    """What comes of one image.

    Attributes
    ----------
    origin : str
        Who answers for the mask: outlined, accepted, redrawn or unreviewed.
    labels : uint8 array, shape (rows, columns), or None
        The lesions that are kept; None where there is none.
    refusals : tuple of Refusal
        What is not kept.
    stale : bool
        A verdict was given on another mask, and does not count.
    """

    origin: str
    labels: Labels | None
    refusals: tuple[Refusal, ...] = ()
    stale: bool = False


@dataclass(frozen=True, eq=False)
class Rules:
    """By what an outcome is reached.

    Attributes
    ----------
    params : Lesions
        What becomes of masks that nobody judged.
    folder : Path
        The study's folder of `data/review`.
    qualities : dict of (str, int) to float
        Predicted quality by image and lesion.
    """

    params: Lesions
    folder: Path
    qualities: Mapping[tuple[str, int], float] = field(default_factory=dict)

    def quality(self, image: str, lesion: int) -> float:
        """Predicted quality of a lesion that the network drew."""
        if (image, lesion) not in self.qualities:
            raise StudyError(
                f"Lesion {lesion} of {image} is in its mask and not among the detections: run "
                "stage masks again."
            )
        return self.qualities[image, lesion]


def _refused(origin: str, reason: str, fault: str) -> Outcome:
    return Outcome(origin, None, (Refusal(0, reason, fault),))


def _redrawn(one: Proposal, rules: Rules) -> Outcome:
    path = redrawn_path(rules.folder, one.image)
    if not path.is_file():
        told = f"{one.image} was redrawn, but {path} is missing: restore it, or draw it again."
        return _refused("redrawn", "redrawn_missing", told)
    try:
        lesions = read_mask(path, Expected(one.shape, min_pixels=1))
    except StudyError as error:
        return _refused("redrawn", "redrawn_unfit", str(error))
    return Outcome("redrawn", numbered([lesion.mask for lesion in lesions]))


def _nothing(one: Proposal, origin: str) -> Outcome:
    if one.n_detections:
        told = (
            f"The network found {one.n_detections} lesions on {one.image}, and the profile takes "
            "none of several: draw the lesion in review, or reject the image."
        )
        return _refused(origin, "several_detected", told)
    told = f"The network found no lesion on {one.image}: draw it in review, or reject the image."
    return _refused(origin, "nothing_detected", told)


def _unreviewed(one: Proposal, labels: Labels, rules: Rules) -> Outcome:
    if rules.params.unreviewed == "leave_out":
        told = (
            f"Nobody has judged the mask of {one.image}: `make review`, or set lesions.unreviewed "
            "to use in params.yaml."
        )
        return _refused("unreviewed", "unreviewed", told)
    least = rules.params.min_quality
    kept, refusals = labels.copy(), []
    for lesion in lesion_numbers(labels):
        quality = rules.quality(one.image, lesion)
        if quality < least:
            kept[labels == lesion] = 0
            told = (
                f"Lesion {lesion} of {one.image} has a predicted quality of {quality:.2f}, below "
                f"{least:g}, and nobody has judged it: `make review`, or lower lesions.min_quality."
            )
            refusals.append(Refusal(lesion, "low_quality", told))
    return Outcome("unreviewed", kept if kept.any() else None, tuple(refusals))


def _judged(one: Proposal, verdict: str | None, labels: Labels, rules: Rules) -> Outcome:
    if verdict == "redraw":
        return _redrawn(one, rules)
    by_expert = one.drawn_by == "expert"
    origin = "outlined" if by_expert else "accepted" if verdict else "unreviewed"
    if verdict == "reject":
        told = f"{one.image} was rejected in review: change its verdict there if it shall be used."
        return _refused(origin, "rejected", told)
    if not labels.any():
        return _nothing(one, origin)
    if by_expert or verdict == "accept":
        return Outcome(origin, labels)
    return _unreviewed(one, labels, rules)


def outcome(one: Proposal, decision: Decision | None, rules: Rules) -> Outcome:
    """What the verdict on a mask, or its absence, makes of it.

    Parameters
    ----------
    one : Proposal
        The mask as it is today.
    decision : Decision, optional
        The expert's verdict; on another mask it does not count.
    rules : Rules
        What becomes of masks that nobody judged.

    Returns
    -------
    Outcome
    """
    labels = one.labels()
    held = standing(decision, fingerprint(labels))
    verdict = decision.verdict if decision is not None and held == "decided" else None
    reached = _judged(one, verdict, labels, rules)
    return Outcome(reached.origin, reached.labels, reached.refusals, stale=held == "stale")

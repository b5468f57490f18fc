"""What became of all images: a row for each lesion kept, one for each refusal, and the counts."""

from collections import Counter
from dataclasses import dataclass, field

from sonogenomics.errors import listed
from sonogenomics.review.labels import lesion_numbers
from sonogenomics.review.outcome import Outcome, Rules
from sonogenomics.review.proposals import Proposal

ORIGINS = ("outlined", "accepted", "redrawn", "unreviewed")
REASONS = (
    "nothing_detected",
    "several_detected",
    "rejected",
    "unreviewed",
    "low_quality",
    "redrawn_missing",
    "redrawn_unfit",
)
Row = dict[str, object]


@dataclass
class Tally:
    """Rows of the tables and what the counts need, gathered image by image.

    Attributes
    ----------
    lesions, faults : list of dict
        Rows of the tables `Lesions` and `LesionFaults`.
    patients : set of str
        Everyone with a usable image.
    n_without, n_stale : int
        Images without a lesion; verdicts given on another mask.
    """

    lesions: list[Row] = field(default_factory=list)
    faults: list[Row] = field(default_factory=list)
    patients: set[str] = field(default_factory=set)
    n_without: int = 0
    n_stale: int = 0

    def add(self, one: Proposal, reached: Outcome, rules: Rules) -> None:
        """Enter what came of one image."""
        self.patients.add(one.patient_id)
        self.lesions += lesion_rows(one, reached, rules)
        self.faults += fault_rows(one, reached)
        self.n_without += reached.labels is None
        self.n_stale += reached.stale

    def counts(self) -> dict[str, object]:
        """Lesions by who answers for them, and what is lost."""
        origins = Counter(str(row["origin"]) for row in self.lesions)
        reasons = Counter(str(row["reason"]) for row in self.faults)
        served = {str(row["patient_id"]) for row in self.lesions}
        without = sorted(self.patients - served)
        n_lesions = len(self.lesions)
        return {
            "n_lesions": n_lesions,
            "n_images": len({row["image"] for row in self.lesions}),
            "n_patients": len(served),
            "n_by_origin": {origin: origins[origin] for origin in ORIGINS},
            "share_unreviewed": origins["unreviewed"] / n_lesions if n_lesions else float("nan"),
            "n_images_without_lesion": self.n_without,
            "n_patients_without_lesion": len(without),
            "patients_without_lesion": listed(without) or "none",
            "n_faults": {reason: reasons[reason] for reason in REASONS},
            "n_stale_verdicts": self.n_stale,
        }


def lesion_rows(one: Proposal, reached: Outcome, rules: Rules) -> list[Row]:
    """One row for each lesion kept: its patient, number, origin, predicted quality and size."""
    if reached.labels is None:
        return []
    predicted = reached.origin in {"accepted", "unreviewed"}
    return [
        {
            "patient_id": one.patient_id,
            "image": one.image,
            "lesion": lesion,
            "origin": reached.origin,
            "quality": rules.quality(one.image, lesion) if predicted else float("nan"),
            "n_px": int((reached.labels == lesion).sum()),
        }
        for lesion in lesion_numbers(reached.labels)
    ]


def fault_rows(one: Proposal, reached: Outcome) -> list[Row]:
    """One row for each refusal."""
    return [
        {
            "patient_id": one.patient_id,
            "image": one.image,
            "lesion": refusal.lesion,
            "reason": refusal.reason,
            "fault": refusal.fault,
        }
        for refusal in reached.refusals
    ]

"""Stage lesions: readers accept, redraw or reject masks; the rest is counted."""

from pathlib import Path

import pandas as pd

from sonogenomics.catalog import (
    DETECTIONS,
    IMAGES,
    LESION_FAULTS,
    LESION_MASKS,
    LESIONS,
    MASKS,
    OUTLINES,
    REVIEW,
)
from sonogenomics.output import whole_folder
from sonogenomics.params.pixels import Lesions
from sonogenomics.progress import track
from sonogenomics.review.decisions import Decision, read_decisions
from sonogenomics.review.labels import write_labels
from sonogenomics.review.outcome import Rules, outcome
from sonogenomics.review.proposals import DrawnBy, Proposal, predicted_qualities, proposals
from sonogenomics.review.tally import Tally
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Study

READS = (IMAGES, OUTLINES, DETECTIONS, MASKS, REVIEW)
WRITES = (LESIONS, LESION_FAULTS, LESION_MASKS)
FOLDERS: dict[DrawnBy, Path] = {"expert": Path(OUTLINES.path), "network": Path(MASKS.path)}
EMPTY = "No mask is here: the study has no images, or none of them gives a lesion.\n"


def main(study: Study, lesions: Lesions) -> Metrics:
    """Take each image's lesions from whoever answers for their outline, and count the rest."""
    if isinstance(study.images, Absent):
        _write(_tallied({}, {}, Rules(lesions, Path())))
        return {"absent": study.images.absent}
    detections = DETECTIONS.read()
    made = proposals(IMAGES.read(), detections, FOLDERS, lesions.outlined)
    decisions = read_decisions(REVIEW / study.name)
    rules = Rules(lesions, REVIEW / study.name, predicted_qualities(detections))
    tally = _tallied(made, decisions, rules)
    _write(tally)
    return {**tally.counts(), "n_verdicts_on_unknown_images": len(set(decisions) - set(made))}


def _tallied(made: dict[str, Proposal], decisions: dict[str, Decision], rules: Rules) -> Tally:
    """Write the mask of each image that gives lesions, and enter what came of every one."""
    tally = Tally()
    with whole_folder(LESION_MASKS.path) as folder:
        for image, one in track(made.items(), "lesions", len(made)):
            reached = outcome(one, decisions.get(image), rules)
            tally.add(one, reached, rules)
            if reached.labels is not None:
                write_labels(folder / f"{image}.png", reached.labels)
        if not tally.lesions:
            (folder / "README.txt").write_text(EMPTY, encoding="utf-8")
    return tally


def _write(tally: Tally) -> None:
    for table, rows in ((LESIONS, tally.lesions), (LESION_FAULTS, tally.faults)):
        table.write(pd.DataFrame(rows) if rows else table.schema.empty())

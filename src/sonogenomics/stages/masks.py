"""Stage masks: the networks outline every image, and experts' outlines judge them."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd

from sonogenomics.catalog import (
    AGREEMENT,
    DETECTIONS,
    FRAMES,
    IMAGES,
    MASKS,
    OUTLINES,
    SEGMENTER,
    UNCERTAINTY,
)
from sonogenomics.catalog.store import Table
from sonogenomics.output import whole_folder
from sonogenomics.params.pixels import Masks, Segmenter
from sonogenomics.profiles import Profile
from sonogenomics.progress import track
from sonogenomics.segmentation.assignment import assigned
from sonogenomics.segmentation.detection import Choice
from sonogenomics.segmentation.headline import figures_of_merit
from sonogenomics.segmentation.inference import Viewing, device_for, threads
from sonogenomics.segmentation.networks import network_of, trained_folds, why_none
from sonogenomics.segmentation.outcome import Row
from sonogenomics.segmentation.outlining import Folders, Ledger, Rules, outline_images
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Study

NETWORKS = Path(SEGMENTER.path).parent
READS = (IMAGES, FRAMES, OUTLINES, str(NETWORKS))
WRITES = (DETECTIONS, AGREEMENT, MASKS, UNCERTAINTY)
PATIENT_DRAWS = 24  # stream of the intervals: nothing else is drawn here


def main(study: Study, profile: Profile, segmenter: Segmenter, masks: Masks) -> Metrics:
    """Outline every image with the network that has not seen its patient, and judge the masks."""
    if isinstance(study.images, Absent):
        return _nothing(study.images.absent)
    trained = trained_folds(NETWORKS, segmenter)
    if not trained:
        return _nothing(why_none(NETWORKS, segmenter))
    images = assigned(IMAGES.read(), trained)
    if images.empty:
        return _nothing("no image is usable")
    choice = Choice(profile.detections, masks.min_score, masks.max_lesions)
    viewing = Viewing(segmenter.network.side_px, masks.batch, masks.flips)
    ledger = _outlined(images, Rules(viewing, choice, masks.hit_iou), segmenter)
    scanners, rng = images["scanner"], np.random.default_rng(PATIENT_DRAWS)
    agreement = AGREEMENT.read()
    return {
        "n_images": len(images),
        "n_networks": len(trained),
        "n_detections": len(ledger.detections),
        "n_images_drawn": len({row["image"] for row in ledger.detections if row["lesion"]}),
        "acceptance_rate": ledger.n_accepted / len(images),
        "quality_from": "two looks" if masks.flips else "one look",
        **figures_of_merit(agreement, ledger.entries, scanners, rng),
    }


def _outlined(images: pd.DataFrame, rules: Rules, segmenter: Segmenter) -> Ledger:
    """Write masks, uncertainty and both tables."""
    ledger = Ledger()
    with whole_folder(MASKS.path) as masks, whole_folder(UNCERTAINTY.path) as uncertainty:
        folders = Folders(Path(FRAMES.path), Path(OUTLINES.path), masks, uncertainty)
        with threads(segmenter.threads):
            done = _each(images, folders, rules, segmenter, ledger)
            deque(track(done, "masks", len(images)), maxlen=0)
    _write(DETECTIONS, ledger.detections)
    _write(AGREEMENT, ledger.agreements)
    return ledger


def _each(
    images: pd.DataFrame, folders: Folders, rules: Rules, segmenter: Segmenter, ledger: Ledger
) -> Iterator[str]:
    device = device_for(segmenter.accelerator)
    for fold, own in images.groupby("network"):
        model = network_of(int(str(fold)), NETWORKS, segmenter, device)
        yield from outline_images(model, own, folders, rules, ledger)


def _write(table: Table, rows: list[Row]) -> None:
    """Images in alphabetical order, whichever network came first."""
    if not rows:
        table.write(table.schema.empty())
        return
    frame = pd.DataFrame(rows).sort_values("image", kind="stable", ignore_index=True)
    table.write(frame.set_index("image") if table is AGREEMENT else frame)


def _nothing(reason: str) -> Metrics:
    """Empty tables and folders that say why."""
    for folder in (MASKS, UNCERTAINTY):
        with whole_folder(folder.path) as partial:
            (partial / "README.txt").write_text(f"Nothing is drawn: {reason}.\n", encoding="utf-8")
    for table in (DETECTIONS, AGREEMENT):
        table.write(table.schema.empty())
    return {"absent": reason}

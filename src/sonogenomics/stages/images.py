"""Stage images: every image is read, cleaned of names, and looked at; its outlines are checked."""

from pathlib import Path

import numpy as np
import pandas as pd

from sonogenomics.catalog import (
    FINDINGS,
    FRAMES,
    IMAGE_FAULTS,
    IMAGES,
    OUTLINES,
    PATIENTS,
    SOURCES,
)
from sonogenomics.imaging.image_counts import image_counts
from sonogenomics.imaging.image_list import read_image_list
from sonogenomics.imaging.image_table import image_table, with_folds, with_own_folds
from sonogenomics.imaging.intake import take_all
from sonogenomics.imaging.leaving_out import sort_out
from sonogenomics.imaging.worklist import OnDisk, Worklist, worklist
from sonogenomics.output import whole_folder
from sonogenomics.params.pixels import Images
from sonogenomics.progress import track
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Study
from sonogenomics.study import Images as Listed
from sonogenomics.workers import n_workers

READS = (SOURCES, PATIENTS)
WRITES = (IMAGES, IMAGE_FAULTS, FINDINGS, FRAMES, OUTLINES)
STREAM = 21  # of random numbers, this stage's own
NOT_OUTLINED = "No image of this study has a usable outline drawn by an expert.\n"


def main(study: Study, seed: int, images: Images) -> Metrics:
    """Turn the listed files into grey frames, expert outlines and tables."""
    if isinstance(study.images, Absent):
        return _nothing(study.images.absent)
    patients = PATIENTS.read()
    work = _work(study, study.images, patients["split"])
    with whole_folder(FRAMES.path) as frames, whole_folder(OUTLINES.path) as outlines:
        reading = take_all(work.asked, frames, outlines, n_workers())
        taken = list(track(reading, "images", len(work.asked)))
        result = sort_out(taken, work.faults, images.leave_out)
        for image in result.barred:
            (frames / f"{image}.png").unlink()
            (outlines / f"{image}.png").unlink(missing_ok=True)
        table = image_table(result.used, work.listed)
        if study.images.fold is not None:
            table = with_own_folds(table, work.listed)
        else:
            rng = np.random.default_rng([seed, STREAM])
            table = with_folds(table, patients["outcome"], images.folds, rng)
        if not table["n_outlined"].any():
            (outlines / "README.txt").write_text(NOT_OUTLINED, encoding="utf-8")
    IMAGES.write(table)
    IMAGE_FAULTS.write(result.faults)
    FINDINGS.write(result.findings)
    without = patients.index.difference(pd.Index(table["patient_id"]))
    return {
        **work.counts,
        **image_counts(table, result.faults, result.findings),
        "n_colour": sum(one.colour for one in taken),
        "n_patients_without_images": len(without),
    }


def _work(study: Study, rules: Listed, split: "pd.Series[str]") -> Worklist:
    def file(name: str) -> Path:
        return SOURCES / study.sources[name].file

    folds = None if rules.folds is None else file(rules.folds)
    listed = read_image_list(file(rules.list), rules, study.masks, folds)
    masks = None if isinstance(study.masks, Absent) else file(study.masks.source)
    return worklist(listed, split, OnDisk(file(rules.source), masks))


def _nothing(reason: str) -> Metrics:
    """Empty tables, and folders that say why they are empty."""
    for table in (IMAGES, IMAGE_FAULTS, FINDINGS):
        table.write(table.schema.empty())
    for folder in (FRAMES, OUTLINES):
        with whole_folder(folder.path) as partial:
            text = f"Empty: this study has no images ({reason}).\n"
            (partial / "README.txt").write_text(text, encoding="utf-8")
    return {"absent": reason}

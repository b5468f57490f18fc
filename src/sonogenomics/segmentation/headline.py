"""The figures of merit of a segmenter, kept apart by what its networks had seen."""

from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
import pandas as pd

from sonogenomics.segmentation.coco_map import Entry, precision
from sonogenomics.segmentation.summary import agreement_summary, by_scanner, quality_check

MARK = "the network was trained on these patients: flattering, and no measure for others"
Nest = dict[str, object]


def figures_of_merit(
    table: pd.DataFrame,
    entries: Mapping[str, Entry],
    scanners: "pd.Series[str]",
    rng: np.random.Generator,
) -> Nest:
    """Say how well lesions are found and outlined, apart by whether the network saw the patient.

    Agreement, detection and precision of held-out, of unseen training and of seen patients. Seen
    patients are never mixed into another group; theirs carry a warning. Machines, and the check of
    the foreseen quality, are those of all unseen patients.

    Parameters
    ----------
    table : DataFrame
        Rows of `catalog.AGREEMENT`.
    entries : mapping
        Of each image, for COCO's precision.
    scanners : Series of str
        The machine of each image.
    rng : Generator
        Draws patients for the intervals.

    Returns
    -------
    dict
        held_out, unseen_train and seen, each with `agreement_summary` and coco (ap, ap50, ap75);
        by_scanner; quality. Groups without an image are left out.
    """
    unseen = table[~table["seen"]]
    groups = {
        "held_out": unseen[unseen["split"] == "test"],
        "unseen_train": unseen[unseen["split"] == "train"],
        "seen": table[table["seen"]],
    }
    merits: Nest = {
        name: {**({"warning": MARK} if name == "seen" else {}), **_group(rows, entries, rng)}
        for name, rows in groups.items()
        if len(rows)
    }
    if len(unseen):
        merits["by_scanner"] = by_scanner(unseen, scanners)
        merits["quality"] = quality_check(unseen, rng)
    return merits


def _group(rows: pd.DataFrame, entries: Mapping[str, Entry], rng: np.random.Generator) -> Nest:
    coco = precision([entries[str(image)] for image in rows.index])
    return {**agreement_summary(rows, rng), "coco": asdict(coco)}

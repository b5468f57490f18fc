"""Every image of a study outlined: masks written as they come, rows gathered."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
from torchvision.models.detection import MaskRCNN

from sonogenomics.segmentation.coco_map import Entry
from sonogenomics.segmentation.detection import Choice
from sonogenomics.segmentation.fitting import Grey
from sonogenomics.segmentation.inference import Viewing, see
from sonogenomics.segmentation.outcome import (
    Outcome,
    Row,
    agreement_row,
    coco_entry,
    detection_rows,
    outcome,
)
from sonogenomics.segmentation.patches import Shape
from sonogenomics.segmentation.pictures import read_grey, write_grey

CARRIED = ("patient_id", "seen")  # columns of an image that its rows repeat


@dataclass(frozen=True)
class Folders:
    """Where pictures are read and written, each as <image>.png.

    Attributes
    ----------
    frames, outlines : Path
        Read.
    masks, uncertainty : Path
        Written.
    """

    frames: Path
    outlines: Path
    masks: Path
    uncertainty: Path


@dataclass(frozen=True)
class Rules:
    """How images are looked at, which detections are drawn, and when a lesion counts as found."""

    viewing: Viewing
    choice: Choice
    hit_iou: float


@dataclass
class Ledger:
    """What is known of the images done so far.

    Attributes
    ----------
    detections, agreements : list of dict
        Rows of the two tables.
    entries : dict
        Of each outlined image, for COCO's precision.
    n_accepted : int
        Images with exactly one detection, outlined or not.
    """

    detections: list[Row] = field(default_factory=list)
    agreements: list[Row] = field(default_factory=list)
    entries: dict[str, Entry] = field(default_factory=dict)
    n_accepted: int = 0


def outline_images(
    model: MaskRCNN, images: pd.DataFrame, folders: Folders, rules: Rules, ledger: Ledger
) -> Iterator[str]:
    """Outline images with one network, writing the mask and uncertainty of each.

    Parameters
    ----------
    model : MaskRCNN
        Of one fold, ready to look.
    images : DataFrame
        What `assignment.assigned` gave that network.
    folders : Folders
    rules : Rules
    ledger : Ledger
        Takes the rows in.

    Yields
    ------
    str
        Each image, once it is done.

    Raises
    ------
    StudyError
        A picture is missing, damaged or of another size; or memory does not suffice.
    """
    shapes = list(zip(images["n_rows"].tolist(), images["n_columns"].tolist(), strict=True))
    names = [str(name) for name in images.index]
    frames = _frames(folders.frames, names, shapes)
    seen = see(model, frames, rules.viewing)
    rows = [
        dict(zip(map(str, row), row.values(), strict=True)) for row in images.to_dict("records")
    ]
    for name, row, shape, found in zip(names, rows, shapes, seen, strict=True):
        result = outcome(found, rules.choice, shape)
        write_grey(folders.masks / f"{name}.png", result.labels)
        write_grey(folders.uncertainty / f"{name}.png", result.uncertainty)
        ledger.n_accepted += len(result.drawn) == 1
        carried = {"image": name, "fold": row["network"], **{key: row[key] for key in CARRIED}}
        ledger.detections += [{**carried, **one} for one in detection_rows(result)]
        if row["n_outlined"]:
            outlined = read_grey(folders.outlines / f"{name}.png", shape)
            _judge(ledger, {**row, **carried}, result, outlined, rules.hit_iou)
        yield name


def _frames(folder: Path, names: list[str], shapes: list[Shape]) -> Iterator[Grey]:
    for name, shape in zip(names, shapes, strict=True):
        yield read_grey(folder / f"{name}.png", shape)


def _judge(ledger: Ledger, row: Row, result: Outcome, outlined: Grey, hit_iou: float) -> None:
    """Compare one image with its outline."""
    spacing = float(str(row["row_mm"])), float(str(row["column_mm"]))
    carried = {key: row[key] for key in ("image", "patient_id", "split", "fold", "seen")}
    ledger.agreements.append({**carried, **agreement_row(result, outlined, spacing, hit_iou)})
    ledger.entries[str(row["image"])] = coco_entry(result, outlined)

"""Curves and pictures, read from the folders that hold them; few at a time."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from sonogenomics.figures.lesion_gallery import Example, Grey, chosen, cut_out
from sonogenomics.reporting.imaging_run import weights_in_words

CURVES, DESCRIPTION = "curves.csv", "network.json"


@dataclass(frozen=True)
class PictureFolders:
    """Where frames, expert outlines and masks of the network lie, as <image>.png."""

    frames: Path
    outlines: Path
    masks: Path


def read_curves(networks: Path) -> pd.DataFrame:
    """Training curves of every network.

    Parameters
    ----------
    networks : Path
        Holds one folder a fold, each with `curves.csv`.

    Returns
    -------
    DataFrame
        Column fold, then those of the files; empty where nothing was trained.
    """
    files = sorted(networks.glob(f"[0-9]*/{CURVES}"), key=lambda file: int(file.parent.name))
    tables = [pd.read_csv(file).assign(fold=int(file.parent.name)) for file in files]
    tables = [table for table in tables if len(table)]
    if not tables:
        return pd.DataFrame()
    whole = pd.concat(tables, ignore_index=True)
    return whole[["fold", *(name for name in whole.columns if name != "fold")]]


def read_weights(networks: Path) -> str:
    """Name the networks and the weights they started from, as they say themselves.

    Parameters
    ----------
    networks : Path
        Holds one folder a fold, each with `network.json`.

    Returns
    -------
    str
        In words; of several kinds, all.
    """
    files = sorted(networks.glob(f"[0-9]*/{DESCRIPTION}"))
    settings = [json.loads(file.read_text(encoding="utf-8"))["settings"] for file in files]
    told = {weights_in_words(one["backbone"], one["weights"]) for one in settings}
    return " or ".join(sorted(told)) or "of unknown weights"


def read_examples(
    agreement: pd.DataFrame, arms: "pd.Series[str]", folders: PictureFolders
) -> tuple[Example, ...]:
    """Choose the pictures of the gallery and cut them out, one image in memory at a time.

    Parameters
    ----------
    agreement : DataFrame
        `catalog.Agreement`.
    arms : Series of str
        Arm of each patient, by patient_id.
    folders : PictureFolders
        Where the images lie; one whose picture is not there is left out.

    Returns
    -------
    tuple of Example
    """
    return tuple(_cut_out(chosen(agreement, arms), folders)) if len(agreement) else ()


def _cut_out(choice: pd.DataFrame, folders: PictureFolders) -> Iterator[Example]:
    for _, row in choice.iterrows():
        file = f"{row['image']}.png"
        frame, outline = folders.frames / file, folders.outlines / file
        if frame.is_file() and outline.is_file():
            grey, expert = _levels(frame), _levels(outline)
            drawn = folders.masks / file  # absent where the network saw nothing
            predicted = _levels(drawn) if drawn.is_file() else np.zeros_like(expert)
            yield cut_out(row, grey, expert, predicted)


def _levels(path: Path) -> Grey:
    with Image.open(path) as picture:
        return np.asarray(picture.convert("L"), dtype=np.uint8)

"""Stage segmenter: a network that outlines lesions, without the patients of one fold."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from sonogenomics.catalog import FRAMES, IMAGES, OUTLINES, SEGMENTER
from sonogenomics.output import whole_folder, write_text
from sonogenomics.params.pixels import Segmenter
from sonogenomics.segmentation import curves, network, training
from sonogenomics.segmentation.aside import set_aside
from sonogenomics.segmentation.cache import Picture, build
from sonogenomics.segmentation.checkpoints import forget
from sonogenomics.segmentation.learning import Task
from sonogenomics.segmentation.machine import Machine
from sonogenomics.segmentation.weights import origin
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Study

READS = (IMAGES, FRAMES, OUTLINES)
WRITES = (SEGMENTER,)
WORK = Path("models/.training")  # checkpoints and fitted images; in neither git nor DVC


def main(fold: str, study: Study, seed: int, segmenter: Segmenter) -> Metrics:
    """Train on outlined training patients of the other folds; a killed training goes on."""
    images = IMAGES.read().sort_index()
    outlined = images[(images["split"] == "train") & (images["n_outlined"] > 0)]
    if not (outlined["fold"] != int(fold)).any():
        return _nothing(fold, study)
    task = _task(int(fold), outlined, seed, segmenter)
    folder = WORK / fold / training.fingerprint(task)
    machine = Machine(segmenter.accelerator, segmenter.devices, segmenter.strategy)
    trained = training.train(task, machine, folder)
    metrics = {
        "n_images": len(task.training) + len(task.validation),
        "n_images_watched": len(task.validation),
        "n_patients": int(outlined.loc[outlined["fold"] != int(fold), "patient_id"].nunique()),
        "preset": segmenter.preset,
        "weights": origin(task.settings.weights),
        "n_parameters": network.n_parameters(trained.model),
        "n_epochs": len(trained.rows),
        "epoch": trained.epoch,
        **{n: v for n, v in trained.rows[trained.epoch - 1].items() if n in curves.JUDGED},
    }
    with whole_folder(SEGMENTER.at(fold).path) as partial:
        network.save(trained.model, task.settings, partial, metrics)
        (partial / curves.CURVES).write_text(curves.as_csv(trained.rows, curves.LASTING))
        if (folder / curves.OVERLAYS).is_dir():
            shutil.copytree(folder / curves.OVERLAYS, partial / curves.OVERLAYS)
    forget(folder)
    return metrics


def _task(fold: int, outlined: pd.DataFrame, seed: int, segmenter: Segmenter) -> Task:
    """All outlined images are fitted, once for all folds; this fold's are not looked at."""
    settings = segmenter.network
    pictures = [Picture(n, FRAMES / f"{n}.png", OUTLINES / f"{n}.png") for n in outlined.index]
    numbers = np.flatnonzero(outlined["fold"].to_numpy() != fold)
    patients = [str(patient) for patient in outlined["patient_id"].iloc[numbers]]
    aside = set_aside(patients, settings.validation_fraction, seed)
    cache = build(pictures, settings.side_px, WORK / "cache")
    return Task(settings, cache, numbers[~aside], numbers[aside], seed, segmenter.threads)


def _nothing(fold: str, study: Study) -> Metrics:
    reason = (
        f"No network: {study.images.absent}"
        if isinstance(study.images, Absent)
        else f"No network: no training patient outside fold {fold} has an outlined image."
    )
    with whole_folder(SEGMENTER.at(fold).path) as partial:
        write_text(partial / "README.txt", f"{reason}\n")
    return {"absent": reason, "n_images": 0, "n_patients": 0}

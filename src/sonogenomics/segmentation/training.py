"""Train a segmenter, or go on where a killed training stopped."""

# ruff: noqa: ARG002 (hooks are given more than they use)

import hashlib
import json
import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytorch_lightning as pl
import torch
import torchvision
from pytorch_lightning.callbacks import TQDMProgressBar
from safetensors.torch import load as load_tensors
from torchvision.models.detection import MaskRCNN

from sonogenomics.errors import StudyError
from sonogenomics.segmentation import network
from sonogenomics.segmentation.checkpoints import (
    LAST,
    Checkpoint,
    Keeper,
    WholeCheckpoints,
    best_file,
    usable,
)
from sonogenomics.segmentation.curves import Curves, Row
from sonogenomics.segmentation.draws import WEIGHTS, torch_seed
from sonogenomics.segmentation.learning import Segmenter, Task
from sonogenomics.segmentation.machine import Machine, trainer_options
from sonogenomics.segmentation.schedule import n_epochs
from sonogenomics.segmentation.trouble import plain_words
from sonogenomics.segmentation.weights import origin

RECIPE = 1  # raised when the same settings come to mean another training
QUIET = ("pytorch_lightning", "lightning_fabric", "lightning.pytorch", "lightning.fabric")


@dataclass(frozen=True, eq=False)
class Trained:
    """What came out of a training.

    Attributes
    ----------
    model : MaskRCNN
        Of the best epoch where training may stop early, else of the last.
    rows : list of dict
        One an epoch, as in `curves.csv`.
    epoch : int
        Whose weights the model has, from 1.
    """

    model: MaskRCNN
    rows: list[Row]
    epoch: int


class Bar(TQDMProgressBar):
    """Lightning's bar, with the losses and the Dice of this training."""

    def get_metrics(self, trainer: pl.Trainer, module: pl.LightningModule) -> dict[str, Any]:
        """What stands at its end."""
        if not isinstance(module, Segmenter):
            return {}
        return {"loss": f"{sum(module.mean_losses().values()):.3f}"} | {
            name: f"{value:.3f}" for name, value in module.watched.items()
        }


def fingerprint(task: Task) -> str:
    """What a training is: settings, images, seed, threads, starting weights, versions.

    Parameters
    ----------
    task : Task

    Returns
    -------
    str
        Sixteen hexadecimal digits; a checkpoint is taken up only where it is the same.
    """
    content = {
        "settings": task.settings.model_dump(mode="json"),
        "images": task.cache.key,
        "training": task.training.tolist(),
        "validation": task.validation.tolist(),
        "seed": task.seed,
        "threads": task.threads,
        "weights": origin(task.settings.weights),
        "versions": [
            RECIPE,
            torch.__version__,
            torchvision.__version__,
            version("pytorch-lightning"),
        ],
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:16]


@contextmanager
def _undisturbed(threads: int) -> Iterator[None]:
    """Lightning keeps quiet; torch's threads and generator are given back as they were."""
    loggers = [logging.getLogger(name) for name in QUIET]
    levels, before = [logger.level for logger in loggers], torch.get_num_threads()
    with warnings.catch_warnings(), torch.random.fork_rng():
        warnings.simplefilter("ignore")
        try:
            for logger in loggers:
                logger.setLevel(logging.ERROR)
            torch.set_num_threads(threads)
            yield
        finally:
            torch.set_num_threads(before)
            for logger, level in zip(loggers, levels, strict=True):
                logger.setLevel(level)


def _started(task: Task) -> MaskRCNN:
    torch.manual_seed(torch_seed(task.seed, WEIGHTS))
    return network.build(task.settings)


def _finished(rows: list[Row], curves: Curves, task: Task) -> bool:
    best, patience = curves.best_epoch(), task.settings.patience
    stopped = patience is not None and best is not None and len(rows) - best >= patience
    return len(rows) >= n_epochs(task.settings) or stopped


def _rows(checkpoint: Checkpoint, folder: Path) -> Curves:
    curves = Curves(folder)
    curves.load_state_dict(checkpoint["callbacks"][curves.state_key])
    return curves


def _fit(module: Segmenter, machine: Machine, folder: Path, resumed: bool) -> None:
    settings, curves = module.task.settings, Curves(folder)
    keeper = Keeper(folder, curves, settings.patience, machine.minutes)
    trainer = pl.Trainer(
        **trainer_options(machine, settings),
        max_epochs=n_epochs(settings),
        callbacks=[curves, keeper, *([Bar()] if machine.progress else [])],
        plugins=[WholeCheckpoints()],
        logger=False,
        enable_checkpointing=False,
        enable_progress_bar=machine.progress,
        enable_model_summary=False,
        num_sanity_val_steps=0,
        limit_val_batches=1.0 if len(module.task.validation) else 0,
        use_distributed_sampler=False,
        default_root_dir=folder,
    )
    with plain_words(settings):
        trainer.fit(module, ckpt_path=folder / LAST if resumed else None, weights_only=True)
    if not trainer.is_global_zero:
        raise SystemExit(0)  # only one process goes on to write what was learnt
    if trainer.interrupted:
        raise KeyboardInterrupt


def _outcome(task: Task, folder: Path, mark: str) -> Trained:
    """Read from the files alone, whoever wrote them: this process, an earlier one, or several."""
    checkpoint = usable(folder / LAST, mark)
    if checkpoint is None:
        raise StudyError(
            f"{folder / LAST} was lost while training ran: run the same command again."
        )
    curves, model = _rows(checkpoint, folder), network.architecture(task.settings)
    best, epoch = curves.best_epoch(), len(curves.rows)
    if task.settings.patience is not None and best is not None:
        epoch = best
        model.load_state_dict(load_tensors(best_file(folder, best).read_bytes()))
    else:
        prefix = "model."
        state = checkpoint["state_dict"].items()
        model.load_state_dict({name.removeprefix(prefix): value for name, value in state})
    return Trained(model.eval(), curves.rows, epoch)


def train(task: Task, machine: Machine, folder: Path) -> Trained:
    """Train a network that outlines lesions, or go on where a killed training stopped.

    Every epoch ends with a checkpoint in `folder`; the same call takes it up and comes to the
    same end (on a CPU with the same number of threads: to the last bit). Beside it stand, whole
    at any moment, `curves.csv` and `overlays/epoch-XXXX.png`.

    Parameters
    ----------
    task : Task
        Settings, fitted images, who is learnt from and who is set aside.
    machine : Machine
        Accelerator, devices, strategy; how often to save within an epoch.
    folder : Path
        Of this training alone; `fingerprint(task)` is a good name.

    Returns
    -------
    Trained

    Raises
    ------
    StudyError
        No such accelerator, out of memory, a loss that is not a number, weights that cannot be
        had: each with what to change.
    """
    mark = fingerprint(task)
    folder.mkdir(parents=True, exist_ok=True)
    with _undisturbed(task.threads):
        checkpoint = usable(folder / LAST, mark)
        curves = _rows(checkpoint, folder) if checkpoint else Curves(folder)
        if checkpoint is None or not _finished(curves.rows, curves, task):
            module = Segmenter(_started(task), task, mark)
            _fit(module, machine, folder, resumed=checkpoint is not None)
        return _outcome(task, folder, mark)

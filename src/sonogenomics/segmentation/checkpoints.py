"""Training that can be killed at any moment: checkpoints whole or not at all, and the best kept."""

# ruff: noqa: ARG002 (hooks are given more than they use)

import pickle
import sys
import time
import zipfile
from pathlib import Path
from typing import Any

import pytorch_lightning as pl
import torch
from pytorch_lightning.plugins.io import TorchCheckpointIO

from sonogenomics.output import whole_file
from sonogenomics.segmentation.curves import Curves
from sonogenomics.segmentation.learning import Segmenter
from sonogenomics.segmentation.network import serialised

LAST = "last.ckpt"
SECONDS = 60
# what torch raises on a torn or foreign file
UNREADABLE = (
    OSError,
    EOFError,
    RuntimeError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    pickle.UnpicklingError,
    zipfile.BadZipFile,
)
Checkpoint = dict[str, Any]


class WholeCheckpoints(TorchCheckpointIO):
    """Written beside its name, flushed to disk, renamed; read without running any code of it."""

    def save_checkpoint(
        self, checkpoint: Checkpoint, path: Any, storage_options: Any | None = None
    ) -> None:
        """Write a checkpoint whole or not at all."""
        with whole_file(path) as partial:
            torch.save(checkpoint, partial)

    def load_checkpoint(
        self, path: Any, map_location: Any = "cpu", weights_only: bool | None = True
    ) -> Checkpoint:
        """Read tensors and plain values, nothing else."""
        content: Checkpoint = torch.load(path, map_location=map_location, weights_only=True)
        return content


def usable(path: Path, fingerprint: str) -> Checkpoint | None:
    """Read the last checkpoint if it is whole and of this training.

    Parameters
    ----------
    path : Path
        Where it would stand.
    fingerprint : str
        Of this training: settings, images, versions.

    Returns
    -------
    dict or None
        None, with a note on standard error, where training must start over.
    """
    if not path.is_file():
        return None
    try:
        content = WholeCheckpoints().load_checkpoint(path)
        if content["sonogenomics"]["fingerprint"] == fingerprint:
            return content
        fault = "belongs to another training"
    except UNREADABLE as error:
        fault = f"is damaged ({type(error).__name__})"
    print(f"Checkpoint {path} {fault}: training starts over.", file=sys.stderr)
    return None


def best_file(folder: Path, epoch: int) -> Path:
    """Where the weights of the best epoch (from 1) stand."""
    return folder / f"best-{epoch:04d}.safetensors"


def forget(folder: Path) -> None:
    """Remove what a finished training no longer needs; its curves and overlays stay."""
    for path in (folder / LAST, *folder.glob("best-*.safetensors")):
        path.unlink(missing_ok=True)


class Keeper(pl.Callback):
    """After each epoch, and every few minutes within it, writes all that is needed to go on.

    Parameters
    ----------
    folder : Path
        Of this training.
    curves : Curves
        Which epoch was the best so far.
    patience : int or None
        Epochs without gain after which training stops; None: never, and no best is kept.
    minutes : float
        Between checkpoints within an epoch.
    """

    def __init__(
        self, folder: Path, curves: Curves, patience: int | None, minutes: float = 5.0
    ) -> None:
        self.folder, self.curves, self.patience, self.minutes = folder, curves, patience, minutes
        self.saved = time.monotonic()

    def on_train_batch_end(
        self, trainer: pl.Trainer, module: pl.LightningModule, outputs: Any, batch: Any, index: int
    ) -> None:
        """Within an epoch; at its end the epoch's own checkpoint follows at once."""
        due = time.monotonic() - self.saved >= self.minutes * SECONDS
        if trainer.world_size > 1:
            due = bool(trainer.strategy.broadcast(due))
        if due and index + 1 < trainer.num_training_batches:
            self._save(trainer)

    def on_train_epoch_end(self, trainer: pl.Trainer, module: pl.LightningModule) -> None:
        """The best first: were it lost, the last would lead back to it."""
        best = self.curves.best_epoch()
        if self.patience is not None and best is not None:
            epoch = trainer.current_epoch + 1
            if best == epoch and trainer.is_global_zero and isinstance(module, Segmenter):
                with whole_file(best_file(self.folder, epoch)) as partial:
                    partial.write_bytes(serialised(module.model))
            trainer.should_stop = trainer.should_stop or epoch - best >= self.patience
        self._save(trainer)
        if trainer.is_global_zero and best is not None:
            for other in self.folder.glob("best-*.safetensors"):
                if other != best_file(self.folder, best):
                    other.unlink()

    def _save(self, trainer: pl.Trainer) -> None:
        trainer.save_checkpoint(self.folder / LAST)
        self.saved = time.monotonic()

"""How training goes: one row an epoch, and now and then some images, readable while it runs."""

# ruff: noqa: ARG002 (hooks are given more than they use)

import csv
import io
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytorch_lightning as pl

from sonogenomics.output import whole_file, write_text
from sonogenomics.segmentation.judging import LOSSES
from sonogenomics.segmentation.learning import Segmenter
from sonogenomics.segmentation.overlays import strip
from sonogenomics.segmentation.schedule import n_epochs, rate

CURVES = "curves.csv"
OVERLAYS = "overlays"
LASTING = ("epoch", "step", "rate", "loss", *LOSSES, "validation_loss", "validation_dice")
JUDGED = ("loss", *LOSSES, "validation_loss", "validation_dice")
TIMES = ("images_per_second", "loader_share", "seconds")
N_OVERLAYS = 8  # of a whole training, beside the first epoch's
Row = dict[str, float]


def as_csv(rows: Sequence[Mapping[str, float]], columns: Sequence[str]) -> str:
    """Rows as text, six significant digits, empty where there is no value."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([f"{row[name]:.6g}" if name in row else "" for name in columns])
    return text.getvalue()


class Curves(pl.Callback):
    """Keeps one row an epoch, in the checkpoint and in `curves.csv`.

    Parameters
    ----------
    folder : Path
        Of this training.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows: list[Row] = []
        self._since = self._idle_since = time.perf_counter()
        self._idle = 0.0
        self._n_images = 0

    def state_dict(self) -> dict[str, Any]:
        """Rows so far."""
        return {"rows": [dict(row) for row in self.rows]}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Rows of the epochs that were done."""
        self.rows = [dict(row) for row in state_dict["rows"]]

    def best_epoch(self) -> int | None:
        """The epoch (from 1) of highest validation Dice, the first of equals; None: not watched."""
        watched = [row for row in self.rows if "validation_dice" in row]
        if not watched:
            return None
        return int(max(watched, key=lambda row: row["validation_dice"])["epoch"])

    def on_train_start(self, trainer: pl.Trainer, module: pl.LightningModule) -> None:
        """What a killed run wrote beyond its checkpoint goes."""
        self._begin()
        if trainer.is_global_zero:
            self._write()

    def on_train_batch_start(
        self, trainer: pl.Trainer, module: pl.LightningModule, batch: Any, index: int
    ) -> None:
        """The device has what it waited for."""
        self._idle += time.perf_counter() - self._idle_since
        self._n_images += len(batch[0]) * trainer.world_size

    def on_train_batch_end(
        self, trainer: pl.Trainer, module: pl.LightningModule, outputs: Any, batch: Any, index: int
    ) -> None:
        """From here on the device waits."""
        self._idle_since = time.perf_counter()

    def on_validation_start(self, trainer: pl.Trainer, module: pl.LightningModule) -> None:
        """Training's time ends where validation's begins."""
        self._seconds = time.perf_counter() - self._since

    def on_train_epoch_end(self, trainer: pl.Trainer, module: pl.LightningModule) -> None:
        """Write the epoch down, and draw some images where it is their turn."""
        if not isinstance(module, Segmenter):
            return
        n_watched = len(module.task.validation)
        seconds = self._seconds if n_watched else time.perf_counter() - self._since
        self.rows.append(self._row(trainer, module, max(seconds, 1e-9)))
        module.begin_epoch_anew()
        if trainer.is_global_zero:
            self._write()
            self._draw(trainer.current_epoch + 1, module)

    def on_train_epoch_start(self, trainer: pl.Trainer, module: pl.LightningModule) -> None:
        """Writing the last epoch down is no waiting for images."""
        self._begin()

    def _row(self, trainer: pl.Trainer, module: Segmenter, seconds: float) -> Row:
        settings, step = module.task.settings, trainer.global_step
        parts = module.mean_losses()
        return {
            "epoch": trainer.current_epoch + 1,
            "step": step,
            "rate": rate(step - 1, int(trainer.num_training_batches), settings),
            "loss": sum(parts.values()),
            **parts,
            **module.watched,
            "images_per_second": self._n_images / seconds,
            "loader_share": self._idle / seconds,
            "seconds": time.perf_counter() - self._since,
        }

    def _begin(self) -> None:
        self._since = self._idle_since = time.perf_counter()
        self._idle, self._n_images, self._seconds = 0.0, 0, 0.0

    def _write(self) -> None:
        write_text(self.folder / CURVES, as_csv(self.rows, (*LASTING, *TIMES)))

    def _draw(self, epoch: int, module: Segmenter) -> None:
        last = n_epochs(module.task.settings)
        due = epoch in (1, last) or epoch % max(1, -(-last // N_OVERLAYS)) == 0
        if due and module.shown:
            with whole_file(self.folder / OVERLAYS / f"epoch-{epoch:04d}.png") as partial:
                strip(module.shown).save(partial, "PNG", optimize=False)

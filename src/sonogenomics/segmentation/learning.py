"""The network as Lightning trains it: heads first, then all, each step's draws its own."""

# ruff: noqa: ARG002 (hooks are given more than they use)

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pytorch_lightning as pl
import torch
from torch import Tensor, nn
from torchvision.models.detection import MaskRCNN

from sonogenomics.errors import StudyError
from sonogenomics.params.pixels import Network
from sonogenomics.segmentation.augmentation import augmented
from sonogenomics.segmentation.batches import Batch, Plan, Share, TrainingBatches, ValidationBatches
from sonogenomics.segmentation.cache import Cache, Numbers
from sonogenomics.segmentation.draws import STEP, torch_seed
from sonogenomics.segmentation.judging import LOSSES, dice, judge, losses
from sonogenomics.segmentation.schedule import only_heads, rate
from sonogenomics.segmentation.targets import Target, targets_of

MOMENTUM = 0.9  # of SGD, as in the study's scripts and torchvision's reference
N_SHOWN = 6  # validation images drawn while training is watched
WHITE = 255
Looked = tuple[Tensor, list[Target], Tensor]
Strip = tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_], npt.NDArray[np.bool_]]


@dataclass(frozen=True, eq=False)
class Task:
    """What is to be learnt, and from what.

    Attributes
    ----------
    settings : Network
    cache : Cache
        Fitted images and outlines.
    training, validation : int array
        Images to learn from and to watch, as numbers in the cache; no patient in both.
    seed : int
    threads : int
        Of the CPU; part of the last bits.
    """

    settings: Network
    cache: Cache
    training: Numbers
    validation: Numbers
    seed: int
    threads: int = 1

    @property
    def plan(self) -> Plan:
        """How the training images are dealt out."""
        return Plan(self.training, self.settings.batch, self.settings.batches, self.seed)


class Segmenter(pl.LightningModule):
    """Mask R-CNN in training; resumed at any step, it goes on as if nothing had happened.

    Parameters
    ----------
    model : MaskRCNN
        With its starting weights.
    task : Task
        Settings and images.
    fingerprint : str
        Written into every checkpoint, so that one of another training is not taken up.
    """

    def __init__(self, model: MaskRCNN, task: Task, fingerprint: str = "") -> None:
        super().__init__()
        self.model, self.task, self.fingerprint = model, task, fingerprint
        self.epoch_losses = [0.0] * len(LOSSES)
        self.epoch_batches = 0
        self.watched: dict[str, float] = {}
        self.shown: list[Strip] = []
        self._sums = torch.zeros(4, dtype=torch.float64)

    # what is learnt from ---------------------------------------------------------------

    def _share(self) -> Share:
        pinned = self.trainer.strategy.root_device.type == "cuda"
        return Share(self.trainer.global_rank, self.trainer.world_size, pinned)

    def train_dataloader(self) -> TrainingBatches:
        """Batches of the epoch that `global_step` lies in, from that step on."""
        step: Callable[[], int] = lambda: self.trainer.global_step  # noqa: E731
        return TrainingBatches(self.task.cache, self.task.plan, self._share(), step)

    def val_dataloader(self) -> ValidationBatches:
        """Images set aside."""
        settings = self.task.settings
        return ValidationBatches(
            self.task.cache, self.task.validation, settings.batch, self._share()
        )

    def on_after_batch_transfer(self, batch: Any, dataloader_idx: int) -> Looked:
        """Vary the images on the device, and make targets of their outlines."""
        if not isinstance(batch, Batch):
            return batch  # type: ignore[no-any-return]
        images, labels = batch.images.float() / WHITE, batch.labels
        if batch.epoch >= 0:
            rule, place = self.task.settings.augmentation, (self.task.seed, int(batch.epoch))
            images, labels = augmented(images, labels, batch.numbers.tolist(), rule, place)
        return images, targets_of(labels, self.task.cache.most_lesions), labels

    # how it is learnt ------------------------------------------------------------------

    def setup(self, stage: str) -> None:
        """Threads are set in every process."""
        torch.set_num_threads(self.task.threads)

    def configure_optimizers(self) -> torch.optim.Optimizer:
        """Weights decay; biases and the scales of batch normalisation do not."""
        settings = self.task.settings
        parameters = list(self.model.parameters())
        groups: list[dict[str, Any]] = [
            {"params": [p for p in parameters if p.ndim > 1]},
            {"params": [p for p in parameters if p.ndim <= 1], "weight_decay": 0.0},
        ]
        decay = settings.weight_decay
        fused = parameters[0].is_cuda
        if settings.optimiser == "sgd":
            return torch.optim.SGD(
                groups, settings.learning_rate, MOMENTUM, weight_decay=decay, fused=fused
            )
        return torch.optim.AdamW(groups, settings.learning_rate, weight_decay=decay, fused=fused)

    def on_train_batch_start(self, batch: Looked, batch_idx: int) -> None:
        """Set the rate, and freeze or free the backbone, from the step alone."""
        settings, n_batches = self.task.settings, int(self.trainer.num_training_batches)
        step = self.trainer.global_step
        for group in self.trainer.optimizers[0].param_groups:
            group["lr"] = rate(step, n_batches, settings)
        self._freeze(only_heads(step // n_batches, settings))

    def _freeze(self, frozen: bool) -> None:
        body: nn.Module = self.model.backbone.body
        if body.training == frozen:
            body.train(not frozen)
        for parameter in body.parameters():
            parameter.requires_grad_(not frozen)

    def training_step(self, batch: Looked, batch_idx: int) -> Tensor:
        """Sum of the five losses; Mask R-CNN's own sampling draws from a generator of it."""
        images, targets, _ = batch
        step = self.trainer.global_step
        torch.manual_seed(torch_seed(self.task.seed, STEP, step, self.trainer.global_rank))
        parts = torch.stack(list(losses(self.model, images, targets).values()))
        self._count(parts.detach())
        return parts.sum()

    def _count(self, parts: Tensor) -> None:
        values = parts.tolist()
        if not math.isfinite(sum(values)):
            epoch, batch = divmod(self.trainer.global_step, int(self.trainer.num_training_batches))
            raise StudyError(
                f"The loss is no longer a number (epoch {epoch + 1}, batch {batch + 1}): training "
                "diverged. Lower learning_rate of the preset in params.yaml, or lengthen warmup, "
                "and run again."
            )
        self.epoch_losses = [a + b for a, b in zip(self.epoch_losses, values, strict=True)]
        self.epoch_batches += 1

    # how it is watched -----------------------------------------------------------------

    def on_validation_epoch_start(self) -> None:
        """Nothing seen yet; the draws of validation are those of its step."""
        self._sums = torch.zeros(4, dtype=torch.float64, device=self.device)
        self.shown = []
        step = self.trainer.global_step
        torch.manual_seed(torch_seed(self.task.seed, STEP, step, self.trainer.global_rank, 1))

    def validation_step(self, batch: Looked, batch_idx: int) -> None:
        """Add up loss and Dice, and keep the first images to show."""
        images, targets, labels = batch
        judged = judge(self.model, images, targets)
        outlines = labels[:, 0] > 0
        agreement = dice(judged.masks, outlines).sum()
        parts = judged.loss.float(), agreement, *agreement.new_tensor([1.0, len(images)])
        self._sums += torch.stack(parts).double()
        for one in range(min(len(images), N_SHOWN - len(self.shown))):
            grey = (images[one, 0] * WHITE).round().to(torch.uint8).cpu().numpy()
            drawn = outlines[one].cpu().numpy(), judged.masks[one].cpu().numpy()
            self.shown.append((grey, *drawn))

    def on_validation_epoch_end(self) -> None:
        """Mean loss of the batches and mean Dice of the images, over all devices."""
        sums: Tensor = self.trainer.strategy.reduce(self._sums, reduce_op="sum")
        loss, agreement, batches, images = sums.tolist()
        if batches and images:
            self.watched = {
                "validation_loss": loss / batches,
                "validation_dice": agreement / images,
            }

    def mean_losses(self) -> dict[str, float]:
        """Of this epoch's batches so far."""
        n = max(self.epoch_batches, 1)
        return {name: total / n for name, total in zip(LOSSES, self.epoch_losses, strict=True)}

    def begin_epoch_anew(self) -> None:
        """Forget the losses of the epoch that was just written down."""
        self.epoch_losses, self.epoch_batches = [0.0] * len(LOSSES), 0

    # how it goes on --------------------------------------------------------------------

    def on_save_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """What a training killed in the middle of an epoch must not forget."""
        checkpoint["sonogenomics"] = {
            "fingerprint": self.fingerprint,
            "epoch_losses": self.epoch_losses,
            "epoch_batches": self.epoch_batches,
        }

    def on_load_checkpoint(self, checkpoint: dict[str, Any]) -> None:
        """Take it up again."""
        own = checkpoint["sonogenomics"]
        self.epoch_losses, self.epoch_batches = list(own["epoch_losses"]), own["epoch_batches"]

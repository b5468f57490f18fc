"""Our training beside torchvision's reference loop: same images, network, batch and device."""

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch.utils.data import DataLoader, Dataset
from torchvision.models.detection.transform import GeneralizedRCNNTransform
from torchvision.ops import masks_to_boxes
from torchvision.transforms.v2 import functional

from benchmarks import Row
from sonogenomics.params import Params
from sonogenomics.params.pixels import Network
from sonogenomics.segmentation import network, training
from sonogenomics.segmentation.cache import Picture, build
from sonogenomics.segmentation.learning import Task
from sonogenomics.segmentation.machine import Machine
from sonogenomics.workers import n_workers

MIRROR = Path(os.environ.get("SONOGENOMICS_MIRROR", "mirror"))
STEPS = {"cuda": 30, "cpu": 5}  # an epoch; the first epoch warms up, the second is timed
MOST_LOADER = 0.05
Sample = tuple[torch.Tensor, dict[str, torch.Tensor]]


def run() -> list[Row]:
    """The honest preset where there is a GPU, the light one on the CPU."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    settings = _settings(device)
    with tempfile.TemporaryDirectory() as folder:
        pictures = _pictures(Path(folder), settings.batch * STEPS[device])
        ours, share = _ours(settings, pictures, Path(folder), device)
        theirs = _reference(settings, pictures, device)
    n_images = settings.batch * STEPS[device]
    what = f"training {settings.backbone}, batch {settings.batch} x {settings.side_px} px, {device}"
    speeds = f"{n_images / ours:.1f} against {n_images / theirs:.1f} images/s; {_origin()}"
    return [
        Row(what, ours, "torchvision's reference loop", theirs, theirs / ours, ">= 1",
            theirs >= ours, speeds),
        Row(f"{what}: waiting for images", share * ours, "the whole epoch", ours, share, "< 0.05",
            share < MOST_LOADER, "decoding is done once, before; augmentation counts on a CPU"),
    ]  # fmt: skip


def _settings(device: str) -> Network:
    presets = Params.load().segmenter.presets
    chosen = presets.honest if device == "cuda" else presets.light
    timed = {"weights": "none", "epochs_heads": 0, "epochs_all": 2, "patience": None}
    return chosen.model_copy(update={**timed, "batches": STEPS[device]})


def _origin() -> str:
    return "BUS-BRA" if (MIRROR / "bus-bra").is_dir() else "discs: no SONOGENOMICS_MIRROR"


def _pictures(folder: Path, n: int) -> list[Picture]:
    real = sorted((MIRROR / "bus-bra" / "Images").glob("*.png"))[:n]
    masks = MIRROR / "bus-bra" / "Masks"
    made = []
    for number in range(len(real) or n):
        frame, outline = folder / f"f{number}.png", folder / f"o{number}.png"
        if real:
            grey = np.asarray(Image.open(real[number]).convert("L"))
            name = real[number].name.replace("bus_", "mask_")
            mask = np.asarray(Image.open(masks / name).convert("L")) > 0
        else:
            rows, columns = np.ogrid[:300, :400]
            mask = (rows - 150) ** 2 + (columns - 200 + number % 50) ** 2 < 60**2
            grey = np.where(mask, 60, 140).astype(np.uint8)
        Image.fromarray(grey).save(frame)
        Image.fromarray(mask.astype(np.uint8)).save(outline)
        made.append(Picture(str(number), frame, outline))
    return made


def _ours(
    settings: Network, pictures: list[Picture], folder: Path, device: str
) -> tuple[float, float]:
    """Seconds of the second epoch, and the share of it that the device waits for images."""
    cache = build(pictures, settings.side_px, folder / "cache")
    everyone, nobody = np.arange(len(cache)), np.arange(0)
    task = Task(settings, cache, everyone, nobody, seed=1, threads=n_workers())
    machine = Machine("gpu" if device == "cuda" else "cpu", 1, progress=False)
    row = training.train(task, machine, folder / "run").rows[-1]
    return settings.batch * STEPS[device] / row["images_per_second"], row["loader_share"]


class _Files(Dataset[Sample]):
    """As references/detection reads images: from their files, each time anew."""

    def __init__(self, pictures: list[Picture], side_px: int) -> None:
        self.pictures, self.side_px = pictures, side_px

    def __len__(self) -> int:
        return len(self.pictures)

    def __getitem__(self, number: int) -> Sample:
        picture = self.pictures[number]
        image = functional.pil_to_tensor(Image.open(picture.frame)).float() / 255
        mask = functional.pil_to_tensor(Image.open(picture.outline or "")).bool()
        if torch.rand(()) < 0.5:  # noqa: PLR2004 (its only augmentation by default)
            image, mask = image.flip(-1), mask.flip(-1)
        boxes = masks_to_boxes(mask)
        boxes[:, 2:] += 1
        classes = torch.ones(1, dtype=torch.int64)
        return image, {"boxes": boxes, "masks": mask.to(torch.uint8), "labels": classes}


def _together(samples: list[Sample]) -> tuple[Any, ...]:
    return tuple(zip(*samples, strict=True))


def _reference(settings: Network, pictures: list[Picture], device: str) -> float:
    """Seconds of the second epoch of references/detection's loop."""
    torch.set_num_threads(n_workers())
    side, n_images = settings.side_px, settings.batch * STEPS[device]
    model = network.build(settings).to(device, memory_format=torch.contiguous_format).train()
    square = {"size_divisible": 32, "fixed_size": (side, side)}
    mean, sd = list(network.MEAN), list(network.SD)
    model.transform = GeneralizedRCNNTransform(side, side, mean, sd, **square)
    loader = DataLoader(
        _Files((pictures * (n_images // len(pictures) + 1))[:n_images], side),
        settings.batch,
        shuffle=True,
        num_workers=n_workers() if device == "cuda" else 0,
        collate_fn=_together,
    )
    optimiser = torch.optim.AdamW(model.parameters(), settings.learning_rate)

    def epoch() -> float:
        began = time.perf_counter()
        for images, targets in loader:
            here = [image.to(device) for image in images]
            known = [{name: value.to(device) for name, value in one.items()} for one in targets]
            with torch.autocast(device, torch.bfloat16, enabled=settings.precision != "32-true"):
                loss = sum(model(here, known).values())
            float(loss.detach())  # it looks at the loss at every step
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        return time.perf_counter() - began

    return _second(epoch)


def _second(epoch: Callable[[], float]) -> float:
    epoch()
    return epoch()

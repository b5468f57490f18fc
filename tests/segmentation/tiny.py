"""A handful of images with a bright disc each, and a network small enough to learn them here."""

from pathlib import Path

import numpy as np
from PIL import Image

from sonogenomics.params.pixels import Augmentation, Network
from sonogenomics.segmentation.cache import Cache, Picture, build
from sonogenomics.segmentation.learning import Task

SIDE = 64
STILL = Augmentation(flip=0, scale=0, shift=0, gain=0, contrast=0, speckle=0, shadow=0)
LIVELY = Augmentation(
    flip=0.5, scale=0.1, shift=0.05, gain=0.2, contrast=0.2, speckle=0.1, shadow=0.3
)
SETTINGS = Network(
    backbone="resnet18_fpn",
    weights="none",
    side_px=SIDE,
    anchors_px=(8, 16, 24, 32, 48),
    channels=8,
    proposals=8,
    batch=4,
    epochs_heads=0,
    epochs_all=3,
    batches=None,
    optimiser="adamw",
    learning_rate=1e-3,
    all_layers_factor=1.0,
    weight_decay=0.01,
    warmup=2,
    schedule="cosine",
    precision="32-true",
    patience=None,
    validation_fraction=0.2,
    augmentation=LIVELY,
)


def disc(rng: np.random.Generator, shape: tuple[int, int]) -> tuple[np.ndarray, np.ndarray]:
    """A grey image and the mask of its one lesion."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    middle = rng.uniform(0.35, 0.65, 2) * shape
    radius = rng.uniform(0.12, 0.25) * min(shape)
    inside = (rows - middle[0]) ** 2 + (columns - middle[1]) ** 2 < radius**2
    grey = rng.normal(90, 20, shape) + 110 * inside
    return grey.clip(0, 255).astype(np.uint8), inside.astype(np.uint8)


def pictures(folder: Path, n: int) -> list[Picture]:
    """Write n images and their outlines."""
    rng = np.random.default_rng(3)
    made = []
    for number in range(n):
        grey, mask = disc(rng, (60 + number, 80))
        made.append(Picture(f"P{number}", folder / f"f{number}.png", folder / f"o{number}.png"))
        folder.mkdir(parents=True, exist_ok=True)
        Image.fromarray(grey).save(made[-1].frame)
        Image.fromarray(mask).save(folder / f"o{number}.png")
    return made


def cache(folder: Path, n: int = 10) -> Cache:
    """Fitted images."""
    return build(pictures(folder / "pictures", n), SIDE, folder / "cache")


def task(folder: Path, n: int = 10, n_validation: int = 2, **changed: object) -> Task:
    """The first images are learnt from, the last are set aside."""
    settings = SETTINGS.model_copy(update=changed)
    numbers = np.arange(n)
    cut = n - n_validation
    return Task(settings, cache(folder, n), numbers[:cut], numbers[cut:], seed=1)

"""Lesions for tests: speckle in an ellipse, and real ones of a mirror."""

from pathlib import Path

import numpy as np
from PIL import Image

from sonogenomics.radiomics.region import Lesion, Pixels, Region

SIDE = 64


def speckle(rng: np.random.Generator, side: int = SIDE) -> Pixels:
    """Grey levels 0 to 255 that hang together over a few pixels, as ultrasound does."""
    noise = rng.rayleigh(40, (side, side))
    smooth = (noise + np.roll(noise, 1, 0) + np.roll(noise, 1, 1)) / 2
    return np.clip(smooth, 0, 255).astype(np.uint8)


def ellipse(side: int = SIDE, across: float = 0.35, down: float = 0.25) -> Pixels:
    """A lesion in the middle of the image, 255 inside."""
    rows, columns = np.mgrid[:side, :side] / side - 0.5
    return np.where((columns / across) ** 2 + (rows / down) ** 2 < 1, 255, 0).astype(np.uint8)


def lesion(patient: str, rng: np.random.Generator, image: str = "left") -> Lesion:
    """One lesion of a patient."""
    across, down = rng.uniform(0.2, 0.4, 2)
    return Lesion(patient, image, speckle(rng), ellipse(across=across, down=down))


def as_region(grey: Pixels, inside: Pixels, spacing_mm: tuple[float, ...] | None = None) -> Region:
    """A region without any check."""
    inside = inside != 0
    return Region(
        "Lesion 1 of image left (patient P1)", grey, inside, int(inside.sum()), spacing_mm
    )


def read(path: Path) -> Pixels:
    """Pixels of a PNG file."""
    with Image.open(path) as image:
        return np.asarray(image)


def real(mirror: Path, step: int) -> list[tuple[str, Pixels, Pixels]]:
    """Every so many-th image of BUS-BRA with its mask."""
    masks = sorted((mirror / "bus-bra" / "Masks").glob("mask_*.png"))[::step]
    images = [mirror / "bus-bra" / "Images" / mask.name.replace("mask_", "bus_") for mask in masks]
    return [(path.stem, read(path), read(mask)) for path, mask in zip(images, masks, strict=True)]

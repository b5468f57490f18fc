"""Folders as people keep them: made up, messy on purpose."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image

N = 40  # patients; two images each
HEIGHT, WIDTH = 48, 64


@contextmanager
def inside(folder: Path) -> Iterator[Path]:
    """A bare project: only a folder of studies, and params.yaml where it is asked for."""
    (folder / "studies").mkdir(parents=True, exist_ok=True)
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield folder
    finally:
        os.chdir(before)


def picture(path: Path, height: int = HEIGHT, width: int = WIDTH, **more: object) -> None:
    """A grey PNG or JPEG."""
    path.parent.mkdir(parents=True, exist_ok=True)
    levels = np.random.default_rng(7).integers(0, 255, (height, width), dtype=np.uint8)
    Image.fromarray(levels).save(path, **more)  # type: ignore[arg-type]


def mask(path: Path, height: int = HEIGHT, width: int = WIDTH) -> None:
    """A lesion in the middle."""
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn = np.zeros((height, width), dtype=np.uint8)
    drawn[height // 4 : height // 2, width // 4 : width // 2] = 255
    Image.fromarray(drawn).save(path)


def scans(folder: Path, n: int = N, masks: bool = True) -> Path:
    """Two images a patient, P001_1.png ..., and their masks in a folder beside."""
    for patient in range(1, n + 1):
        for view in (1, 2):
            picture(folder / "images" / f"P{patient:03d}_{view}.png")
            if masks:
                mask(folder / "masks" / f"P{patient:03d}_{view}_mask.png")
    return folder


def outcomes(path: Path, n: int = N, text: str = "Patient ID,status\n") -> Path:
    """A clean list, every second patient positive."""
    path.parent.mkdir(parents=True, exist_ok=True)
    levels = ("positive", "negative")
    rows = [f"P{patient:03d},{levels[patient % 2]}\n" for patient in range(1, n + 1)]
    path.write_text(text + "".join(rows), encoding="utf-8")
    return path

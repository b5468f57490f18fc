"""Images a second of the light preset, and agreements a second, beside the plain ways."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import TypeVar

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image
from scipy import ndimage
from scipy.spatial.distance import cdist
from torchvision.models.detection import MaskRCNN

from benchmarks import Row
from sonogenomics.params import Params
from sonogenomics.segmentation.agreement import agreement
from sonogenomics.segmentation.fitting import Fit, Grey
from sonogenomics.segmentation.inference import Viewing, see, threads
from sonogenomics.segmentation.network import build
from sonogenomics.segmentation.overlap import Mask

MIRROR = Path(os.environ.get("SONOGENOMICS_MIRROR", "mirror"))
N_IMAGES = 48
N_PAIRS = 200
REPEATS = 3
IMAGES_A_SECOND = 3  # what a workstation without a GPU must reach
Pair = tuple[Mask, Mask]
T = TypeVar("T")


def run() -> list[Row]:
    """One network, untrained (it sees as many lesions as it may: the slowest case)."""
    settings = Params.load().segmenter
    torch.manual_seed(1)
    model, frames = build(settings.network).eval(), _frames()
    side = settings.network.side_px
    with threads(settings.threads):
        list(see(model, frames[:8], Viewing(side, 8, True)))  # the first calls set things up
        plain, _ = _timed(lambda: _one_by_one(model, frames, side))
        once, _ = _timed(lambda: list(see(model, frames, Viewing(side, 8, False))))
        twice, _ = _timed(lambda: list(see(model, frames, Viewing(side, 8, True))))
    return [
        _images("one look", once, plain),
        _images("two looks (flips)", twice, plain),
        _agreements(),
    ]


def _images(what: str, seconds: float, plain: float) -> Row:
    rate = N_IMAGES / seconds
    return Row(
        f"{N_IMAGES} images, {what}, batches of 8",
        seconds,
        "model([image]) one by one, one look",
        plain,
        plain / seconds,
        f">= {IMAGES_A_SECOND} images/s",
        rate >= IMAGES_A_SECOND,
        f"{rate:.1f} against {N_IMAGES / plain:.1f} images/s; {_origin()}",
    )


def _agreements() -> Row:
    pairs = _pairs()
    ours, found = _timed(lambda: [agreement(*pair) for pair in pairs])
    theirs, expected = _timed(lambda: [_by_cdist(*pair) for pair in pairs])
    values = [(one.dice, one.hd95_px, one.asd_px) for one in found]
    equal = bool(np.allclose(values, expected))
    n_px = int(np.median([pair[0].sum() for pair in pairs]))
    return Row(
        f"Dice, IoU, HD95, ASD of {N_PAIRS} pairs, median {n_px:,} px",
        ours,
        "scipy cdist between the outlines",
        theirs,
        theirs / ours,
        ">= 1, equal",
        equal and ours <= theirs,
        f"{N_PAIRS / ours:.0f} against {N_PAIRS / theirs:.0f} pairs/s; "
        f"{'equal' if equal else 'NOT equal'}",
    )


def _timed(work: Callable[[], T]) -> tuple[float, T]:
    """Median seconds of a few goes, and what came out."""
    rounds = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        result = work()
        rounds.append(time.perf_counter() - began)
    return median(rounds), result


def _one_by_one(model: MaskRCNN, frames: list[Grey], side: int) -> list[Mask]:
    """As its documentation says; the best mask brought to the image's size."""
    masks = []
    for grey in frames:
        fit = Fit.of(grey.shape, side)
        square = torch.from_numpy(fit.forward(grey))[None].float() / 255
        with torch.inference_mode():
            (found,) = model([square])
        best = found["masks"][:1, 0].sum(0).numpy()
        masks.append(fit.back(best) >= 0.5)  # noqa: PLR2004
    return masks


def _by_cdist(drawn: Mask, outlined: Mask) -> tuple[float, float, float]:
    one, other = (np.argwhere(mask & ~ndimage.binary_erosion(mask)) for mask in (drawn, outlined))
    every = cdist(one, other)
    there, back = every.min(axis=1), every.min(axis=0)
    hd95 = max(np.percentile(there, 95), np.percentile(back, 95))
    overlap = 2 * (drawn & outlined).sum() / (drawn.sum() + outlined.sum())
    return float(overlap), float(hd95), float(np.concatenate([there, back]).mean())


def _frames() -> list[Grey]:
    paths = sorted((MIRROR / "bus-bra" / "Images").glob("*.png"))
    if paths:
        chosen = paths[:: max(1, len(paths) // N_IMAGES)][:N_IMAGES]
        return [np.asarray(Image.open(path).convert("L")) for path in chosen]
    speckle = np.random.default_rng(1).rayleigh(45, (N_IMAGES, 400, 350))
    return list(np.clip(speckle, 0, 255).astype(np.uint8))


def _pairs() -> list[Pair]:
    """Ellipses as large as lesions, and the same moved and stretched."""
    rng = np.random.default_rng(1)
    rows, columns = np.mgrid[:400, :350]

    def ellipse(middle: npt.NDArray[np.float64], radii: npt.NDArray[np.float64]) -> Mask:
        inside = ((rows - middle[0]) / radii[0]) ** 2 + ((columns - middle[1]) / radii[1]) ** 2 < 1
        return np.asarray(inside)

    pairs = []
    for _ in range(N_PAIRS):
        middle, radii = rng.uniform(150, 200, 2), rng.uniform([30, 40], [60, 90])
        moved = ellipse(middle + rng.normal(0, 5, 2), radii * rng.normal(1, 0.1, 2))
        pairs.append((moved, ellipse(middle, radii)))
    return pairs


def _origin() -> str:
    return "BUS-BRA" if (MIRROR / "bus-bra").is_dir() else "simulated speckle"

"""Lesions a second, beside PyRadiomics' own execute, on the same cores and the same lesions."""

import os
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import numpy as np
import SimpleITK as sitk  # noqa: N813 (the name everyone knows)
from PIL import Image
from radiomics import setVerbosity
from radiomics.featureextractor import RadiomicsFeatureExtractor

from benchmarks import Row
from sonogenomics.radiomics.engine import fast_features
from sonogenomics.radiomics.names import PUBLISHED, PUBLISHED_BY_CLASS
from sonogenomics.radiomics.region import Lesion, Region, region_of
from sonogenomics.radiomics.settings import Extraction

MIRROR = Path(os.environ.get("SONOGENOMICS_MIRROR", "mirror"))
N_LESIONS = 60
REPEATS = 3
SETTINGS = Extraction()
SILENT = 60
Values = dict[str, float]


def run() -> list[Row]:
    """The 86 features of each lesion on one thread; ours checks and casts the pixels as well."""
    sitk.ProcessObject.SetGlobalDefaultNumberOfThreads(1)  # type: ignore[no-untyped-call]
    setVerbosity(SILENT)
    lesions = _real() or _synthetic()
    ready = [(lesion, region_of(lesion, "mask", SETTINGS.min_pixels)) for lesion in lesions]
    extractor = _extractor()
    ours, fast = _timed(lambda: [_fast(lesion) for lesion, _ in ready])
    theirs, executed = _timed(lambda: [_execute(extractor, region) for _, region in ready])
    n_equal = sum(one == other for one, other in zip(fast, executed, strict=True))
    n_px = int(np.median([region.n_px for _, region in ready]))
    return [
        Row(
            f"86 features of {len(lesions)} lesions, median {n_px:,} px",
            ours,
            "RadiomicsFeatureExtractor.execute",
            theirs,
            theirs / ours,
            ">= 3, bit-identical",
            theirs >= 3 * ours and n_equal == len(lesions),
            f"{len(lesions) / ours:.0f} against {len(lesions) / theirs:.0f} lesions/s, "
            f"{n_equal} of {len(lesions)} bit-identical; {_origin(lesions)}",
        )
    ]


def _timed(extract: Callable[[], list[Values]]) -> tuple[float, list[Values]]:
    """Median seconds of a few goes, and what came out."""
    rounds = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        values = extract()
        rounds.append(time.perf_counter() - began)
    return median(rounds), values


def _fast(lesion: Lesion) -> Values:
    return fast_features(region_of(lesion, "mask", SETTINGS.min_pixels), SETTINGS)


def _execute(extractor: RadiomicsFeatureExtractor, region: Region) -> Values:
    """As its documentation says."""
    grey = sitk.GetImageFromArray(region.grey)
    values = extractor.execute(grey, sitk.GetImageFromArray(region.inside.astype(np.uint8)))
    return {name: float(values[name]) for name in PUBLISHED}


def _extractor() -> RadiomicsFeatureExtractor:
    extractor = RadiomicsFeatureExtractor(binWidth=25)
    extractor.disableAllFeatures()
    chosen = {name: features.split() for name, features in PUBLISHED_BY_CLASS.items()}
    extractor.enableFeaturesByName(**chosen)
    return extractor


def _real() -> list[Lesion]:
    paths = sorted((MIRROR / "bus-bra" / "Images").glob("*.png"))
    return [
        Lesion(
            "P",
            path.stem,
            np.asarray(Image.open(path)),
            np.asarray(Image.open(MIRROR / "bus-bra" / "Masks" / path.name.replace("bus", "mask"))),
        )
        for path in paths[:: max(1, len(paths) // N_LESIONS)][:N_LESIONS]
    ]


def _synthetic() -> list[Lesion]:
    """As large as the median lesion of BUS-BRA."""
    rng = np.random.default_rng(1)
    rows, columns = np.mgrid[:400, :350] - np.array([200, 175])[:, None, None]
    mask = (rows / 43) ** 2 + (columns / 60) ** 2 < 1
    speckle = np.clip(rng.rayleigh(45, (N_LESIONS, 400, 350)), 0, 255).astype(np.uint8)
    return [Lesion("P", str(number), grey, mask) for number, grey in enumerate(speckle)]


def _origin(lesions: list[Lesion]) -> str:
    return "simulated speckle" if lesions[0].image == "0" else "BUS-BRA"

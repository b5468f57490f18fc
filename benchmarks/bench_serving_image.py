"""Seconds an image takes from bytes to answer, warm, and where they go."""

import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pandas as pd

from benchmarks import Row
from sonogenomics.catalog import FRAMES, IMAGES, SERVABLE_IMAGE
from sonogenomics.imaging.reading import read_ultrasound
from sonogenomics.segmentation.inference import see, threads
from sonogenomics.serving.image_servable import ImageServable

N_IMAGES = 24
MOST_S = 0.5  # an image, on two cores with the light preset


def run() -> list[Row]:
    """The packaged model of this project, on held-out images it was not trained on."""
    model = ImageServable.load(SERVABLE_IMAGE.path)
    images = IMAGES.read()
    names = images.index[images["split"] == "test"][:N_IMAGES]
    paths = [Path(FRAMES.path) / f"{name}.png" for name in names]
    contents = [path.read_bytes() for path in paths]
    model.predict(_request(contents[0]))  # the first call sets things up
    whole = [_timed(lambda one=one: model.predict(_request(one))) for one in contents]
    greys = [read_ultrasound(path).grey for path in paths]
    with threads(model.recipe.threads):
        looks = [
            _timed(lambda one=one: list(see(model.network, [one], model.recipe.viewing)))
            for one in greys
        ]
    typical, looking = median(whole), median(looks)
    start = time.process_time()
    for one in contents:
        model.predict(_request(one))
    worked = (time.process_time() - start) / len(contents)
    return [
        Row(
            f"one image, bytes to answer ({N_IMAGES} images, median)",
            typical,
            "the network's two looks alone",
            looking,
            typical / looking,
            f"< {MOST_S} s",
            typical < MOST_S,
            f"slowest {max(whole):.2f} s; {worked:.2f} core-seconds; {typical - looking:.2f} s for "
            "URFs under nine outlines, reading, appearance and contour",
        )
    ]


def _request(content: bytes) -> pd.DataFrame:
    return pd.DataFrame({"image": [content]})


def _timed(call: Callable[[], object]) -> float:
    start = time.perf_counter()
    call()
    return time.perf_counter() - start

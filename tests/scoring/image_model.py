"""A packaged image model small enough for a test: an untrained network, for masks are given."""

import base64
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from PIL import Image

from sonogenomics.diagnosis.classifiers import build, fit
from sonogenomics.params.features import Extraction
from sonogenomics.radiomics.settings import feature_names
from sonogenomics.segmentation import network
from sonogenomics.serving.bundle import feature_table, learned, write_bundle
from sonogenomics.serving.image_bundle import Parts, write_image_bundle
from sonogenomics.serving.image_packaging import training_appearance
from sonogenomics.serving.image_recipe import Recipe
from tests.outcomes import HER2
from tests.segmentation.tiny import SETTINGS, SIDE, disc, pictures

N, N_FEATURES = 60, 6


def write_image_model(folder: Path) -> Path:
    """As stage package writes it."""
    rng = np.random.default_rng(20230121)
    names = [str(name) for name in feature_names(Extraction())][:: 90 // N_FEATURES][:N_FEATURES]
    outcome = pd.Series(np.arange(N) % 2)
    x = pd.DataFrame(rng.normal(size=(N, len(names))) + outcome.to_numpy()[:, None], columns=names)
    model = build("logistic", {"c": 1.0}, seed=1)
    fit(model, x, outcome)
    card = {
        "study": "made-up",
        "cut_off": 0.5,
        "training": {"n": N, "n_positive": N // 2, "prevalence": 0.5},
        "held_out": {"n": 40, "auc": 0.7, "auc_low": 0.5, "auc_high": 0.9},
        "features": feature_table(model, x),
    }
    parts = {name: folder / "parts" / name for name in ("urfs", "network", "pictures")}
    for part in parts.values():
        part.mkdir(parents=True)
    write_bundle(parts["urfs"], model, card, HER2, learned(model, x, outcome, rng))
    torch.manual_seed(1)
    network.save(network.build(SETTINGS), SETTINGS, parts["network"])
    pictures(parts["pictures"], 12)
    seen = training_appearance([f"f{n}" for n in range(12)], parts["pictures"], rng)
    recipe = Recipe(side_px=SIDE, rule="best", extraction=Extraction(), threads=1)
    whole = json.loads((parts["urfs"] / "servable.json").read_text())
    made = folder / "servable-image"
    made.mkdir()
    packed = Parts(parts["network"], parts["urfs"], 1, recipe, seen, None, {})
    write_image_bundle(made, whole, packed, HER2)
    return made


def png(pixels: np.ndarray, kind: str = "PNG", mode: str | None = None) -> bytes:
    """A picture's file."""
    buffer = io.BytesIO()
    image = Image.fromarray(pixels)
    (image.convert(mode) if mode else image).save(buffer, kind)
    return buffer.getvalue()


def shown(seed: int) -> dict[str, bytes]:
    """An image and its mask."""
    grey, mask = disc(np.random.default_rng(seed), (72, 80))
    return {"image": png(grey), "mask": png(255 * mask)}


def b64(content: bytes) -> str:
    """As JSON takes it."""
    return base64.b64encode(content).decode()


def record(seed: int, **more: Any) -> dict[str, Any]:
    """An image and its mask in a request."""
    return {**{name: b64(content) for name, content in shown(seed).items()}, **more}

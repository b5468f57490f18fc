"""A packaged image model of drawn lesions: bright on dark speckle, coarser in positive patients."""

import io
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from PIL import Image
from scipy import ndimage
from torchvision.models.detection import MaskRCNN

from sonogenomics.diagnosis.classifiers import build, fit
from sonogenomics.params.features import Extraction
from sonogenomics.segmentation.network import architecture, save
from sonogenomics.serving.bundle import feature_table, learned, write_bundle
from sonogenomics.serving.image_packaging import Given, package_images
from sonogenomics.serving.image_recipe import Recipe
from sonogenomics.serving.image_request import Asked
from sonogenomics.serving.one_image import look_at
from tests.outcomes import HER2
from tests.segmentation.bright import BrightParts
from tests.segmentation.tiny import SETTINGS

FEATURES = [
    "original_firstorder_Entropy",
    "original_glcm_Contrast",
    "original_glrlm_ShortRunEmphasis",
]
SHAPE = (96, 112)
N_PATIENTS, N_HELD_OUT = 40, 4
RECIPE = Recipe(side_px=SETTINGS.side_px, rule="best", extraction=Extraction(), radius_px=1)
Drawn = tuple[np.ndarray, np.ndarray]


def drawn(rng: np.random.Generator, coarse: float) -> Drawn:
    """A grey image, and the labels of its one lesion."""
    rows, columns = np.ogrid[: SHAPE[0], : SHAPE[1]]
    middle = np.array(SHAPE) * rng.uniform(0.42, 0.58, 2)
    radius = rng.uniform(16, 22)
    inside = (rows - middle[0]) ** 2 + (columns - middle[1]) ** 2 < radius**2
    texture = ndimage.gaussian_filter(rng.normal(size=SHAPE), coarse)
    texture = texture / texture.std() * 8
    around = ndimage.gaussian_filter(rng.rayleigh(1, SHAPE), 1) * 70
    grey = np.where(inside, 232 + texture, around).clip(0, 255)
    return grey.astype(np.uint8), inside.astype(np.uint8)


def png(pixels: np.ndarray, **how: object) -> bytes:
    """An image as the bytes of a PNG file."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", **how)
    return buffer.getvalue()


def write_image_model(folder: Path) -> Path:
    """A project folder with frames and outlines, and in `model` what stage package would write."""
    rng = np.random.default_rng(20230121)
    images = _images(folder, rng)
    training = images[images["split"] == "train"]
    x = pd.DataFrame(_urfs(folder, training), index=training["patient_id"])[FEATURES]
    outcome = pd.Series(np.arange(len(x)) % 2, index=x.index)
    model = build("logistic", {"c": 1.0}, seed=1)
    fit(model, x, outcome)
    card = {
        "study": "drawn",
        "citation": "Nobody.",
        "profile": "honest",
        "cut_off": 0.5,
        "training": {"n": len(x), "n_positive": len(x) // 2, "prevalence": 0.5},
        "held_out": {"n": N_HELD_OUT, "auc": 0.7, "auc_low": 0.5, "auc_high": 0.9},
        "features": feature_table(model, x),
    }
    for name in ("urfs", "network", "model"):
        (folder / name).mkdir()
    write_bundle(folder / "urfs", model, card, HER2, learned(model, x, outcome, rng))
    save(_blind(), SETTINGS, folder / "network")
    detections = pd.DataFrame({"image": images.index, "lesion": 1, "quality": 0.8})
    places = folder / "frames", folder / "outlines"
    given = Given(folder / "urfs", folder / "network", 1, images, detections, *places)
    package_images(folder / "model", given, RECIPE, HER2, rng)
    return folder


def _blind() -> MaskRCNN:
    """A network of the real kind, never trained, that is sure of nothing."""
    torch.manual_seed(1)
    network = architecture(SETTINGS).eval()
    with torch.no_grad():
        network.roi_heads.box_predictor.cls_score.bias[1] = -30.0
    return network


def _images(folder: Path, rng: np.random.Generator) -> pd.DataFrame:
    for name in ("frames", "outlines"):
        (folder / name).mkdir(parents=True)
    rows = []
    for number in range(N_PATIENTS):
        name = f"P{number:02}-1"
        grey, labels = drawn(rng, 1.0 + 0.15 * (number % 2))
        (folder / "frames" / f"{name}.png").write_bytes(png(grey))
        (folder / "outlines" / f"{name}.png").write_bytes(png(labels))
        held_out = number >= N_PATIENTS - N_HELD_OUT
        split = "test" if held_out else "train"
        rows.append((name, f"P{number:02}", split, 1, np.nan, np.nan))
    columns = ["image", "patient_id", "split", "n_outlined", "row_mm", "column_mm"]
    return pd.DataFrame(rows, columns=columns).set_index("image")


def _urfs(folder: Path, images: pd.DataFrame) -> list[dict[str, float]]:
    asked = [
        Asked(
            str(patient),
            f"Image {name}",
            (folder / "frames" / f"{name}.png").read_bytes(),
            (folder / "outlines" / f"{name}.png").read_bytes(),
        )
        for name, patient in images["patient_id"].items()
    ]
    seen = look_at(asked, BrightParts(), RECIPE)
    return [one.measured[0].urfs for one in seen]

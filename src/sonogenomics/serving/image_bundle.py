"""Write the folder of the image model: the same study gives the same bytes."""

import base64
import io
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image
from safetensors.numpy import save as save_arrays

from sonogenomics import __version__
from sonogenomics.segmentation.network import DESCRIPTION, WEIGHTS
from sonogenomics.serving.bundle import EXAMPLE, explain, write_plain
from sonogenomics.serving.familiarity import Familiar
from sonogenomics.serving.image_recipe import Recipe
from sonogenomics.serving.image_servable import KIND, NETWORK, SEEN, URFS
from sonogenomics.serving.scanner_scale import Scales
from sonogenomics.serving.seal import CARD, sealed
from sonogenomics.study import Outcome

FROM_URFS = (
    "statement",
    "outcome",
    "study",
    "citation",
    "profile",
    "selected_on_everyone",
    "classifier",
    "feature_set",
    "cut_off",
    "training",
    "held_out",
    "features",
    "nested",
    "guard",
)
INTERVAL = (
    "95 %: what the choice of training patients does to the weights, and what another plausible "
    "outline of each lesion does to the URFs. It does not cover a lesion that was missed, takes "
    "features and penalty as given, knows no other hospital or scanner, and does not say what the "
    "single patient has."
)
LIBRARIES = ("torch", "torchvision", "pyradiomics", "SimpleITK", "scikit-learn", "numpy", "pydicom")
EXAMPLE_PX = 96


@dataclass(frozen=True, eq=False)
class Parts:
    """What the image model is made of.

    Attributes
    ----------
    network, urfs : Path
        Folders of the trained network and of the packaged URF model.
    fold : int
        Whose network it is.
    recipe : Recipe
    seen : Familiar
        What training images look like.
    scales : dict, optional
        Of scanners, where the study brought them to one scale.
    familiarity : dict
        How often held-out patients are flagged, and how the interval fares.
    """

    network: Path
    urfs: Path
    fold: int
    recipe: Recipe
    seen: Familiar
    scales: Scales | None
    familiarity: dict[str, Any]


def image_card(urf_card: dict[str, Any], parts: Parts) -> dict[str, Any]:
    """The card, but for versions and files."""
    return {
        "kind": KIND,
        **{key: urf_card[key] for key in FROM_URFS if key in urf_card},
        "interval": INTERVAL,
        "network": {
            "fold": parts.fold,
            "why": "The first network that the study trains is the one that outlined its held-out "
            "patients: what is served is what was validated.",
        },
        "recipe": parts.recipe.model_dump(mode="json"),
        "appearance": list(parts.seen.names),
        "harmonised": parts.scales,
        "familiarity": parts.familiarity,
    }


def write_image_bundle(
    folder: Path, urf_card: dict[str, Any], parts: Parts, outcome: Outcome
) -> None:
    """Fill a folder with network, URF model, appearance, card, an input example and a README.

    Parameters
    ----------
    folder : Path
        Empty.
    urf_card : dict
        Of the packaged URF model.
    parts : Parts
    outcome : Outcome
        For the README.
    """
    (folder / NETWORK).mkdir()
    for name in (DESCRIPTION, WEIGHTS):
        shutil.copyfile(parts.network / name, folder / NETWORK / name)
    shutil.copytree(parts.urfs, folder / URFS)
    (folder / SEEN).write_bytes(save_arrays(parts.seen.arrays()))
    row = [base64.b64encode(_drawn_example()).decode("ascii"), "example"]
    example = {"dataframe_split": {"columns": ["image", "patient"], "data": [row]}}
    write_plain(folder / EXAMPLE, example)
    explain(
        folder,
        outcome,
        f"Ultrasound images in, probability of {outcome.positive} out: Mask R-CNN ({NETWORK}/, "
        f"safetensors) outlines the lesion, PyRadiomics measures it, and the logistic model in "
        f"{URFS}/ (skops) scores it. {CARD} describes it; {EXAMPLE} is a request it answers.",
    )
    versions = {"sonogenomics": __version__, **{name: version(name) for name in LIBRARIES}}
    card = {**image_card(urf_card, parts), "versions": versions, "files": sealed(folder)}
    write_plain(folder / CARD, card)


def explain_absence(folder: Path, outcome: Outcome, why: str) -> None:
    """Say in the folder's README why it holds no model."""
    explain(folder, outcome, f"No image model: {why}.")


def _drawn_example() -> bytes:
    """A drawn disc on drawn speckle: an example must be nobody's image."""
    rng = np.random.default_rng(0)
    rows, columns = np.ogrid[:EXAMPLE_PX, :EXAMPLE_PX]
    middle = EXAMPLE_PX / 2
    inside = (rows - middle) ** 2 + (columns - middle) ** 2 < (EXAMPLE_PX / 4) ** 2
    level = np.where(inside, 45.0, 110.0) * rng.rayleigh(0.8, (EXAMPLE_PX, EXAMPLE_PX))
    buffer = io.BytesIO()
    Image.fromarray(level.clip(0, 255).astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()

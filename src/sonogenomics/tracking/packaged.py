"""The models that stage package left, as they are registered."""

import hashlib
import json
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

import sonogenomics
from sonogenomics.catalog import SERVABLE, SERVABLE_IMAGE
from sonogenomics.errors import StudyError
from sonogenomics.serving import image_signature
from sonogenomics.serving.bundle import EXAMPLE
from sonogenomics.serving.seal import CARD, read_card, unsealed
from sonogenomics.serving.servable import Servable
from sonogenomics.tracking.registry import fingerprint, model_name

PACKAGE = Path(sonogenomics.__file__).parent
ARTIFACT = "servable"  # name under which the served code finds the folder
# All that the served code imports; given, MLflow need not start a process to find out.
REQUIREMENTS = (
    *("mlflow", "numpy", "pandas", "safetensors", "scikit-learn", "scipy", "skops"),
    "threadpoolctl",
)
IMAGE_KIND, WITHIN = "image", "urfs"  # as the card and the folder of the model on images say


@dataclass(frozen=True)
class Packaged:
    """One model in a folder of its own.

    Attributes
    ----------
    folder : Path
        As stage package wrote it.
    card : dict
        Content of servable.json.
    of_images : bool
        Whether it takes images, not URFs.
    """

    folder: Path
    card: dict[str, Any]
    of_images: bool = False

    @property
    def name(self) -> str:
        """Under which it is registered."""
        return model_name(self.card, of_images=self.of_images)

    @property
    def content(self) -> str:
        """Fingerprint of its files."""
        return fingerprint(self.folder)


def packaged_models() -> list[Packaged]:
    """The models of this project that can be registered, the one on URFs first.

    Raises
    ------
    StudyError
        There is none, or one is damaged, or the model on images holds another model on URFs than
        the one beside it: everything is read before anything is registered.
    """
    folder, pictures = Path(SERVABLE.path), Path(SERVABLE_IMAGE.path)
    found = [Packaged(folder, Servable.load(folder).card)]
    if (pictures / CARD).is_file():
        card = read_card(pictures)
        unsealed(pictures, card)  # every file is the one that its card names
        _same_urf_model(folder, card)
        found.append(Packaged(pictures, card, of_images=True))
    return found


def _same_urf_model(folder: Path, card: dict[str, Any]) -> None:
    """What the guard finds of the model on URFs must be true of the one that images go through."""
    within = card["files"].get(f"{WITHIN}/{CARD}")
    if within != hashlib.sha256((folder / CARD).read_bytes()).hexdigest():
        raise StudyError(
            f"The model on images in {SERVABLE_IMAGE.path} holds another model on URFs than "
            f"{folder}: run `dvc repro package`."
        )


def this_model() -> str:
    """Name of this project's model on URFs; its files are not read, only its card."""
    return model_name(read_card(Path(SERVABLE.path)))


def parts(packaged: Packaged) -> dict[str, Any]:
    """What MLflow keeps of the model.

    The code goes along: the package is on no index, so that a server elsewhere could not install
    it, and a version must keep answering as it did when the code has moved on.

    Parameters
    ----------
    packaged : Packaged
        A model.

    Returns
    -------
    dict
        Arguments of `mlflow.pyfunc.log_model`.
    """
    of_images = packaged.card.get("kind") == IMAGE_KIND
    made = _image_parts(packaged) if of_images else _urf_parts(packaged)
    libraries = image_signature.REQUIREMENTS if of_images else REQUIREMENTS
    return {
        **made,
        "artifacts": {ARTIFACT: str(packaged.folder)},
        "code_paths": [str(PACKAGE)],
        "pip_requirements": [f"{name}=={version(name)}" for name in libraries],
        "metadata": {"card": CARD, "research_use_only": True},
    }


def _image_parts(packaged: Packaged) -> dict[str, Any]:
    return {
        "python_model": str(PACKAGE / "serving" / "image_pyfunc.py"),
        "signature": image_signature.signature(packaged.card["outcome"]["probability"]),
    }


def _urf_parts(packaged: Packaged) -> dict[str, Any]:
    from mlflow.models import infer_signature  # noqa: PLC0415 - seconds

    request = json.loads((packaged.folder / EXAMPLE).read_text(encoding="utf-8"))["dataframe_split"]
    example = pd.DataFrame(request["data"], columns=request["columns"])
    answer = Servable.load(packaged.folder).predict(example)
    return {
        "python_model": str(PACKAGE / "serving" / "pyfunc.py"),
        "signature": infer_signature(example, answer),
        "input_example": example,
    }

"""What MLflow must know of the image model before it serves it: columns, libraries, an example."""

import base64
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from sonogenomics.serving.bundle import EXAMPLE

if TYPE_CHECKING:
    from mlflow.models import ModelSignature

# All that the served code imports; given, MLflow need not start a process to find out.
REQUIREMENTS = (
    "mlflow",
    "numpy",
    "pandas",
    "scipy",
    "scikit-learn",
    "skops",
    "safetensors",
    "torch",
    "torchvision",
    "pyradiomics",
    "SimpleITK",
    "PyWavelets",
    "pydicom",
    "pillow",
    "ImageHash",
    "joblib",
    "pydantic",
    "threadpoolctl",
    "rich",
    "pycocotools",
    "requests",
    "ruamel.yaml",
)


def signature(probability: str) -> "ModelSignature":
    """Columns of a request and of its answer.

    Parameters
    ----------
    probability : str
        Name of the column, as the card's outcome has it.
    """
    from mlflow.models import ModelSignature  # noqa: PLC0415 - seconds
    from mlflow.types.schema import AnyType, Array, ColSpec, DataType, Schema  # noqa: PLC0415

    given = [
        ColSpec(DataType.binary, "image"),
        ColSpec(DataType.string, "patient", required=False),
        ColSpec(DataType.binary, "mask", required=False),
        ColSpec(DataType.string, "scanner", required=False),
    ]
    numbers = [probability, "probability_low", "probability_high", "quality"]
    anything = AnyType()  # type: ignore[no-untyped-call]
    told = [
        ColSpec(DataType.string, "patient"),
        *(ColSpec(DataType.double, name, required=False) for name in numbers),
        ColSpec(DataType.string, "call", required=False),
        ColSpec(DataType.boolean, "outside_training_range"),
        ColSpec(Array(DataType.string), "reasons"),
        *(ColSpec(anything, name) for name in ("urfs", "images")),
        ColSpec(DataType.string, "statement"),
        ColSpec(anything, "model"),
    ]
    return ModelSignature(Schema([*given]), Schema([*told]))


def example(folder: Path) -> pd.DataFrame:
    """The packaged request: one drawn image, as bytes."""
    request = json.loads((folder / EXAMPLE).read_text(encoding="utf-8"))["dataframe_split"]
    table = pd.DataFrame(request["data"], columns=request["columns"])
    return table.assign(image=[base64.b64decode(text) for text in table["image"]])

"""Write the servable folder: the same model gives the same bytes."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import skops.io
from sklearn.pipeline import Pipeline

from sonogenomics import __version__
from sonogenomics.serving.servable import CARD, MODEL
from sonogenomics.study import Outcome

EXAMPLE, README = "input_example.json", "README.md"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can hold
LIMITS = "The model knows one cohort and its scanners, and says nothing of patients unlike them."
QUANTILES = {"low": 0.0, "lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75, "high": 1.0}


def feature_table(model: Pipeline, x: pd.DataFrame) -> list[dict[str, object]]:
    """What the model expects of each feature, from the patients it was trained on.

    Parameters
    ----------
    model : Pipeline
        Standardisation and logistic regression, trained on `x`.
    x : DataFrame, shape (n_patients, n_features)
        URFs of the training patients.

    Returns
    -------
    list of dict
        Per feature, in order: name, low and high (a value beyond them is outside the training
        range), quartiles, and weight (change of the log-odds per standard deviation).
    """
    quantiles = np.quantile(x.to_numpy(dtype=float), list(QUANTILES.values()), axis=0)
    weights = np.ravel(model[-1].coef_)
    return [
        {
            "name": str(name),
            **{end: float(value) for end, value in zip(QUANTILES, column, strict=True)},
            "weight": float(f"{weight:.6g}"),
        }
        for name, column, weight in zip(x.columns, quantiles.T, weights, strict=True)
    ]


def write_bundle(folder: Path, model: Pipeline, card: dict[str, Any], outcome: Outcome) -> None:
    """Fill a folder with the model, its card, an input example and a README.

    The example's three rows are the lower quartile, median and upper quartile of each feature: no
    patient's values.

    Parameters
    ----------
    folder : Path
        Empty.
    model : Pipeline
        Trained.
    card : dict
        With `features` as `feature_table` gives them; versions and the model's sha256 are added.
    outcome : Outcome
        What the model tells, for the card and its README.
    """
    content = canonical(skops.io.dumps(model))
    (folder / MODEL).write_bytes(content)
    libraries = {name: version(name) for name in ("scikit-learn", "numpy", "skops")}
    whole = {
        "statement": statement(outcome),
        "outcome": described(outcome),
        **card,
        "versions": {"sonogenomics": __version__, **libraries},
        "model_sha256": hashlib.sha256(content).hexdigest(),
    }
    features = card["features"]
    rows = [[f[end] for f in features] for end in ("lower_quartile", "median", "upper_quartile")]
    example = {"dataframe_split": {"columns": [f["name"] for f in features], "data": rows}}
    for name, what in ((CARD, whole), (EXAMPLE, example)):
        (folder / name).write_text(json.dumps(what, indent=2, allow_nan=False) + "\n", "utf-8")
    explain(
        folder,
        outcome,
        f"A logistic regression on {len(features)} ultrasound radiomic features, kept as "
        f"{MODEL} (skops, no pickle). {CARD} describes it; {EXAMPLE} is a request it answers.",
    )


def statement(outcome: Outcome) -> str:
    """What the model must not be used for, and what it does not know."""
    return f"{outcome.caution} {LIMITS}"


def described(outcome: Outcome) -> dict[str, str]:
    """What a model's card says of the outcome; whoever serves it has no study.yaml."""
    return {
        "name": outcome.name,
        "key": outcome.key,
        "positive": outcome.positive,
        "negative": outcome.negative,
        "probability": outcome.probability,
        "caution": outcome.caution,
    }


def explain(folder: Path, outcome: Outcome, what: str) -> None:
    """Say in the folder's README what it holds, or why it holds no model."""
    head = f"# {outcome.title} from ultrasound radiomic features"
    text = f"{head}\n\n{what}\n\n{statement(outcome)}\n"
    (folder / README).write_text(text, encoding="utf-8")


def canonical(dumped: bytes) -> bytes:
    """Rewrite a skops file so that equal models are equal bytes.

    skops names objects and files after addresses in memory and stamps the time; here they are
    numbered in the order of the schema, and the date is fixed.

    Parameters
    ----------
    dumped : bytes
        As `skops.io.dumps` gives it.

    Returns
    -------
    bytes
        What `skops.io.loads` reads as the same model.
    """
    with zipfile.ZipFile(io.BytesIO(dumped)) as source:
        schema = json.loads(source.read("schema.json"))
        files: dict[str, bytes] = {}
        for number, node in enumerate(_nodes(schema)):
            node["__id__"] = number
            if "file" in node:
                name = f"{number}{Path(node['file']).suffix}"
                files[name] = source.read(node["file"])
                node["file"] = name
    files["schema.json"] = json.dumps(schema, indent=2).encode()
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as rewritten:
        for name, content in files.items():
            rewritten.writestr(zipfile.ZipInfo(name, EPOCH), content)
    return target.getvalue()


def _nodes(schema: object) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        if "__id__" in schema:
            yield schema
        for value in list(schema.values()):
            yield from _nodes(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _nodes(value)

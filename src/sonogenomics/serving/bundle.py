"""Write the servable folder: the same model gives the same bytes."""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import skops.io
from safetensors.numpy import save as save_arrays
from sklearn.pipeline import Pipeline

from sonogenomics import __version__
from sonogenomics.serving.familiarity import Familiar, familiar
from sonogenomics.serving.refits import Refits, refits
from sonogenomics.serving.seal import CARD, sealed
from sonogenomics.serving.servable import KIND, MODEL, REFITS, SEEN
from sonogenomics.study import Outcome

EXAMPLE, README = "input_example.json", "README.md"
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest date a zip can hold
LIMITS = "The model knows one cohort and its scanners, and says nothing of patients unlike them."
INTERVAL = (
    "95 %, from refits on training patients drawn again: what their choice does to the weights. It "
    "takes features and penalty as given, knows no other hospital or scanner, and does not say "
    "what the single patient has."
)
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


@dataclass(frozen=True, eq=False)
class Learned:
    """What is known of the training patients beside the model itself."""

    refits: Refits
    familiar: Familiar


def learned(
    model: Pipeline, x: pd.DataFrame, outcome: npt.ArrayLike, rng: np.random.Generator
) -> Learned:
    """What intervals and the flag for strange patients need, from the training patients.

    Parameters
    ----------
    model : Pipeline
        Trained on `x`.
    x : DataFrame, shape (n_patients, n_features)
    outcome : array-like, shape (n_patients,)
        1 = positive, 0 = negative.
    rng : Generator
        Draws patients again, and folds.
    """
    return Learned(refits(model, x, outcome, rng), familiar(x, rng))


def write_bundle(
    folder: Path,
    model: Pipeline,
    card: dict[str, Any],
    outcome: Outcome,
    known: Learned | None = None,
) -> None:
    """Fill a folder with the model, its card, an input example and a README.

    The example's three rows are the lower quartile, median and upper quartile of each feature: no
    patient's values.

    Parameters
    ----------
    folder : Path
        Empty.
    model : Pipeline
        Standardisation and logistic regression.
    card : dict
        Study, profile, cut-off, cohort, performance, and `features` as `feature_table` gives them;
        versions and the SHA-256 of every file are added.
    outcome : Outcome
        What the model tells, for the card and its README.
    known : Learned, optional
        For intervals and distances; without it the model gives none.
    """
    (folder / MODEL).write_bytes(canonical(skops.io.dumps(model)))
    if known is not None:
        again = known.refits
        arrays = {"centre": again.centre, "spread": again.spread, "weights": again.weights}
        (folder / REFITS).write_bytes(save_arrays(arrays))
        (folder / SEEN).write_bytes(save_arrays(known.familiar.arrays()))
    features = card["features"]
    rows = [[f[end] for f in features] for end in ("lower_quartile", "median", "upper_quartile")]
    example = {"dataframe_split": {"columns": [f["name"] for f in features], "data": rows}}
    write_plain(folder / EXAMPLE, example)
    explain(
        folder,
        outcome,
        f"A logistic regression on {len(features)} ultrasound radiomic features, kept as "
        f"{MODEL} (skops, no pickle). {CARD} describes it; {EXAMPLE} is a request it answers.",
    )
    libraries = {name: version(name) for name in ("scikit-learn", "numpy", "skops")}
    whole = {
        "kind": KIND,
        "statement": statement(outcome),
        "outcome": described(outcome),
        **card,
        **({} if known is None else {"interval": INTERVAL}),
        "versions": {"sonogenomics": __version__, **libraries},
        "files": sealed(folder),
    }
    write_plain(folder / CARD, whole)


def write_plain(path: Path, content: object) -> None:
    """Write JSON with every digit: what is computed with again must not be rounded."""
    path.write_text(json.dumps(content, indent=2, allow_nan=False) + "\n", "utf-8")


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

"""Small packaged models, and a client that asks an application without a network."""

import asyncio
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pandas as pd
from starlette.types import ASGIApp

from sonogenomics.diagnosis.classifiers import build, fit
from sonogenomics.errors import StudyError
from sonogenomics.serving.bundle import feature_table, learned, write_bundle
from tests.outcomes import HER2

HOME = "http://127.0.0.1:5001"
N, N_FEATURES = 120, 26
FEATURES = [f"original_glcm_F{number}" for number in range(N_FEATURES)]


def patients(rng: np.random.Generator, n: int = N) -> tuple[pd.DataFrame, pd.Series]:
    """URFs that differ between the arms, and the arms."""
    outcome = pd.Series(np.arange(n) % 2)
    values = rng.normal(size=(n, N_FEATURES)) + 0.5 * outcome.to_numpy()[:, None]
    return pd.DataFrame(values * np.geomspace(1e-2, 1e4, N_FEATURES), columns=FEATURES), outcome


def write_model(folder: Path, seed: int = 20230121) -> Path:
    """A packaged model of URFs, as stage package writes it."""
    rng = np.random.default_rng(seed)
    x, outcome = patients(rng)
    model = build("logistic", {"c": 1.0}, seed=1)
    fit(model, x, outcome)
    card = {
        "study": "made-up",
        "cut_off": 0.5,
        "training": {"n": N, "n_positive": N // 2, "prevalence": 0.5},
        "held_out": {"n": 40, "auc": 0.7, "auc_low": 0.5, "auc_high": 0.9},
        "features": feature_table(model, x),
    }
    folder.mkdir(parents=True, exist_ok=True)
    write_bundle(folder, model, card, HER2, learned(model, x, outcome, rng))
    return folder


class Bright:
    """Stands for the image model: calls bright bytes positive; "bad" cannot be read."""

    card: Mapping[str, Any] = {
        "study": "made-up",
        "statement": "Research use only, not for diagnosis.",
        "outcome": {"positive": "HER2-positive", "probability": "probability_her2_positive"},
    }
    fingerprint = "f" * 64

    def predict(self, table: pd.DataFrame) -> pd.DataFrame:
        """One row a patient."""
        if (table["image"] == b"all bad").all():
            raise StudyError(f"No image of patient {table['patient'].iloc[0]} can be read.")
        rows = table.assign(patient=table["patient"].fillna("image-1"))
        return pd.DataFrame([self._told(*group) for group in rows.groupby("patient", sort=False)])

    def _told(self, patient: Any, rows: pd.DataFrame) -> dict[str, Any]:
        bright = float(np.mean([np.mean(list(image)) / 255 for image in rows["image"]]))
        square = [[[1.0, 1.0], [9.0, 1.0], [9.0, 9.0], [1.0, 9.0]]]
        images = [
            {"sha256": hashlib.sha256(image).hexdigest(), "contour": square, "quality": 0.9}
            for image in rows["image"]
        ]
        return {
            "patient": patient,
            "probability_her2_positive": bright,
            "probability_low": np.float64(bright / 2),
            "probability_high": (1 + bright) / 2,
            "call": "HER2-positive" if bright >= 0.5 else "HER2-negative",
            "quality": 0.9,
            "outside_training_range": np.bool_(False),
            "reasons": [],
            "urfs": {"original_glcm_F0": np.float64(1.5)},
            "images": images,
        }


class Client:
    """Ask an application without a network."""

    def __init__(self, app: ASGIApp) -> None:
        self.transport = httpx.ASGITransport(app, raise_app_exceptions=False)

    def request(self, method: str, address: str, **sent: Any) -> httpx.Response:
        """One request."""

        async def ask() -> httpx.Response:
            async with httpx.AsyncClient(transport=self.transport, base_url=HOME) as client:
                return await client.request(method, address, **sent)

        return asyncio.run(ask())

    def get(self, address: str, **sent: Any) -> httpx.Response:
        """GET."""
        return self.request("GET", address, **sent)

    def ask(self, body: Any, kind: str = "application/json", **sent: Any) -> httpx.Response:
        """POST a body as it is, or an object as JSON, to /invocations."""
        content = body if isinstance(body, bytes | str) else json.dumps(body)
        headers = {"content-type": kind, **sent}
        return self.request("POST", "/invocations", content=content, headers=headers)

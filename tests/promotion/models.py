"""Two models on the same made-up held-out patients."""

import numpy as np
import pandas as pd
from scipy.special import expit

from sonogenomics.params.promotion import Promotion
from sonogenomics.promotion.patients import Met, met

SETTINGS = Promotion(
    fewest_an_arm=20,
    auc_above=0.5,
    auc_margin=0.05,
    slope=(0.8, 1.25),
    slope_worst=(0.5, 2.0),
    intercept=0.2,
    intercept_worst=0.7,
)
GUARD = {"score": True, "features": True}


def patients(n: int = 120, seed: int = 1) -> pd.DataFrame:
    """Held-out patients whose outcome follows the risk that a perfect model would tell."""
    rng = np.random.default_rng(seed)
    risk = rng.normal(size=n)
    outcome = (rng.uniform(size=n) < expit(risk)).astype(int)
    return pd.DataFrame(
        {"patient_id": [f"P{i:03}" for i in range(n)], "outcome": outcome, "risk": risk}
    )


def told(table: pd.DataFrame, factor: float = 1.0, shift: float = 0.0, noise: float = 0.0) -> Met:
    """What a model says that multiplies, shifts and blurs the true log-odds."""
    blur = np.random.default_rng(7).normal(size=len(table)) * noise
    score = expit(factor * table["risk"] + shift + blur)
    return met(table.assign(score=score), ["T1", "T2"], 0.5)

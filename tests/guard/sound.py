"""The tables behind a model that may be published: twelve learnt from, eight held out."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sonogenomics.guard.evidence import Evidence

FEATURES = [f"original_glcm_F{i}" for i in range(5)]
IDS = pd.Index([f"P{i:02}" for i in range(20)], name="patient_id", dtype="str")
OUTCOME = np.arange(20) % 2
SPLIT = np.where(np.arange(20) < 12, "train", "test")
TRAIN, TEST = IDS[:12], IDS[12:]
CARD: dict[str, Any] = {
    "profile": "honest",
    "classifier": "logistic",
    "feature_set": "module",
    "features": [{"name": name} for name in FEATURES[:2]],
    "held_out": {"n": 8, "auc": 0.75},  # twelve of sixteen pairs in order, see below
}


def sound(**changes: Any) -> Evidence:
    """Evidence without a fault, but for what is changed."""
    return replace(_sound(), **changes)


def frame(name: str, **columns: Any) -> pd.DataFrame:
    """One of its tables with columns replaced."""
    table: pd.DataFrame = getattr(_sound(), name)
    return table.assign(**columns)


def _sound() -> Evidence:
    urfs = np.random.default_rng(7).normal(size=(20, 5))
    # held-out outcomes 0 1 0 1 ...: positives 0.5 0.6 0.35 0.9, negatives 0.1 0.4 0.3 0.7
    scores = [0.1, 0.5, 0.4, 0.6, 0.3, 0.35, 0.7, 0.9]
    compared = {"n_positive": 6, "n_negative": 6, "selected": [True] + [False] * 4}
    ranking = {"classifier": "logistic", "feature_set": ["module", "differential"]}
    return Evidence(
        card=CARD,
        patients=pd.DataFrame({"outcome": OUTCOME, "split": SPLIT}, IDS),
        urfs=pd.DataFrame(urfs, IDS, FEATURES),
        images=pd.DataFrame(
            {"patient_id": IDS, "split": SPLIT, "pixel_sha256": [f"{i:064}" for i in range(20)]},
            index=pd.Index([f"{name}_1" for name in IDS], name="image"),
        ),
        lesions=pd.DataFrame({"patient_id": IDS, "image": [f"{name}_1" for name in IDS]}),
        differential=pd.DataFrame(compared, index=FEATURES),
        modules=pd.DataFrame({"feature": FEATURES[:2], "kind": ["differential", "auxiliary"]}),
        counts=pd.DataFrame({"role": "discovery", "feature": FEATURES, "positive_specific": 3}),
        chance=pd.DataFrame(
            {"quantity": ["association.positive_specific.discovery"], "profile": "honest"}
        ).assign(observed=3.0, null_mean=3.1),
        ranking=pd.DataFrame({**ranking, "auc_mean": [0.7, 0.6], "accuracy_mean": [0.7, 0.6]}),
        validation=pd.DataFrame(
            {"classifier": "logistic", "feature_set": "module", "patient_id": TEST}
        ).assign(outcome=OUTCOME[12:], score=scores),
        candidates=pd.DataFrame(
            {"candidate": ["module"], "what": "Logistic on the module", "auc": 0.6, "auc_low": 0.5}
        ).assign(auc_high=0.7, sensitivity=0.6, specificity=0.6, chosen=True),
        nested=pd.DataFrame({"candidate": "module", "repeat": 0, "patient_id": TRAIN}).assign(
            fold=np.arange(12) % 3
        ),
        resampled=pd.DataFrame({"patient_id": TRAIN}),
    )

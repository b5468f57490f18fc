"""The tables of a run small enough to work out on paper."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from sonogenomics import catalog
from sonogenomics.ledger.tables import Tables
from sonogenomics.profiles import PROFILES
from sonogenomics.study import Published

IDS = pd.Index([f"P{i}" for i in range(8)], name="patient_id", dtype="str")
ENTROPY, ZONES, ENERGY = (
    "original_firstorder_Entropy",
    "original_glszm_ZoneEntropy",
    "original_firstorder_Energy",
)
EMPTY = {
    name: getattr(catalog, name.upper()).schema.empty()
    for name in (
        *("flow", "characteristics", "agreement", "association", "enrichment", "modules"),
        *("replication", "replicated_scores", "replicated_features", "replicated_edges"),
        *("chance", "candidates", "nested_folds", "validation", "patients", "urfs"),
    )
} | {
    "series": catalog.EXPRESSION_SERIES.schema.empty(),
    "counts": catalog.ASSOCIATION_COUNTS.schema.empty(),
}


def empty(**changes: Any) -> Tables:
    """Of a study that has nothing."""
    return replace(Tables(PROFILES["published"], Published(), **EMPTY), **changes)


def full(profile: str = "published", **changes: Any) -> Tables:
    """Eight patients, three URFs, two series, two classifiers on two splits."""
    outcome = np.array([1, 0] * 4)
    urfs = pd.DataFrame(
        {ENTROPY: 2.0 + outcome, ZONES: 4.0 - outcome, ENERGY: 1.0}, IDS
    )  # means 3 / 2, 3 / 4, 1 / 1
    made = {
        "patients": pd.DataFrame({"outcome": outcome, "split": "train"}, IDS),
        "flow": pd.DataFrame({"step": ["a", "b"], "n_excluded": [1, 2], "n_left": [10, 8]}),
        "urfs": urfs,
        "series": pd.DataFrame(
            {"series": ["GSE1", "GSE2"], "role": ["discovery", "validation"]}
        ).assign(n_positive=[4, 2], n_negative=[9, 3], perturbations=[25, 10]),
        "association": _association(),
        "counts": pd.DataFrame({"role": "discovery", "positive_specific": [3, 4, 9]}),
        "replicated_features": _features(),
        "replicated_edges": pd.DataFrame(
            {"differential": ENTROPY, "other": [ZONES, ENERGY], "overlap": [0.6, 0.25]}
        ),
        "replication": _replication(),
        "replicated_scores": pd.DataFrame(
            {"classifier": "logistic", "feature_set": "module", "patient_id": ["P0", "P1", "P2"]}
        ),
        "candidates": _candidates(),
        "nested_folds": _folds(),
        "validation": pd.DataFrame(
            {"classifier": "logistic", "outcome": [0, 0, 1, 1], "score": [0.1, 0.4, 0.3, 0.9]}
        ),
    }
    return empty(profile=PROFILES[profile], **made | changes)


def _association() -> pd.DataFrame:
    rows = [("B", ENTROPY), ("B", ZONES), ("A", ENTROPY), ("HLA-A", ENERGY)]
    table = pd.DataFrame(rows, columns=["gene", "feature"])
    return table.assign(role="discovery", positive_specific=[True, True, True, False])


def _features() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "feature": [ENTROPY, ZONES, ENERGY],
            "p": [0.01, 0.2, 0.9],
            "differential": [True, False, False],
            "module": [True, True, False],
            "positive_specific": [120.0, 80.0, 95.0],
            "positive_specific_validation": np.nan,
            "n_terms": [5.0, 4.0, 0.0],
            "used_differential": [True, False, False],
            "used_module": [True, True, False],
        }
    )


def _replication() -> pd.DataFrame:
    """The second split of the logistic model has the best calls, the first the best scores."""
    columns = ["classifier", "feature_set", "split", "auc", "auc_calls", "specificity"]
    rows = [
        ("logistic", "module", 1, 0.9, 0.5, 0.75),
        ("logistic", "module", 2, 0.7149, 0.6, 0.83051),
        ("bayes", "module", 1, 0.8, 0.62, 0.5),
        ("bayes", "module", 2, 0.7, 0.62, 1.0),
    ]
    return pd.DataFrame(rows, columns=columns)


def _candidates() -> pd.DataFrame:
    figures = {"auc": [0.6, 0.55], "auc_low": [0.5, 0.45], "auc_high": [0.7, 0.65]}
    return pd.DataFrame({"candidate": ["module", "module-logistic"], **figures}).assign(
        specificity=[0.5, 0.625]
    )


def _folds() -> pd.DataFrame:
    names = [f"{ENTROPY} {ZONES}", ENTROPY, ENTROPY, ENERGY]
    table = pd.DataFrame({"candidate": "differential", "repeat": 0, "fold": range(4)})
    return table.assign(features=names, n_features=[2, 1, 1, 1], fell_back=[False] * 3 + [True])

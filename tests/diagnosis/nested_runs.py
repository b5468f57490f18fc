"""A small nested cross-validation as the stage leaves it: two repeats of three folds."""

import numpy as np
import pandas as pd

from sonogenomics.diagnosis.metrics import auc

SHIFT = {"module": 1.0, "ridge": 0.6, "differential": 0.0}


def nested_runs(rng: np.random.Generator, n: int = 60) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Scores and folds of three candidates on the same folds."""
    scores, folds = [], []
    outcome = np.arange(n) % 2
    for repeat in range(2):
        fold = rng.permutation(np.arange(n) // 2 % 3)
        for candidate, shift in SHIFT.items():
            logit = rng.normal(size=n) + shift * (outcome - 0.5)
            rows = pd.DataFrame(
                {
                    "candidate": candidate,
                    "repeat": repeat,
                    "fold": fold,
                    "patient_id": [f"P{i:02d}" for i in range(n)],
                    "outcome": outcome,
                    "score": 1 / (1 + np.exp(-logit)),
                    "cut_off": 0.4 + 0.1 * fold,
                }
            )
            scores.append(rows)
            folds += [_fold(candidate, repeat, i, rows[fold == i]) for i in range(3)]
    return pd.concat(scores, ignore_index=True), pd.DataFrame(folds)


def _fold(candidate: str, repeat: int, fold: int, rows: pd.DataFrame) -> dict[str, object]:
    return {
        "candidate": candidate,
        "repeat": repeat,
        "fold": fold,
        "n_train": 60 - len(rows),
        "n_test": len(rows),
        "n_features": 3,
        "features": "a b c",
        "settings": "{}",
        "fell_back": False,
        "auc": float(auc(rows["outcome"], rows["score"])),
    }

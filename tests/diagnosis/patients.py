"""Small cohorts for the tests of this folder."""

import numpy as np
import pandas as pd

SETTINGS: dict[str, dict[str, object]] = {
    "logistic": {},
    "svm": {"cost": 1.0, "scaled": True},
    "forest": {"trees": 25},
    "tree": {"min_split": 20, "min_leaf": 7, "complexity": 0.01, "max_depth": 30},
    "bayes": {},
    "network": {"hidden": 3, "decay": 0.5, "iterations": 50, "scaled": True},
    "neighbours": {"k": 7},
}
PUBLISHED_EIGHT = [
    "original_glszm_SizeZoneNonUniformityNormalized",
    "original_glszm_ZoneEntropy",
    "original_glszm_SizeZoneNonUniformity",
    "original_glszm_SmallAreaEmphasis",
    "original_glszm_SmallAreaHighGrayLevelEmphasis",
    "original_glrlm_ShortRunHighGrayLevelEmphasis",
    "original_glrlm_ShortRunEmphasis",
    "original_glrlm_RunLengthNonUniformityNormalized",
]


def cohort(
    rng: np.random.Generator, n: int = 80, n_features: int = 4, shift: float = 1.0
) -> tuple[pd.DataFrame, pd.Series]:
    """Patients whose first feature is `shift` standard deviations higher in the positive arm."""
    names = [f"P{i:03d}" for i in range(n)]
    outcome = pd.Series(np.arange(n) % 2, index=pd.Index(names, name="patient_id"), name="outcome")
    x = rng.normal(size=(n, n_features))
    x[:, 0] += shift * outcome.to_numpy()
    columns = [f"original_glcm_F{i}" for i in range(n_features)]
    return pd.DataFrame(x * 10.0 ** np.arange(n_features), outcome.index, columns), outcome

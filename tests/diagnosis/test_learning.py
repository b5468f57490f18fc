import numpy as np
import pandas as pd
import pytest

from sonogenomics.catalog import LEARNING_CURVE
from sonogenomics.diagnosis.learning import learning_curve
from sonogenomics.errors import StudyError

RUNS = pd.DataFrame(
    {
        "candidate": "ridge",
        "fraction": np.repeat([1.0, 0.5], 10),
        "n_train": np.repeat([80, 40], 10),
        "n_test": 20,
        "auc": [0.61, 0.72, 0.55, 0.68, 0.70, 0.66, 0.59, 0.74, 0.63, 0.67] * 2,
    }
)


def test_each_size_has_its_corrected_interval() -> None:
    # R: x <- the ten AUCs; mean(x) + c(-1, 1) * qt(.975, 9) * sqrt(var(x) * (1 / 10 + 20 / 80))
    curve = learning_curve(RUNS)
    assert curve["n_train"].tolist() == [40, 80]
    full = curve.iloc[1]
    assert full[["auc", "auc_low", "auc_high"]].tolist() == pytest.approx(
        [0.655, 0.5748874785122782, 0.7351125214877219]
    )
    half = curve.iloc[0]
    assert half["auc_high"] > full["auc_high"]  # 20 tested beside 40 learned from: wider
    LEARNING_CURVE.schema.validate(curve)


def test_an_interval_is_cut_at_one() -> None:
    curve = learning_curve(RUNS.assign(auc=[0.9, 1.0] * 10))
    assert curve["auc_high"].tolist() == [1.0, 1.0]


def test_a_size_with_one_fold_is_refused() -> None:
    with pytest.raises(StudyError, match="needs two of them"):
        learning_curve(RUNS.iloc[:1])

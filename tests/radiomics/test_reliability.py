import numpy as np
import pandas as pd
import pytest

from sonogenomics.params import Params
from sonogenomics.radiomics.reliability import reliability, summary
from sonogenomics.radiomics.robustness import Agreement

RULES = Params.load().urfs
NAMES = [f"original_glcm_{name}" for name in ("Id", "Idm", "Idn", "Imc1")]


def agreement(*icc: float) -> Agreement:
    values = pd.Series(icc, index=pd.Index(NAMES, name="feature"))
    table = pd.DataFrame({"icc": values, "low": values - 0.1, "high": values + 0.1})
    return Agreement(table, n_subjects=20, n_raters=5, n_left_out=2)


MASKS, VIEWS = agreement(0.95, 0.8, 0.3, np.nan), agreement(0.2, 0.8, 0.9, 0.9)


@pytest.mark.parametrize(
    ("masks", "views", "expected"),
    [
        (0, 0, [False, False, False, False]),
        (0.75, 0, [False, False, True, True]),
        (0, 0.75, [True, False, False, False]),
        (0.75, 0.85, [True, True, True, True]),
    ],
)
def test_a_feature_must_pass_every_threshold_that_is_set(
    masks: float, views: float, expected: list[bool]
) -> None:
    rules = RULES.model_copy(update={"min_icc_masks": masks, "min_icc_views": views})
    table = reliability(MASKS, VIEWS, rules)
    assert table["barred"].tolist() == expected
    assert table["icc_masks_low"].iloc[0] == pytest.approx(0.85)
    assert table["icc_views_high"].iloc[1] == pytest.approx(0.9)


def test_the_summary_counts_good_and_excellent_features() -> None:
    assert summary(MASKS) == {
        "n_compared": 20,
        "n_left_out": 2,
        "n_measurements": 5,
        "median_icc": 0.8,
        "n_good": 2,
        "n_excellent": 1,
        "n_undefined": 1,
    }

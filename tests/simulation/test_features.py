from collections import Counter

import numpy as np
import pytest
from scipy import stats

from sonogenomics.radiomics.names import PUBLISHED_BY_CLASS
from sonogenomics.simulation.features import DIFFERENTIAL, FEATURES, in_units

NAMES = [feature.name for feature in FEATURES]


def test_the_features_are_the_86_of_the_study() -> None:
    of_the_study = [
        f"original_{kind}_{name}"
        for kind, names in PUBLISHED_BY_CLASS.items()
        for name in names.split()
    ]
    assert sorted(NAMES) == sorted(of_the_study)
    assert Counter(name.split("_")[1] for name in NAMES) == {
        "firstorder": 18,
        "glcm": 22,
        "gldm": 14,
        "glrlm": 16,
        "glszm": 16,
    }


def test_the_differential_features_are_the_papers_eight() -> None:
    assert len(DIFFERENTIAL) == 8
    assert set(DIFFERENTIAL) <= set(NAMES)
    assert sorted(DIFFERENTIAL.values()) == [-1] * 7 + [1]


@pytest.mark.parametrize("shape", sorted({feature.shape for feature in FEATURES}))
def test_units_keep_the_order_of_patients(shape: str, rng: np.random.Generator) -> None:
    standard = rng.standard_normal(200)
    values = in_units(standard, shape, rng)
    assert stats.spearmanr(standard, values).statistic == pytest.approx(1)


def test_energy_has_a_heavy_right_tail_and_shares_lie_between_0_and_1(
    rng: np.random.Generator,
) -> None:
    standard = rng.standard_normal(2000)
    assert stats.skew(in_units(standard, "heavy", rng)) > 0.7
    shares = in_units(standard * 10, "share", rng)
    assert 0 < shares.min() < shares.max() < 1

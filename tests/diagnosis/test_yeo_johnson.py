"""Against scikit-learn's and SciPy's own search, one feature after the other."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats
from sklearn.preprocessing import PowerTransformer

from sonogenomics.diagnosis.yeo_johnson import YeoJohnson, most_normal, power


def skewed(rng: np.random.Generator, n: int = 150) -> NDArray[np.float64]:
    """Such values as URFs have: sizes, shares near 1, counts with zeros, values of both signs."""
    z = rng.standard_normal((n, 6))
    columns = [
        np.exp(12 + 2 * z[:, 0]),
        0.9973 + 0.0008 * z[:, 1],
        np.maximum(0, np.round(3 * z[:, 2])),
        20 + 15 * z[:, 3],
        -0.63 + 0.06 * z[:, 4],
        np.exp(0.3 * z[:, 5]) - 1,
    ]
    return np.column_stack(columns)


@pytest.mark.parametrize("seed", range(3))
def test_it_is_scikit_learns_power_transformer(seed: int) -> None:
    rng = np.random.default_rng(seed)
    x, others = (np.delete(skewed(rng), 1, axis=1) for _ in range(2))
    theirs, ours = PowerTransformer().fit(x), YeoJohnson().fit(x)
    assert np.allclose(ours.lambdas_, theirs.lambdas_, rtol=1e-5, atol=1e-4)
    assert np.allclose(ours.transform(x), theirs.transform(x), atol=1e-5)
    assert np.allclose(ours.transform(others), theirs.transform(others), atol=1e-4)


def exact_likelihood(x: NDArray[np.float64], value: float) -> float:
    """To 80 digits: of shares near 1 SciPy loses all of them at powers far below zero."""
    with localcontext(prec=80):
        power_ = Decimal(value)
        y = [((1 + Decimal(v)) ** power_ - 1) / power_ for v in x.tolist()]
        mean = sum(y, Decimal(0)) / len(y)
        variance = sum(((v - mean) ** 2 for v in y), Decimal(0)) / len(y)
        logs = sum(((1 + Decimal(v)).ln() for v in x.tolist()), Decimal(0))
        return float(-len(y) * variance.ln() / 2 + (power_ - 1) * logs)


@pytest.mark.parametrize("seed", range(3))
def test_of_shares_near_one_it_finds_what_scipy_loses_to_rounding(seed: int) -> None:
    share = skewed(np.random.default_rng(seed))[:, 1]
    ours, theirs = float(most_normal(share[:, None])[0]), float(stats.yeojohnson_normmax(share))
    assert exact_likelihood(share, ours) >= exact_likelihood(share, theirs) - 1e-6


def test_a_given_power_is_scipys(rng: np.random.Generator) -> None:
    x = rng.normal(size=40) * 3
    for value in (-2.0, 0.0, 0.7, 2.0, 3.5):
        assert np.allclose(power(x[:, None], np.array([value]))[:, 0], stats.yeojohnson(x, value))


def test_no_power_near_by_is_more_likely(rng: np.random.Generator) -> None:
    x = np.delete(skewed(rng), 1, axis=1)  # of shares near 1 the bound may be the best
    for column, value in zip(x.T, most_normal(x), strict=True):
        best = stats.yeojohnson_llf(value, column)
        for near in (value - 0.05, value + 0.05):
            assert stats.yeojohnson_llf(near, column) <= best + 1e-9


def test_a_constant_feature_becomes_zero_and_a_far_patient_a_number() -> None:
    x = np.array([[5.0, 1.0], [5.0, 2.0], [5.0, 4.0], [5.0, 9.0]])
    fitted = YeoJohnson().fit(x)
    assert fitted.transform(x)[:, 0].tolist() == [0.0] * 4
    assert np.isfinite(fitted.transform(np.array([[1e9, 1e300], [-1e9, -1e300]]))).all()

import numpy as np
import pandas as pd
from scipy.stats import chi2

from sonogenomics.serving.familiarity import Familiar, familiar


def patients(rng: np.random.Generator, n: int) -> pd.DataFrame:
    """Correlated values, small enough for the logarithm to leave them as they are."""
    mixing = np.array([[1.0, 0.9, 0.0], [0.0, 0.436, 0.0], [0.0, 0.0, 1.0]])
    return pd.DataFrame(1e-3 * rng.normal(size=(n, 3)) @ mixing, columns=["a", "b", "c"])


def test_the_limit_is_the_quantile_of_chi_square_for_normal_values() -> None:
    seen = familiar(patients(np.random.default_rng(1), 4000), np.random.default_rng(2))
    assert abs(seen.limit / chi2.ppf(0.99, 3) - 1) < 0.1


def test_new_patients_of_the_same_kind_are_strange_as_often_as_one_in_a_hundred() -> None:
    rng = np.random.default_rng(3)
    seen = familiar(patients(rng, 300), rng)
    strange = seen.strangeness(patients(rng, 5000).to_numpy()) > 1
    assert 0.003 < strange.mean() < 0.03


def test_a_combination_that_nobody_has_is_strange_though_each_value_is_usual() -> None:
    rng = np.random.default_rng(4)
    seen = familiar(patients(rng, 300), rng)
    unusual = np.array([[2e-3, -2e-3, 0.0]])  # a and b go together in everybody
    assert not seen.outside(unusual).any()
    assert seen.strangeness(unusual)[0] > 1.5


def test_values_beyond_what_was_seen_are_named_one_by_one() -> None:
    seen = familiar(pd.DataFrame({"a": [0.0, 1.0] * 20, "b": [5.0] * 40}), np.random.default_rng(1))
    assert seen.outside(np.array([[0.5, 5.0], [1.1, 5.0], [0.5, 6.0]])).tolist() == [
        [False, False],
        [True, False],
        [False, True],
    ]


def test_what_was_seen_survives_being_kept() -> None:
    rng = np.random.default_rng(5)
    seen = familiar(patients(rng, 50), rng, margin=0.25)
    kept = Familiar.of_arrays(seen.names, seen.arrays())
    x = patients(rng, 10).to_numpy()
    np.testing.assert_array_equal(kept.strangeness(x), seen.strangeness(x))
    np.testing.assert_array_equal(kept.low, seen.low)

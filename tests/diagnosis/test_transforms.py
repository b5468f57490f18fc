import numpy as np
import pytest
from sklearn.decomposition import PCA

from sonogenomics.diagnosis.transforms import Whitened, log_modulus, scale


def test_the_logarithm_keeps_sign_and_order() -> None:
    x = np.array([-1e9, -3.0, -0.1, 0.0, 0.1, 3.0, 1e9])
    scaled = log_modulus(x)
    assert (np.diff(scaled) > 0).all()
    assert np.array_equal(scaled, -scaled[::-1])
    assert scaled[5] == np.log(4)


@pytest.mark.parametrize("name", ["plain", "log", "power"])
def test_training_patients_have_mean_zero_and_deviation_one_on_every_scale(
    name: str, rng: np.random.Generator
) -> None:
    x = np.exp(rng.standard_normal((50, 3)) * [0.1, 1, 3])
    scaled = scale(name).fit_transform(x)
    assert np.allclose(scaled.mean(axis=0), 0, atol=1e-10)
    assert np.allclose(scaled.std(axis=0), 1)


@pytest.mark.parametrize("name", ["plain", "log", "power"])
def test_a_constant_feature_is_zero_on_every_scale(name: str, rng: np.random.Generator) -> None:
    x = np.column_stack([np.full(20, 7.0), rng.standard_normal(20)])
    assert np.allclose(scale(name).fit_transform(x)[:, 0], 0, atol=1e-10)


def test_components_are_scikit_learns_but_for_their_sign(rng: np.random.Generator) -> None:
    x = rng.standard_normal((40, 6)) @ rng.standard_normal((6, 6))
    ours, theirs = Whitened(4).fit(x), PCA(4, whiten=True, svd_solver="full").fit(x)
    other = rng.standard_normal((9, 6))
    assert np.allclose(np.abs(ours.transform(other)), np.abs(theirs.transform(other)))


def test_repeated_and_constant_features_add_no_component(rng: np.random.Generator) -> None:
    x = rng.standard_normal((30, 3))
    padded = np.column_stack([x, x[:, 0], x @ [1.0, 2.0, 3.0], np.zeros(30)])
    assert Whitened(6).fit_transform(padded).shape == (30, 3)
    assert np.isfinite(Whitened(6).fit(padded).transform(padded + 1)).all()


def test_patients_who_are_all_alike_give_one_component_of_zeros() -> None:
    assert Whitened(3).fit_transform(np.ones((5, 4))).tolist() == [[0.0]] * 5

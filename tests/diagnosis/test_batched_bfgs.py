"""Many minimisations at once against R's optim, SciPy, and a bowl worked on paper."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, rosen, rosen_der

from sonogenomics.diagnosis.batched_bfgs import minimise

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class Valleys:
    """Rosenbrock's valley, raised so that a value near zero does not end the search."""

    def __init__(self, n: int) -> None:
        self.n_values = np.zeros(n, int)
        self.n_gradients = np.zeros(n, int)

    def value(self, at: Floats, rows: Ints) -> Floats:
        self.n_values[rows] += 1
        return np.array([rosen(one) + 5 for one in at])

    def gradient(self, at: Floats, rows: Ints) -> Floats:
        self.n_gradients[rows] += 1
        return np.array([rosen_der(one) for one in at])


def test_every_step_is_one_of_optim() -> None:
    # R: optim(c(-1.2, 1), f, gradient, method = "BFGS", control = list(abstol = 1e-4)) with
    # f the valley plus 5 prints par 1.000005214, 1.000010965, value 5, counts 89 and 36
    valleys = Valleys(1)
    found = minimise(valleys, np.array([[-1.2, 1.0]]), 100)
    np.testing.assert_allclose(found.at[0], [1.000005214, 1.000010965], atol=1e-8)
    assert (valleys.n_values[0], valleys.n_gradients[0]) == (89, 36)
    assert found.converged.all()


def test_searches_made_together_are_those_made_alone() -> None:
    starts = np.random.default_rng(2).uniform(-2, 2, (7, 4))
    together = minimise(Valleys(7), starts, 200)
    for i, start in enumerate(starts):
        alone = minimise(Valleys(1), start[None], 200)
        assert together.at[i].tolist() == alone.at[0].tolist()
        assert together.value[i] == alone.value[0]


def test_it_ends_where_scipy_ends() -> None:
    start = np.array([[0.5, -0.3, 1.4]])
    found = minimise(Valleys(1), start, 500)
    scipy = minimize(rosen, start[0], jac=rosen_der, method="BFGS")
    np.testing.assert_allclose(found.at[0], scipy.x, atol=5e-3)  # R's rule stops earlier


def test_a_search_without_enough_steps_is_told() -> None:
    found = minimise(Valleys(2), np.array([[-1.2, 1.0], [1.0, 1.0]]), 10)
    assert found.converged.tolist() == [False, True]
    assert found.value[0] > found.value[1] == 5


def test_a_flat_place_ends_at_once() -> None:
    class Plain:
        def value(self, at: Floats, _: Ints) -> Floats:
            return np.full(at.shape[0], 3.0)

        def gradient(self, at: Floats, rows: Ints) -> Floats:
            return np.zeros((len(rows), at.shape[1]))

    found = minimise(Plain(), np.ones((2, 3)), 50)
    assert found.value.tolist() == [3.0, 3.0]
    assert found.at.tolist() == [[1.0] * 3] * 2

"""Many networks at once against R's nnet and scikit-learn's network."""

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import approx_fprime
from sklearn.neural_network import MLPClassifier

from sonogenomics.diagnosis.batched_network import (
    NetworkRule,
    Networks,
    first_weights,
    fit_networks,
)
from sonogenomics.diagnosis.classifiers import build
from sonogenomics.diagnosis.metrics import auc
from tests.diagnosis.r_patients import ASKED, LEARNT, sixty

Floats = NDArray[np.float64]


def test_it_learns_what_nnet_learnt() -> None:
    # R, package nnet 7.3-18: set.seed(9); n <- nnet(y ~ ., d[1:40, ], size = 2, decay = 5e-2,
    # maxit = 1000); n$value, n$convergence; predict(n, d[41:60, ])[1:5]
    x, outcome = sixty()
    rule = NetworkRule(hidden=2, decay=0.05, iterations=1000)
    networks, learnt = fit_networks(x[None, LEARNT], outcome[None, LEARNT], np.array([9]), rule)
    np.testing.assert_allclose(learnt.value, 20.2079361087, rtol=1e-10)
    assert learnt.converged.all()
    scores = networks.scores(learnt.at, x[None, ASKED])[0, :5]
    printed = [0.5505292733, 0.174274982856, 0.0587539090929, 0.692882946863, 0.735139691856]
    np.testing.assert_allclose(scores, printed, atol=1e-6)


def test_it_stops_where_nnet_was_stopped() -> None:
    # as above with decay = 5e-4, maxit = 30: n$value, n$convergence, n$wts[1:3]
    x, outcome = sixty()
    rule = NetworkRule(hidden=2, decay=5e-4, iterations=30)
    _, learnt = fit_networks(x[None, LEARNT], outcome[None, LEARNT], np.array([9]), rule)
    np.testing.assert_allclose(learnt.value, 13.0402474596, rtol=1e-9)
    np.testing.assert_allclose(
        learnt.at[0, :3], [-8.90194939456, 3.08104831296, -1.50244208001], rtol=1e-7
    )
    assert not learnt.converged.any()


def by_library(at: Floats, x: Floats, hidden: int) -> MLPClassifier:
    """scikit-learn's network with these weights."""
    library = MLPClassifier((hidden,), activation="logistic", solver="lbfgs", max_iter=1)
    library.fit(x, np.arange(len(x)) % 2)
    first = at[: -hidden - 1].reshape(hidden, -1)
    library.coefs_ = [first[:, 1:].T, at[-hidden:, None]]
    library.intercepts_ = [first[:, 0], at[-hidden - 1 : -hidden]]
    return library


def test_with_the_same_weights_it_says_what_scikit_learn_says(
    rng: np.random.Generator, recwarn: object
) -> None:
    x, at = rng.normal(size=(30, 4)), rng.normal(size=(1, 19))
    networks = Networks(x[None], np.zeros((1, 30), int), 3, 0.0)
    library = by_library(at[0], x, 3).predict_proba(x)[:, 1]
    np.testing.assert_allclose(networks.scores(at, x[None])[0], library, rtol=1e-12)


def test_its_gradient_is_that_of_differences(rng: np.random.Generator) -> None:
    x, outcome = rng.normal(size=(2, 25, 3)), rng.integers(0, 2, (2, 25))
    networks, at = Networks(x, outcome, 2, 0.01), rng.normal(size=(2, 11))
    networks.value(at, np.array([0, 1]))
    gradient = networks.gradient(at, np.array([0, 1]))
    for i in range(2):
        row = np.array([i])

        def value(one: Floats, row: NDArray[np.int64] = row) -> float:
            return float(networks.value(one[None], row)[0])

        np.testing.assert_allclose(gradient[i], approx_fprime(at[i], value), atol=1e-4)


def test_a_unit_beyond_fifteen_learns_nothing_as_in_nnet() -> None:
    x = np.array([[[100.0], [200.0]]])
    networks, at = Networks(x, np.array([[0, 1]]), 1, 0.0), np.array([[0.0, 1.0, 0.5, 0.2]])
    networks.value(at, np.array([0]))
    gradient = networks.gradient(at, np.array([0]))[0]
    assert gradient[:2].tolist() == [0.0, 0.0]
    assert networks.scores(at, np.array([[[-100.0]]])).tolist() == [[1 / (1 + np.exp(-0.5))]]


def test_first_weights_are_those_of_nnet() -> None:
    # R: set.seed(1); runif(4, -0.7, 0.7)
    weights = first_weights(np.array([1]), 1, 1)
    np.testing.assert_allclose(
        weights[0], [-0.3282879, -0.1790265, 0.1019947, 0.5714909], atol=1e-7
    )


def test_networks_learning_together_learn_as_alone(rng: np.random.Generator) -> None:
    x, outcome = rng.normal(size=(5, 40, 3)), rng.integers(0, 2, (5, 40))
    seeds, rule = np.arange(5), NetworkRule(2, 0.01, 40)
    _, together = fit_networks(x, outcome, seeds, rule)
    for i in range(5):
        one = slice(i, i + 1)
        _, alone = fit_networks(x[one], outcome[one], seeds[one], rule)
        assert together.at[i].tolist() == alone.at[0].tolist()


def test_it_separates_patients_as_well_as_scikit_learn_does(rng: np.random.Generator) -> None:
    x = rng.normal(size=(30, 120, 4))
    outcome = (x[..., 0] + x[..., 1] + rng.normal(size=(30, 120)) > 0).astype(int)
    rule = NetworkRule(hidden=3, decay=1.0, iterations=200)
    networks, learnt = fit_networks(x[:, :80], outcome[:, :80], np.arange(30), rule)
    ours = auc(outcome[:, 80:], networks.scores(learnt.at, x[:, 80:]))
    library = []
    for i in range(30):
        model = build("network", {"hidden": 3, "decay": 1.0, "iterations": 200}, i)
        scores = model.fit(x[i, :80], outcome[i, :80]).predict_proba(x[i, 80:])[:, 1]
        library.append(auc(outcome[i, 80:], scores))
    assert np.abs(ours - library).mean() < 0.01

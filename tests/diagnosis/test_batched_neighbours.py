"""Nearest neighbours of many splits against scikit-learn's, and a case worked on paper."""

import numpy as np
import pytest

from sonogenomics.diagnosis.batched_neighbours import score_neighbours
from sonogenomics.diagnosis.classifiers import build


@pytest.mark.parametrize("k", [1, 7])
def test_it_is_scikit_learns(k: int, rng: np.random.Generator) -> None:
    x, outcome = rng.normal(size=(70, 5)) * [1, 10, 1, 0.01, 3], rng.integers(0, 2, 70)
    orders = [rng.permutation(70) for _ in range(6)]
    train, test = (np.sort([o[part] for o in orders]) for part in (slice(50), slice(50, 70)))
    scores = score_neighbours(x, outcome, train, test, k)
    for i in range(6):
        library = build("neighbours", {"k": k}, 0).fit(x[train[i]], outcome[train[i]])
        expected = library.predict_proba(x[test[i]])[:, 1]
        np.testing.assert_allclose(scores[i], expected, atol=1e-9)


def test_the_nearer_weigh_more() -> None:
    # learnt at 0, 1, 3, 9 (deviation s); asked at 2: the three nearest are 1 and 3 (1 / s away)
    # and 0 (2 / s away), weights over the third 1/2, 1/2 and almost 0
    x = np.array([[0.0], [1.0], [3.0], [9.0], [2.0]])
    sides = np.array([[0, 1, 2, 3]]), np.array([[4]])
    score = score_neighbours(x, np.array([1, 1, 0, 0, 0]), *sides, k=2)
    np.testing.assert_allclose(score, [[0.5]], atol=1e-12)


def test_a_feature_that_is_constant_among_those_learnt_from_has_no_weight() -> None:
    x = np.array([[0.0, 5], [1, 5], [4, 5], [0.1, 99]])
    sides = np.array([[0, 1, 2]]), np.array([[3]])
    both = score_neighbours(x, np.array([1, 0, 0, 1]), *sides, k=2)
    first = x[:, :1]
    alone = score_neighbours(first, np.array([1, 0, 0, 1]), *sides, k=2)
    assert both.tolist() == alone.tolist()


def test_neighbours_that_are_all_the_same_patient_weigh_the_same() -> None:
    x = np.array([[1.0], [1.0], [1.0], [7.0], [1.0]])
    sides = np.array([[0, 1, 2, 3]]), np.array([[4]])
    score = score_neighbours(x, np.array([1, 1, 1, 0, 0]), *sides, k=2)
    np.testing.assert_allclose(score, [[1.0]])

"""Batched logistic AUCs against scikit-learn's, and the permutation of labels among splits."""

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from sonogenomics.chance.random_sets import RandomSets, random_sets
from sonogenomics.chance.split_aucs import relabelled, split_aucs
from sonogenomics.diagnosis.resampling import splits
from sonogenomics.errors import StudyError


def test_aucs_are_those_of_scikit_learn(rng: np.random.Generator) -> None:
    x = rng.lognormal(0, 1, (60, 4)) * [1e-4, 1, 1e5, 1]
    outcome = (x[:, 1] + rng.standard_normal(60) > 1).astype(int)
    test = splits(70, pd.Series(outcome), 0.3, stratify=False, rng=rng).test
    found = split_aucs(x, outcome, test)  # more splits than go at once
    for one, auc in zip(test, found, strict=True):
        learned = np.delete(np.arange(60), one)
        scaled = (x - x.mean(axis=0)) / x.std(axis=0)
        model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=1e-8)
        model.fit(scaled[learned], outcome[learned])
        expected = roc_auc_score(outcome[one], model.decision_function(scaled[one]))
        assert auc == pytest.approx(expected, abs=1e-9)


def test_without_a_feature_or_with_a_constant_one_nobody_is_told_apart() -> None:
    outcome, test = np.array([0, 1] * 5), np.array([[0, 1], [4, 7]])
    assert split_aucs(np.empty((10, 0)), outcome, test).tolist() == [0.5, 0.5]
    assert split_aucs(np.full((10, 1), 3.0), outcome, test).tolist() == [0.5, 0.5]


def test_twice_the_same_feature_is_once(rng: np.random.Generator) -> None:
    x, outcome = rng.standard_normal((40, 2)), rng.integers(0, 2, 40)
    test = splits(5, pd.Series(outcome), 0.3, stratify=True, rng=rng).test
    twice = np.column_stack([x, x[:, 0]])
    assert split_aucs(twice, outcome, test) == pytest.approx(split_aucs(x, outcome, test))


def test_labels_that_keep_both_arms_everywhere_are_equally_likely(
    rng: np.random.Generator,
) -> None:
    outcome, test = np.array([1, 1, 0, 0, 0]), np.array([[0, 2]])
    allowed = {
        labels
        for labels in permutations(outcome.tolist())
        if labels[0] + labels[2] == 1  # one positive in test and so one in training
    }
    drawn = [tuple(relabelled(outcome, test, rng).tolist()) for _ in range(3000)]
    counts = pd.Series(drawn).value_counts()
    assert set(counts.index) == allowed
    expected = 3000 / len(allowed)
    assert (np.abs(counts - expected) < 4 * np.sqrt(expected)).all()


def test_an_arm_too_small_for_the_splits_is_told(rng: np.random.Generator) -> None:
    outcome = np.array([1, 1] + [0] * 30)
    test = np.array([[0, 1, 5, 6], [2, 3, 4, 7]])  # no way to have a positive in both
    with pytest.raises(StudyError, match="some of 3 splits lost an arm"):
        relabelled(outcome, np.vstack([test, test[:1] + 8]), rng)


def test_random_sets_have_their_sizes_and_share_the_splits(rng: np.random.Generator) -> None:
    outcome = np.array([0, 1] * 20)
    x = rng.standard_normal((40, 6))
    x[:, 3] += 4 * outcome
    test = splits(6, pd.Series(outcome), 0.3, stratify=True, rng=rng).test
    task = RandomSets(x, outcome, test, (1, 6), seed=3)
    found = random_sets(task, range(40))["auc"]
    assert set(found[:, 1]) == {split_aucs(x, outcome, test).mean()}  # six of six: always all
    alone = {split_aucs(x[:, [i]], outcome, test).mean() for i in range(6)}
    assert set(found[:, 0]) == alone
    assert np.array_equal(random_sets(task, range(7, 9))["auc"], found[7:9])

"""One tree against rpart, scikit-learn's tree, and trees worked on paper."""

import numpy as np
from sklearn.tree import DecisionTreeClassifier

from sonogenomics.diagnosis.rpart import Node, TreeRule, grow, judge
from sonogenomics.diagnosis.rpart_cuts import Split
from tests.diagnosis.r_patients import ASKED, LEARNT, sixty, three_hundred

RPART = TreeRule(min_split=20, min_leaf=7, complexity=0.01, max_depth=30)


def splits(node: Node) -> list[tuple[int, float]]:
    """Feature and cut of every split, the left side first."""
    if node.split is None or node.left is None or node.right is None:
        return []
    here = (node.split.feature + 1, round(node.split.cut, 6))
    return [here, *splits(node.left), *splits(node.right)]


def test_a_small_tree_is_the_one_rpart_printed() -> None:
    # R, package rpart 4.1.19: t <- rpart(y ~ ., d[1:40, ], method = "class"); print(t)
    x, outcome = sixty()
    tree = grow(x[LEARNT], outcome[LEARNT], RPART)
    assert splits(tree) == [(1, 0.468645), (2, 0.332123)]
    scores, calls = judge(tree, x[ASKED])
    # predict(t, d[41:60, ])[, 2] and predict(t, d[41:60, ], type = "class")
    np.testing.assert_allclose(scores[[0, 3, 9]], [0.142857142857, 0.9375, 0.3])
    printed = [0, 0, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 1]
    assert calls.astype(int).tolist() == printed


def test_a_large_tree_is_the_one_rpart_printed() -> None:
    # R: t <- rpart(y ~ ., d[1:220, ], method = "class"); print(t, digits = 9)
    x, outcome = three_hundred()
    tree = grow(x[:220], outcome[:220], RPART)
    assert splits(tree) == [
        (1, 0.695904),
        (3, 0.539818),
        (2, 0.581371),
        (3, 0.393371),
        (2, 0.709244),
        (1, 0.442739),
    ]
    # round(head(predict(t, d[221:300, ])[, 2], 6), 6)
    scores, _ = judge(tree, x[220:226])
    printed = [0.116279, 0.28, 0.116279, 0.807692, 0.807692, 0.116279]
    np.testing.assert_allclose(scores, printed, atol=1e-6)


def test_unpruned_it_is_scikit_learns(rng: np.random.Generator) -> None:
    for depth in (1, 2, 3, 30):  # so many patients that no two cuts are equally good
        x = rng.normal(size=(3000, 4))
        outcome = (x[:, 0] * x[:, 1] + rng.normal(size=3000) > 0).astype(int)
        ours, _ = judge(grow(x, outcome, TreeRule(400, 150, -1.0, depth)), x)
        library = DecisionTreeClassifier(
            min_samples_split=400, min_samples_leaf=150, max_depth=depth, random_state=0
        )
        theirs = library.fit(x, outcome).predict_proba(x)[:, 1]
        np.testing.assert_allclose(ours, theirs, rtol=1e-12)


def test_of_equal_splits_the_first_feature_is_taken() -> None:
    x = np.column_stack([np.arange(30.0), np.arange(30.0)])
    tree = grow(x, (np.arange(30) > 14).astype(int), RPART)
    assert tree.split == Split(feature=0, cut=14.5, below_goes_left=True)


def test_the_side_with_fewer_positives_is_the_left_one() -> None:
    x = np.arange(30.0)[:, None]
    tree = grow(x, (np.arange(30) < 15).astype(int), RPART)
    assert tree.split == Split(feature=0, cut=14.5, below_goes_left=False)
    scores, calls = judge(tree, np.array([[0.0], [29.0]]))
    assert scores.tolist() == [1.0, 0.0]
    assert calls.tolist() == [True, False]


def test_where_nothing_can_be_parted_everyone_is_called_as_the_majority() -> None:
    constant = np.ones((30, 2))
    tree = grow(constant, np.arange(30) % 3 // 2, RPART)
    scores, calls = judge(tree, constant[:2])
    assert scores.tolist() == [1 / 3, 1 / 3]
    assert not calls.any()


def test_an_even_leaf_is_called_negative_as_in_rpart() -> None:
    x = np.arange(10.0)[:, None]
    _, calls = judge(grow(x, np.arange(10) % 2, RPART), x)
    assert not calls.any()


def test_a_tree_of_one_arm_is_a_leaf() -> None:
    scores, _ = judge(grow(np.arange(30.0)[:, None], np.ones(30, int), RPART), np.zeros((1, 1)))
    assert scores.tolist() == [1.0]

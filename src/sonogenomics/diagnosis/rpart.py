"""One classification tree, split for split as R's `rpart`."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sonogenomics.diagnosis.rpart_cuts import Cuts, Split

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


class TreeRule(NamedTuple):
    """`minsplit`, `minbucket`, `cp` and `maxdepth` of rpart."""

    min_split: int
    min_leaf: int
    complexity: float
    max_depth: int


@dataclass
class Node:
    """A group of patients, and how it is parted.

    Attributes
    ----------
    share : float
        Of positive patients.
    positive : bool
        What patients who end here are called; as many of both arms: negative.
    risk : float
        Patients who are called wrongly here.
    complexity : float
        Wrong calls that each split below takes away, on average.
    """

    share: float
    positive: bool
    risk: float
    complexity: float
    split: Split | None = None
    left: "Node | None" = None
    right: "Node | None" = None


@dataclass
class _Growth:
    """What all nodes of a tree share."""

    cuts: Cuts
    rule: TreeRule
    alpha: float


def grow(x: Floats, outcome: Ints, rule: TreeRule) -> Node:
    """Grow a tree and prune it by cost-complexity, R's `rpart(outcome ~ x, method = "class")`.

    A node is parted where the Gini impurity falls most (the first such feature and cut), as long
    as it has `min_split` patients and both sides keep `min_leaf`. A split stays only if it, or
    those below it on average, take away more than `complexity` of the root's wrong calls. Nothing
    may be missing, so there are no surrogate splits.

    Parameters
    ----------
    x : ndarray, shape (n_patients, n_features)
        URFs.
    outcome : ndarray of int, shape (n_patients,)
        1 = positive, 0 = negative.
    rule : TreeRule
        Of rpart.control.

    Returns
    -------
    Node
        The root.

    References
    ----------
    Breiman et al. 1984, Classification and regression trees. Package rpart 4.1 (partition.c,
    gini.c, bsplit.c).

    Examples
    --------
    >>> x = np.arange(20.0)[:, None]
    >>> tree = grow(x, (x[:, 0] > 11).astype(int), TreeRule(20, 7, 0.01, 30))
    >>> tree.split
    Split(feature=0, cut=11.5, below_goes_left=True)
    """
    everyone = np.arange(len(outcome))
    root = _node(outcome, everyone, np.inf)
    root.complexity = root.risk
    growth = _Growth(Cuts(x, outcome, rule.min_leaf), rule, rule.complexity * root.risk)
    _partition(growth, root, everyone, 1)
    return root


def _node(outcome: Ints, patients: Ints, complexity: float) -> Node:
    n_positive = int(outcome[patients].sum())
    n_negative = len(patients) - n_positive
    share = n_positive / len(patients)
    return Node(share, n_positive > n_negative, min(n_positive, n_negative), complexity)


def _partition(growth: _Growth, node: Node, patients: Ints, number: int) -> tuple[int, float]:
    """Part a node and those below it; splits kept, and the risk that is left."""
    bound = min(node.risk, node.complexity)
    rule = growth.rule
    small = len(patients) < rule.min_split or number > 2**rule.max_depth - 1
    split = None if small or bound <= growth.alpha else growth.cuts.best(patients)
    if split is None:
        node.complexity = growth.alpha
        return 0, node.risk
    goes_left = split.goes_left(growth.cuts.x[patients])
    kept = _part_both(growth, node, bound, patients[goes_left], patients[~goes_left], number)
    if node.complexity <= growth.alpha:  # all was in vain
        node.left = node.right = None
        return 0, node.risk
    node.split = split
    return kept


def _part_both(
    growth: _Growth, node: Node, bound: float, of_left: Ints, of_right: Ints, number: int
) -> tuple[int, float]:
    left = node.left = _node(growth.cuts.outcome, of_left, bound - growth.alpha)
    n_left, risk_left = _partition(growth, left, of_left, 2 * number)
    gain = max((node.risk - risk_left) / (n_left + 1), node.risk - left.risk)
    right = node.right = _node(
        growth.cuts.outcome, of_right, min(gain, node.complexity) - growth.alpha
    )
    n_right, risk_right = _partition(growth, right, of_right, 2 * number + 1)
    sides = [(left, n_left, risk_left), (right, n_right, risk_right)]
    if right.complexity <= left.complexity:
        sides.reverse()
    kept = _after_collapse(node, sides)
    node.complexity = _mean_gain(node, kept)
    return sum(n for n, _ in kept) + 1, sum(risk for _, risk in kept)


def _after_collapse(node: Node, sides: list[tuple[Node, int, float]]) -> list[tuple[int, float]]:
    """Splits and risk of both sides, once the one that collapses first, or both, have done so."""
    kept = [(n, risk) for _, n, risk in sides]
    for which, (side, _, _) in enumerate(sides):
        if _mean_gain(node, kept) <= side.complexity:
            break
        kept[which] = (0, side.risk)
    return kept


def _mean_gain(node: Node, kept: list[tuple[int, float]]) -> float:
    return (node.risk - sum(risk for _, risk in kept)) / (sum(n for n, _ in kept) + 1)


def judge(root: Node, x: Floats) -> tuple[Floats, Bools]:
    """Share of positive patients where each patient ends, and the call there.

    Parameters
    ----------
    root : Node
        A tree that `grow` made.
    x : ndarray, shape (n_patients, n_features)
        Patients to be called.

    Returns
    -------
    ndarray, shape (n_patients,)
        Scores.
    ndarray of bool, shape (n_patients,)
        Called positive.

    Examples
    --------
    >>> x = np.arange(20.0)[:, None]
    >>> tree = grow(x, (x[:, 0] > 11).astype(int), TreeRule(20, 7, 0.01, 30))
    >>> judge(tree, np.array([[3.0], [15.0]]))
    (array([0., 1.]), array([False,  True]))
    """
    scores, calls = np.empty(len(x)), np.empty(len(x), bool)
    waiting = [(root, np.arange(len(x)))]
    while waiting:
        node, patients = waiting.pop()
        if node.split is None or node.left is None or node.right is None:
            scores[patients], calls[patients] = node.share, node.positive
            continue
        left = node.split.goes_left(x[patients])
        waiting += [(node.left, patients[left]), (node.right, patients[~left])]
    return scores, calls

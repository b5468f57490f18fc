"""One classification tree, split for split as R's `rpart`."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NOISE = 1e-10  # of the largest improvement seen: a smaller one is rounding


class TreeRule(NamedTuple):
    """`minsplit`, `minbucket`, `cp` and `maxdepth` of rpart."""

    min_split: int
    min_leaf: int
    complexity: float
    max_depth: int


class Split(NamedTuple):
    """Where a node parts its patients: left goes whose value is below (or not below) the cut."""

    feature: int
    cut: float
    below_goes_left: bool


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

    x: Floats
    outcome: Ints
    rule: TreeRule
    weight: Floats = field(init=False)  # of a patient of each arm: 1 but for R's rounding
    alpha: float = 0.0
    largest: float = 0.0

    def __post_init__(self) -> None:
        share = np.bincount(self.outcome, minlength=2) / len(self.outcome)
        self.weight = np.divide(share, share.sum() * share, out=np.ones(2), where=share > 0)


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
    growth = _Growth(x, outcome, rule)
    everyone = np.arange(len(outcome))
    root = _node(growth, everyone, np.inf)
    root.complexity = root.risk
    growth.alpha = rule.complexity * root.risk
    _partition(growth, root, everyone, 1)
    return root


def _node(growth: _Growth, patients: Ints, complexity: float) -> Node:
    n_positive = int(growth.outcome[patients].sum())
    n_negative = len(patients) - n_positive
    share = n_positive / len(patients)
    return Node(share, n_positive > n_negative, min(n_positive, n_negative), complexity)


def _partition(growth: _Growth, node: Node, patients: Ints, number: int) -> tuple[int, float]:
    """Part a node and those below it; splits kept, and the risk that is left."""
    bound = min(node.risk, node.complexity)
    rule = growth.rule
    small = len(patients) < rule.min_split or number > 2**rule.max_depth - 1
    split = None if small or bound <= growth.alpha else _best_split(growth, patients)
    if split is None:
        node.complexity = growth.alpha
        return 0, node.risk
    goes_left = _goes_left(split, growth.x[patients])
    kept = _part_both(growth, node, bound, patients[goes_left], patients[~goes_left], number)
    if node.complexity <= growth.alpha:  # all was in vain
        node.left = node.right = None
        return 0, node.risk
    node.split = split
    return kept


def _part_both(
    growth: _Growth, node: Node, bound: float, of_left: Ints, of_right: Ints, number: int
) -> tuple[int, float]:
    left = node.left = _node(growth, of_left, bound - growth.alpha)
    n_left, risk_left = _partition(growth, left, of_left, 2 * number)
    gain = max((node.risk - risk_left) / (n_left + 1), node.risk - left.risk)
    right = node.right = _node(growth, of_right, min(gain, node.complexity) - growth.alpha)
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


def _best_split(growth: _Growth, patients: Ints) -> Split | None:
    """The cut after which the summed Gini impurity is least."""
    x, m = growth.x[patients], len(patients)
    order = np.argsort(x, axis=0, kind="stable")
    sorted_x = np.take_along_axis(x, order, axis=0)
    outcome = growth.outcome[patients][order]
    weights = growth.weight[outcome]
    n_positive = np.cumsum(outcome, axis=0)[:-1]
    left = np.stack([np.arange(1, m)[:, None] - n_positive, n_positive])
    total = np.bincount(growth.outcome[patients], minlength=2)
    right = total[:, None, None] - left
    weight_left = np.cumsum(weights, axis=0)[:-1]
    whole = float(total @ growth.weight)
    weight_right = np.subtract.accumulate(np.vstack([np.full((1, x.shape[1]), whole), weights]))
    weight_right = weight_right[1:-1]
    least = growth.rule.min_leaf
    allowed = sorted_x[1:] != sorted_x[:-1]
    allowed[: least - 1] = allowed[max(0, m - least) :] = False
    if not allowed.any():
        return None
    share_left = growth.weight[:, None, None] * left / weight_left
    share_right = growth.weight[:, None, None] * right / weight_right
    impurity = _summed(weight_left, share_left, weight_right, share_right)
    share = growth.weight * total / whole
    root = float(sum(whole * p * (1 - p) for p in share))
    impurity = np.where(allowed, impurity, np.inf)
    where = impurity.argmin(axis=0)
    improve = root - np.minimum(impurity[where, np.arange(x.shape[1])], root)
    return _first_best(growth, improve, where, sorted_x, share_left[1] < share_right[1])


def _summed(weight_left: Floats, left: Floats, weight_right: Floats, right: Floats) -> Floats:
    """Impurity of both sides, added in rpart's order so that ties fall as there."""
    total = np.zeros_like(weight_left)
    for arm in (0, 1):
        total = total + weight_left * (left[arm] * (1 - left[arm]))
        total = total + weight_right * (right[arm] * (1 - right[arm]))
    return total


def _first_best(
    growth: _Growth, improve: Floats, where: Ints, sorted_x: Floats, rises: Bools
) -> Split | None:
    largest = np.maximum(np.maximum.accumulate(improve), growth.largest)
    growth.largest = float(largest[-1])
    real = improve > largest * NOISE
    if not real.any():
        return None
    feature = int(np.where(real, improve, -np.inf).argmax())
    at = where[feature]
    cut = (sorted_x[at, feature] + sorted_x[at + 1, feature]) / 2
    return Split(feature, float(cut), bool(rises[at, feature]))


def _goes_left(split: Split, x: Floats) -> Bools:
    goes: Bools = (x[:, split.feature] < split.cut) == split.below_goes_left
    return goes


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
        left = _goes_left(node.split, x[patients])
        waiting += [(node.left, patients[left]), (node.right, patients[~left])]
    return scores, calls

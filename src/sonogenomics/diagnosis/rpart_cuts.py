"""Where a node of R's `rpart` is parted: the cut after which the Gini impurity is least."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

NOISE = 1e-10  # of the largest improvement seen: a smaller one is rounding


class Split(NamedTuple):
    """Where a node parts its patients: left goes whose value is below (or not below) the cut."""

    feature: int
    cut: float
    below_goes_left: bool

    def goes_left(self, x: Floats) -> Bools:
        """Which of these patients (rows) go to the left."""
        goes: Bools = (x[:, self.feature] < self.cut) == self.below_goes_left
        return goes


class _Sides(NamedTuple):
    """Of one side after every possible cut, cuts x features: weight, and both arms' shares."""

    weight: Floats
    negative: Floats
    positive: Floats


class Cuts:
    """Searches the best cut of any group of one tree's patients.

    Impurities are added in rpart's own order, so that ties fall as they fall there.

    Parameters
    ----------
    x : ndarray, shape (n_patients, n_features)
        URFs.
    outcome : ndarray of int, shape (n_patients,)
        1 = positive, 0 = negative.
    min_leaf : int
        Patients that either side keeps.

    Examples
    --------
    >>> x = np.array([[1.0], [2.0], [3.0], [4.0]])
    >>> Cuts(x, np.array([0, 0, 1, 1]), min_leaf=1).best(np.arange(4))
    Split(feature=0, cut=2.5, below_goes_left=True)
    """

    def __init__(self, x: Floats, outcome: Ints, min_leaf: int) -> None:
        self.x, self.outcome, self.min_leaf = x, outcome, min_leaf
        share = np.bincount(outcome, minlength=2) / len(outcome)
        # of a patient of each arm: 1, but for rpart's rounding
        self.weight = np.divide(share, share.sum() * share, out=np.ones(2), where=share > 0)
        self.largest = 0.0  # improvement seen in this tree

    def best(self, patients: Ints) -> Split | None:
        """The first feature, and its first cut, after which the summed impurity is least.

        Parameters
        ----------
        patients : ndarray of int
            Places of the patients of the node.

        Returns
        -------
        Split, or None where no cut helps
        """
        x = self.x[patients]
        order = np.argsort(x, axis=0, kind="stable")
        rising = np.take_along_axis(x, order, axis=0)
        allowed = rising[1:] != rising[:-1]
        allowed[: self.min_leaf - 1] = allowed[max(0, len(x) - self.min_leaf) :] = False
        if not allowed.any():
            return None
        left, right = self._sides(self.outcome[patients][order])
        impurity = np.where(allowed, _impurity(left, right), np.inf)
        where = impurity.argmin(axis=0)
        root = self._root(patients)
        improvement = root - np.minimum(impurity.min(axis=0), root)
        feature = self._first_best(improvement)
        if feature is None:
            return None
        at = where[feature]
        cut = (rising[at, feature] + rising[at + 1, feature]) / 2
        rises = left.positive[at, feature] < right.positive[at, feature]
        return Split(feature, float(cut), bool(rises))

    def _sides(self, outcome: Ints) -> tuple[_Sides, _Sides]:
        """Both sides after each cut, the outcomes being sorted by each feature."""
        n = len(outcome)
        positive = np.cumsum(outcome, axis=0)[:-1]
        negative = np.arange(1, n)[:, None] - positive
        n_positive = int(outcome[:, 0].sum())
        weights = self.weight[outcome]
        whole = (n - n_positive) * self.weight[0] + n_positive * self.weight[1]
        # what is left, taken off one by one as rpart does
        rest = np.vstack([np.full((1, outcome.shape[1]), whole), weights])
        weight_left = np.cumsum(weights, axis=0)[:-1]
        weight_right = np.subtract.accumulate(rest)[1:-1]
        return (
            self._side(weight_left, negative, positive),
            self._side(weight_right, n - n_positive - negative, n_positive - positive),
        )

    def _side(self, weight: Floats, negative: Ints, positive: Ints) -> _Sides:
        return _Sides(
            weight, self.weight[0] * negative / weight, self.weight[1] * positive / weight
        )

    def _root(self, patients: Ints) -> float:
        """Impurity before any cut."""
        counts = np.bincount(self.outcome[patients], minlength=2)
        whole = float(counts @ self.weight)
        return float(sum(whole * p * (1 - p) for p in self.weight * counts / whole))

    def _first_best(self, improvement: Floats) -> int | None:
        largest = np.maximum(np.maximum.accumulate(improvement), self.largest)
        self.largest = float(largest[-1])
        real = improvement > largest * NOISE
        return int(np.where(real, improvement, -np.inf).argmax()) if real.any() else None


def _impurity(left: _Sides, right: _Sides) -> Floats:
    """Of both sides: arm by arm, the left side first."""
    total = left.weight * (left.negative * (1 - left.negative))
    total = total + right.weight * (right.negative * (1 - right.negative))
    total = total + left.weight * (left.positive * (1 - left.positive))
    return total + right.weight * (right.positive * (1 - right.positive))

"""The whole chain, from labels to AUC, when the labels mean nothing.

Item 0 is the chain with the labels as they are, so that the claim and its null come from the very
same function.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sonogenomics.chance.split_aucs import relabelled, split_aucs
from sonogenomics.compute.spread import Arrays
from sonogenomics.diagnosis.estimators import Labels
from sonogenomics.diagnosis.folds import Rows, deal
from sonogenomics.linking.selection import Selection

LABELS, DRAWS, FOLDS = range(3)  # streams of random numbers within a permutation
SETS = ("differential", "module")


@dataclass(frozen=True)
class WholeChain:
    """All that a permutation of the labels needs.

    Attributes
    ----------
    urfs : DataFrame, patients x features
        One row a patient.
    rows : Rows
        Outcome, patient and stratum of each.
    selection : Selection
        The gene chain as a choice of URFs.
    test : ndarray of int, shape (n_splits, n_test)
        Splits on which the published way is judged; all permutations share them.
    n_folds : int
        Of the honest way.
    seed : int
        Everything random descends from it and the permutation's number.
    """

    urfs: pd.DataFrame
    rows: Rows
    selection: Selection
    test: Labels
    n_folds: int
    seed: int

    def labels(self, item: int) -> Labels:
        """The labels as they are, or permuted."""
        if item == 0:
            return self.rows.outcome
        return relabelled(self.rows.outcome, self.test, self.rng(item, LABELS))

    def rng(self, item: int, what: int) -> np.random.Generator:
        """A stream of its own for each permutation and use."""
        return np.random.default_rng([self.seed, item, what])

    def chosen(
        self, labels: Labels, learned: Labels, rng: np.random.Generator
    ) -> dict[str, list[int]]:
        """Columns of the differential features and of the module, by some patients alone."""
        urfs = self.urfs.iloc[learned]
        found = self.selection(urfs, pd.Series(labels[learned], urfs.index), rng)
        place = {name: i for i, name in enumerate(self.urfs.columns)}
        return {name: sorted(place[one] for one in found[name]) for name in SETS}


def as_published(task: WholeChain, items: range) -> Arrays:
    """Choose on everyone, then split the same patients at random; `work` for `spread`.

    Returns
    -------
    dict of str to ndarray
        Items x (differential, module): `n` features, `mean` and `best` AUC of the splits.
    """
    return _each(items, lambda item: _published(task, item))


def _published(task: WholeChain, item: int) -> Sequence[tuple[float, ...]]:
    labels, x = task.labels(item), task.urfs.to_numpy(dtype=float)
    chosen = task.chosen(labels, np.arange(len(labels)), task.rng(item, DRAWS))
    rows = []
    for name in SETS:
        aucs = split_aucs(x[:, chosen[name]], labels, task.test)
        rows.append((len(chosen[name]), aucs.mean(), aucs.max()))
    return rows


def honestly(task: WholeChain, items: range) -> Arrays:
    """Choose inside each training fold, and test on the patients left; `work` for `spread`.

    Folds keep patients whole, and both arms and every site in each. A fold in which nothing is
    chosen has no model, and an AUC of one half.

    Returns
    -------
    dict of str to ndarray
        Items x (differential, module): mean over folds of `n` features and of the AUC, as `mean`;
        `best` is the best fold's.
    """
    return _each(items, lambda item: _honest(task, item))


def _honest(task: WholeChain, item: int) -> Sequence[tuple[float, ...]]:
    labels, x = task.labels(item), task.urfs.to_numpy(dtype=float)
    rows = task.rows._replace(outcome=labels)
    fold = deal(rows, task.n_folds, "the folds of stage chance", task.rng(item, FOLDS)).fold
    n, aucs = np.zeros((task.n_folds, len(SETS))), np.zeros((task.n_folds, len(SETS)))
    rng = task.rng(item, DRAWS)
    for i in range(task.n_folds):
        test = np.flatnonzero(fold == i)
        chosen = task.chosen(labels, np.flatnonzero(fold != i), rng)
        for column, name in enumerate(SETS):
            n[i, column] = len(chosen[name])
            aucs[i, column] = split_aucs(x[:, chosen[name]], labels, test[None])[0]
    return [*zip(n.mean(axis=0), aucs.mean(axis=0), aucs.max(axis=0), strict=True)]


def _each(items: range, one: Callable[[int], Sequence[tuple[float, ...]]]) -> Arrays:
    found = np.array([one(item) for item in items], float).reshape(len(items), len(SETS), 3)
    return {name: found[:, :, i] for i, name in enumerate(("n", "mean", "best"))}

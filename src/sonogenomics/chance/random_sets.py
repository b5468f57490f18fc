"""Models on features chosen at random: what the size of a module alone gives."""

from dataclasses import dataclass

import numpy as np

from sonogenomics.chance.split_aucs import split_aucs
from sonogenomics.compute.spread import Arrays
from sonogenomics.diagnosis.estimators import Floats, Labels


@dataclass(frozen=True)
class RandomSets:
    """What random feature sets are drawn from, and how they are judged.

    Attributes
    ----------
    x : ndarray, shape (n_patients, n_features)
        All URFs of the patients who are resampled.
    outcome : ndarray of int, shape (n_patients,)
        1 = positive, 0 = negative.
    test : ndarray of int, shape (n_splits, n_test)
        The splits that all sets share.
    sizes : tuple of int
        Features of each kind of set.
    seed : int
        With the set's number it decides which features are drawn.
    """

    x: Floats
    outcome: Labels
    test: Labels
    sizes: tuple[int, ...]
    seed: int


def random_sets(task: RandomSets, items: range) -> Arrays:
    """Judge random sets of each size; `work` for `spread`.

    Returns
    -------
    dict of str to ndarray
        `auc`, items x sizes: mean over the splits.
    """
    found = np.empty((len(items), len(task.sizes)))
    for row, item in enumerate(items):
        rng = np.random.default_rng([task.seed, item])
        for column, size in enumerate(task.sizes):
            chosen = np.sort(rng.choice(task.x.shape[1], size, replace=False))
            found[row, column] = split_aucs(task.x[:, chosen], task.outcome, task.test).mean()
    return {"auc": found}

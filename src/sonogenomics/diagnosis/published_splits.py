"""The random splits of the published study, drawn by R's sampler."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.diagnosis.r_random import sample
from sonogenomics.errors import StudyError
from sonogenomics.study import Published

Ints = NDArray[np.int64]

SPLITS = 150  # where neither study.yaml nor params.yaml says how many
TRAINED = 0.7  # of the rows, as the study's 224 of 320
FEWEST = 2  # patients on a side


class PublishedSplits(NamedTuple):
    """Random splits; one row each.

    Attributes
    ----------
    seeds : ndarray of int, shape (n,)
        R's seed of each split.
    train : ndarray of int, shape (n, n_train)
        Places of the rows learnt from, in the order drawn.
    test : ndarray of int, shape (n, n_test)
        Places of all other rows, rising.
    """

    seeds: Ints
    train: Ints
    test: Ints


def draw_splits(rule: Published, n_rows: int, n: int | None = None) -> PublishedSplits:
    """Draw the study's splits: `set.seed(seed); sample(2:320, 224)` for each of 10,000 seeds.

    The seeds themselves are `set.seed(1234); sample(1:10000000, 10000)`. Rows before the first of
    the pool (row 1) never train. The splits are not stratified.

    Parameters
    ----------
    rule : Published
        Seed of the sampler, pool of the seeds, first row and number of training rows.
    n_rows : int
        Rows that are modelled.
    n : int, optional
        Splits; by default the study's own number. Fewer are the first ones of more.

    Returns
    -------
    PublishedSplits

    Raises
    ------
    StudyError
        Too few rows for the training size, or a seed that R does not take.

    Examples
    --------
    >>> draw_splits(Published(), n_rows=320, n=3).seeds
    array([1810256, 6595564, 7224201])
    """
    wanted = n or rule.n_splits or SPLITS
    n_train = rule.n_train or round(TRAINED * n_rows)
    pool = n_rows - rule.first_row + 1
    if not FEWEST <= n_train <= min(pool, n_rows - FEWEST):
        raise StudyError(
            f"{n_train} of {n_rows} rows cannot be learnt from: {max(pool, 0)} of them may (from "
            f"row {rule.first_row} on), and at least {FEWEST} must be left to be tested. Change "
            f"published.n_train in study.yaml, or add patients."
        )
    seeds = sample([rule.sampler_seed], 1, rule.largest_seed, wanted)[0]
    drawn = sample(seeds, rule.first_row, n_rows, n_train) - 1
    tested = np.ones((wanted, n_rows), bool)
    np.put_along_axis(tested, drawn, False, axis=1)
    return PublishedSplits(seeds, drawn, np.nonzero(tested)[1].reshape(wanted, -1))


def has_both_arms(splits: PublishedSplits, outcome: "pd.Series[int]") -> NDArray[np.bool_]:
    """Which splits have positive and negative patients among those learnt from and those tested.

    In the others nothing can be learnt, or no AUC is defined.

    Examples
    --------
    >>> two = PublishedSplits(np.array([1, 2]), np.array([[0, 1], [0, 2]]), np.array([[2], [1]]))
    >>> has_both_arms(two, pd.Series([0, 1, 1])).tolist()
    [False, False]
    """
    status = outcome.to_numpy()
    n_positive = [status[side].sum(axis=1) for side in (splits.train, splits.test)]
    sizes = splits.train.shape[1], splits.test.shape[1]
    learnt, tested = ((n > 0) & (n < size) for n, size in zip(n_positive, sizes, strict=True))
    both: NDArray[np.bool_] = learnt & tested
    return both

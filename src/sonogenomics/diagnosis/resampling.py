"""Random splits by patient, and a model trained and tested on each of them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import sklearn

from sonogenomics.compute.spread import Plan, spread
from sonogenomics.diagnosis.classifiers import check, positive
from sonogenomics.diagnosis.estimators import Floats, Labels
from sonogenomics.diagnosis.tuning import Recipe, learn
from sonogenomics.errors import StudyError

REDRAWS = 1000  # after so many draws without both arms on both sides, there are too few patients
SEEDS = 2**31


@dataclass(frozen=True)
class Splits:
    """Who is tested in each resampling; everyone else is learned from.

    Attributes
    ----------
    test : ndarray of int, shape (n_resamplings, n_test)
        Positions of tested patients, rising.
    seeds : ndarray of int, shape (n_resamplings,)
        One for whatever is drawn while a model learns.
    """

    test: Labels
    seeds: Labels


@dataclass(frozen=True)
class Resampled:
    """Scores of tested patients, and how many final fits did not come to rest."""

    scores: Floats
    n_not_converged: int


def splits(
    n: int, outcome: pd.Series, test_fraction: float, stratify: bool, rng: np.random.Generator
) -> Splits:
    """Draw random splits of patients into those learned from and those tested.

    Each resampling has its own random stream, spawned from `rng`: more resamplings are the same
    ones and some more.

    Parameters
    ----------
    n : int
        Resamplings; none where there is nothing to learn from.
    outcome : Series, shape (n_patients,)
        1 = positive, 0 = negative.
    test_fraction : float
        Share tested; of 320 patients and 0.3, 96 are tested and 224 learned from.
    stratify : bool
        Keep the proportion of positives on both sides, so that both arms are there by
        construction. Otherwise a draw that leaves a side with a single arm is drawn again.
    rng : Generator
        Source of all chance.

    Returns
    -------
    Splits

    Raises
    ------
    StudyError
        Too few patients of an arm to have both arms on both sides.

    Examples
    --------
    >>> outcome = pd.Series([0, 0, 0, 1, 1, 1])
    >>> drawn = splits(2, outcome, 0.3, stratify=True, rng=np.random.default_rng(1))
    >>> drawn.test.shape
    (2, 2)
    """
    if n == 0:
        return Splits(np.empty((0, 0), dtype=int), np.empty(0, dtype=int))
    status = outcome.to_numpy()
    n_test = int(np.ceil(round(test_fraction * len(status), 9)))  # 0.07 * 100 is 7, not 8
    arms = _arms(status, n_test, stratify)
    drawn = [_draw(arms, status, child) for child in rng.spawn(n)]
    return Splits(np.array([test for test, _ in drawn]), np.array([seed for _, seed in drawn]))


def _arms(status: Labels, n_test: int, stratify: bool) -> list[tuple[Labels, int]]:
    """Groups of patients, and how many of each are tested."""
    n_positive = int(status.sum())
    n_negative = len(status) - n_positive
    if min(n_positive, n_negative) < 2 or not 2 <= n_test <= len(status) - 2:  # noqa: PLR2004
        raise StudyError(
            f"{n_positive} positive and {n_negative} negative patients cannot be split so "
            f"that both arms are learned from and tested ({n_test} tested): add patients, or "
            f"change resampling.test_fraction."
        )
    if not stratify:
        return [(np.arange(len(status)), n_test)]
    share = round(n_test * n_positive / len(status))
    lowest = max(1, n_test - n_negative + 1)
    tested = min(max(share, lowest), n_test - 1, n_positive - 1)
    return [(np.flatnonzero(status == 1), tested), (np.flatnonzero(status == 0), n_test - tested)]


def _draw(
    arms: list[tuple[Labels, int]], status: Labels, rng: np.random.Generator
) -> tuple[Labels, int]:
    for _ in range(REDRAWS):
        test = np.sort(np.concatenate([rng.choice(arm, k, replace=False) for arm, k in arms]))
        n_positive = status[test].sum()
        if 0 < n_positive < len(test) and 0 < status.sum() - n_positive < len(status) - len(test):
            return test, int(rng.integers(SEEDS))
    raise StudyError(
        f"In {REDRAWS} draws no split had both arms on both sides ({status.sum()} of "
        f"{len(status)} patients are positive): add patients of the rarer arm."
    )


@dataclass(frozen=True)
class Task:
    """One classifier on all its splits, as a worker is given it."""

    recipe: Recipe
    x: Floats
    outcome: Labels
    splits: Splits


def resample(
    recipe: Recipe, x: pd.DataFrame, outcome: pd.Series, drawn: Splits, plan: Plan
) -> Resampled:
    """Train and test one classifier on every split, in parallel.

    The scores are the same bytes for any number of workers: each split brings its own seed, and
    every process computes with one BLAS thread.

    Parameters
    ----------
    recipe : Recipe
        Which classifier, which settings, whether they are tuned inside the training side.
    x : DataFrame, shape (n_patients, n_features)
        URFs, complete.
    outcome : Series, shape (n_patients,)
        1 = positive, 0 = negative.
    drawn : Splits
        As `splits` drew them.
    plan : Plan
        Where the work runs, and whether finished pieces are kept.

    Returns
    -------
    Resampled
        Scores of shape (n_resamplings, n_test), beside `drawn.test`.

    Raises
    ------
    StudyError
        Data that nothing can be learned from, or a worker that was killed.
    """
    check(x, outcome)
    task = Task(recipe, np.ascontiguousarray(x, dtype=float), outcome.to_numpy(), drawn)
    done = spread(score_splits, task, len(drawn.test), plan, f"{recipe.name}, {x.shape[1]} URFs")
    return Resampled(done["scores"], int(done["unrest"].sum()))


def score_splits(task: Task, items: range) -> dict[str, np.ndarray]:
    """Train and test on some of the splits: `scores`, and `unrest` where no rest was found."""
    scores = np.empty((len(items), task.splits.test.shape[1]))
    unrest = np.zeros(len(items), dtype=bool)
    with sklearn.config_context(assume_finite=True, skip_parameter_validation=True):
        for row, i in enumerate(items):
            scores[row], converged = _one(task, i)
            unrest[row] = not converged
    return {"scores": scores, "unrest": unrest}


def _one(task: Task, i: int) -> tuple[Floats, bool]:
    test = task.splits.test[i]
    learned = np.delete(np.arange(len(task.outcome)), test)
    seed = int(task.splits.seeds[i])
    model, converged = learn(task.recipe, task.x[learned], task.outcome[learned], seed)
    return positive(model, task.x[test]), converged

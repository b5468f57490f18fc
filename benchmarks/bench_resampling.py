"""Resampling beside the bare fit and predict calls it cannot do without."""

import os
import time
import warnings
from collections.abc import Callable
from functools import partial

import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score
from threadpoolctl import threadpool_limits

from benchmarks import Row
from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.classifiers import NAMES, build, positive
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.diagnosis.resampling import Splits, resample, splits
from sonogenomics.diagnosis.tuning import Recipe
from sonogenomics.params import Params
from sonogenomics.workers import n_workers

N_PATIENTS, N_POSITIVE, N_FEATURES = 320, 145, 24
FOREST_SPLITS, OTHER_SPLITS, SHARED_SPLITS, AUC_SPLITS = 4, 60, 16, 2000
MOST, LEAST, VECTORISED = 1.15, 1.8, 20.0
REPEATS = 3


def _cohort() -> tuple[pd.DataFrame, pd.Series]:
    """As many patients and features as the published module had."""
    rng = np.random.default_rng(1)
    her2 = pd.Series((np.arange(N_PATIENTS) < N_POSITIVE).astype(int))
    x = rng.normal(size=(N_PATIENTS, N_FEATURES)) + 0.3 * her2.to_numpy()[:, None]
    return pd.DataFrame(x, columns=[f"original_f_{i}" for i in range(N_FEATURES)]), her2


def _bare(recipe: Recipe, x: pd.DataFrame, her2: pd.Series, drawn: Splits) -> None:
    """What anyone would write: fit, predict, one split after the other."""
    values, labels = x.to_numpy(), her2.to_numpy()
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for test, seed in zip(drawn.test, drawn.seeds, strict=True):
            learned = np.delete(np.arange(len(labels)), test)
            model = build(recipe.name, recipe.settings, int(seed))
            model.fit(values[learned], labels[learned])
            positive(model, values[test])


def _seconds(work: Callable[[], object]) -> float:
    """The fastest of a few: what the machine can do when nobody else asks it."""
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)


def _recipes() -> list[tuple[Recipe, Splits]]:
    sections = Params.load().classifiers
    _, her2 = _cohort()
    jobs = []
    for name in NAMES:
        settings = getattr(sections, name).model_dump()
        n = FOREST_SPLITS if name == "forest" else OTHER_SPLITS
        rng = np.random.default_rng(2)
        jobs.append((Recipe(name, settings), splits(n, her2, 0.3, stratify=True, rng=rng)))
    return jobs


def _over_bare(what: str, ours: float, theirs: float) -> Row:
    ratio = ours / theirs
    return Row(what, ours, "bare fit and predict", theirs, ratio, f"<= {MOST}", ratio <= MOST)


def _two_over_one(x: pd.DataFrame, her2: pd.Series) -> Row:
    """On the forest, which is nine tenths of the work, and long enough for a worker to start."""
    rng = np.random.default_rng(4)
    drawn = splits(SHARED_SPLITS, her2, 0.3, stratify=True, rng=rng)
    recipe = Recipe("forest", Params.load().classifiers.forest.model_dump())
    one, two = (_seconds(partial(resample, recipe, x, her2, drawn, Plan(n))) for n in (1, 2))
    ratio = one / two
    note = f"{os.getloadavg()[0]:.1f} processes were busy on {n_workers()} core(s)"
    what = f"two workers, forest, {SHARED_SPLITS} splits"
    return Row(what, two, "one worker", one, ratio, f">= {LEAST}", ratio >= LEAST, note)


def _ranked_auc() -> Row:
    rng = np.random.default_rng(3)
    her2, scores = rng.integers(0, 2, (AUC_SPLITS, 96)), rng.random((AUC_SPLITS, 96))
    ours = _seconds(lambda: auc(her2, scores))
    theirs = _seconds(lambda: [roc_auc_score(*pair) for pair in zip(her2, scores, strict=True)])
    ratio = theirs / ours
    what = f"AUC of {AUC_SPLITS} splits"
    return Row(what, ours, "roc_auc_score", theirs, ratio, f">= {VECTORISED}", ratio >= VECTORISED)


def run() -> list[Row]:
    """Seven classifiers beside bare calls, two workers beside one, and the AUC by ranks."""
    x, her2 = _cohort()
    rows: list[Row] = []
    totals = np.zeros(2)
    for recipe, drawn in _recipes():
        job = (recipe, x, her2, drawn)
        seconds = [_seconds(partial(resample, *job, Plan())), _seconds(partial(_bare, *job))]
        totals += seconds
        rows.append(_over_bare(f"{recipe.name}, {len(drawn.test)} splits", *seconds))
    rows.append(_over_bare("all seven", *totals.tolist()))
    return [*rows, _two_over_one(x, her2), _ranked_auc()]

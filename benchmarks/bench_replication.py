"""The published study's 10,000 splits x 7 classifiers x 2 feature sets, on its rows if any."""

import os
import time
import warnings
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from benchmarks import Row
from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.classifiers import build, positive
from sonogenomics.diagnosis.published_classifiers import Trial, judge_splits
from sonogenomics.diagnosis.published_rows import NAMELESS, Modelled, modelled_rows, with_nameless
from sonogenomics.diagnosis.published_sets import FeatureSet, settings_of_sets, used_features
from sonogenomics.diagnosis.published_splits import PublishedSplits, draw_splits
from sonogenomics.diagnosis.replication import Replay, replicate
from sonogenomics.params import Params
from sonogenomics.radiomics.names import PUBLISHED
from sonogenomics.radiomics.table import read_cells
from sonogenomics.study import Absent, Study
from sonogenomics.workers import n_workers

MIRROR = Path(os.environ.get("SONOGENOMICS_MIRROR", "mirror"))
N_PATIENTS, N_POSITIVE, ALL = 320, 145, 10_000
WHOLE = 256  # splits of all seven at once, by all workers; the rest is scaled
OURS, LIBRARY, FOREST = 64, 8, 2  # splits of one classifier in one process
MINUTE, LONGEST = 60.0, 25.0
STUDY = Study.load("her2")
Sets = Mapping[str, FeatureSet]


def run() -> list[Row]:
    """All seven by all workers, the logistic regression in full, and each beside the library."""
    rows, sets = _rows(), _sets()
    splits = draw_splits(STUDY.published, len(rows.urfs))
    each = {name: _each(rows, sets, splits, name) for name in sets["module"].settings}
    return [
        _all_seven(rows, sets, splits, sum(library for _, library in each.values())),
        _logistic(rows, sets, splits, each["logistic"][1]),
        *(_beside_library(name, *seconds) for name, seconds in each.items()),
    ]


def _rows() -> Modelled:
    """The 320 rows that the study modelled, or as many made up."""
    path, layout = MIRROR / "her2-urf" / "F-S_matrix.txt", STUDY.urfs
    if not path.is_file() or isinstance(layout, Absent):
        rng = np.random.default_rng(1)
        status = pd.Series((rng.permutation(N_PATIENTS) < N_POSITIVE).astype(int))
        values = rng.normal(size=(N_PATIENTS, len(PUBLISHED)))
        return Modelled(pd.DataFrame(values, columns=[*PUBLISHED]), status)
    cells = read_cells(path, layout, call_nameless=NAMELESS)
    named = [name for name in cells.patients if name != NAMELESS]
    outcome = pd.Series([int(name.startswith("pos")) for name in named], index=named)
    everyone = with_nameless(cells, [*PUBLISHED], outcome, STUDY.published)
    return modelled_rows(*everyone, STUDY.published)


def _sets() -> Sets:
    params = Params.load()
    found = pd.DataFrame({"feature": [*PUBLISHED], "differential": False, "module": False})
    used = used_features(found, STUDY.published.features)
    return settings_of_sets(used, params.classifiers, params.replication.differential)


def _first(splits: PublishedSplits, n: int) -> PublishedSplits:
    return PublishedSplits(*(part[:n] for part in splits))


def _seconds(rows: Modelled, sets: Sets, splits: PublishedSplits, workers: int) -> float:
    began = time.perf_counter()
    replicate(Replay(rows, splits, Plan(workers), "intelex"), sets)
    return time.perf_counter() - began


def _all_seven(rows: Modelled, sets: Sets, splits: PublishedSplits, library: float) -> Row:
    workers = n_workers()
    taken = _seconds(rows, sets, _first(splits, WHOLE), workers) * ALL / WHOLE
    usual, minutes = library * ALL / workers, taken / MINUTE
    what = f"{ALL:,} splits x 7 x 2 feature sets, {workers} worker(s), forest of intelex"
    note = f"{minutes:.1f} min, {WHOLE} splits scaled; {os.getloadavg()[0]:.1f} processes were busy"
    target = f"<= {LONGEST:.0f} min"
    return Row(
        what,
        taken,
        "scikit-learn, one by one",
        usual,
        usual / taken,
        target,
        minutes <= LONGEST,
        note,
    )


def _logistic(rows: Modelled, sets: Sets, splits: PublishedSplits, library: float) -> Row:
    alone = {name: FeatureSet(one.features, {"logistic": {}}) for name, one in sets.items()}
    taken = _seconds(rows, alone, splits, 1)
    usual = library * ALL
    what = f"logistic regression, {ALL:,} splits x 2 feature sets, in full, one worker"
    return Row(
        what, taken, "scikit-learn, one by one", usual, usual / taken, "<= 60 s", taken <= MINUTE
    )


def _each(rows: Modelled, sets: Sets, splits: PublishedSplits, name: str) -> tuple[float, float]:
    """Seconds a split on both feature sets, ours and the library's, in one process."""
    ours, library = 0.0, 0.0
    for one in sets.values():
        x = rows.urfs[list(one.features)].to_numpy(dtype=float)
        status = rows.outcome.to_numpy().astype(np.int64)
        trial = Trial(name, one.settings[name], x, status, splits, "intelex")
        n = 4 * FOREST if name == "forest" else OURS
        with threadpool_limits(1):
            judge_splits(trial, range(FOREST))  # what is imported once
            began = time.perf_counter()
            judge_splits(trial, range(n))
            ours += (time.perf_counter() - began) / n
            library += _by_library(replace(trial, splits=_first(splits, LIBRARY)))
    return ours, library


def _by_library(trial: Trial) -> float:
    n = FOREST if trial.classifier == "forest" else LIBRARY
    began = time.perf_counter()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for train, test in zip(trial.splits.train[:n], trial.splits.test[:n], strict=True):
            model = build(trial.classifier, trial.settings, 1)
            model.fit(trial.x[train], trial.outcome[train])
            positive(model, trial.x[test])
    return (time.perf_counter() - began) / n


def _beside_library(name: str, ours: float, library: float) -> Row:
    what = f"{name}, a split on both feature sets"
    return Row(what, ours, "scikit-learn's estimator", library, library / ours, "", True)

"""Fifty outer folds with the gene chain inside, and what is saved where no URF differs."""

import os
import time

import numpy as np
import pandas as pd

from benchmarks import Row
from benchmarks.her2_candidates import MIRROR, genes, patients, rules, task
from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.nested import cross_validate
from sonogenomics.linking.chain import link
from sonogenomics.workers import n_workers

NAMES, REPEATS, INNER_FOLDS, TRIALS, SEED = ["module-logistic"], 10, 3, 6, 1
MINUTES = 10
SELECTIONS = 5  # timed one by one with the gene steps


def run() -> list[Row]:
    """By the honest rule, where most folds find no differential URF; and by the study's."""
    if not (MIRROR / "her2-urf").is_dir():
        return []
    load = f"{os.getloadavg()[0]:.1f} processes were busy"
    return [_folds(uncorrected, load) for uncorrected in (False, True)]


def _folds(uncorrected: bool, load: str) -> Row:
    names = ["study-module"] if uncorrected else NAMES
    asked = task(names, REPEATS, INNER_FOLDS, TRIALS, SEED)
    began = time.perf_counter()
    done = cross_validate(asked, Plan(n_workers()))
    seconds = time.perf_counter() - began
    made, empty = done["selections"].sum(axis=0)
    whole = _seconds_a_selection() * made / n_workers()
    note = f"{empty} of {made} selections found no URF and left the genes out; {load}"
    what = f"{len(done['cut_off'])} outer folds, {names[0]}, genes inside"
    against = "its gene steps alone, never left out"
    met = seconds < MINUTES * 60
    return Row(what, seconds, against, whole, whole / seconds, f"< {MINUTES} min", met, note)


def _seconds_a_selection() -> float:
    """Of the whole chain, on as many patients as an outer training fold has."""
    urfs, rows = patients()
    outcome = pd.Series(rows.outcome, urfs.index)
    rng = np.random.default_rng(SEED)
    began = time.perf_counter()
    for _ in range(SELECTIONS):
        some = rng.permutation(len(urfs))[: len(urfs) * 4 // 5]
        link(urfs.iloc[some], outcome.iloc[some], genes(), rules(), rng)
    return (time.perf_counter() - began) / SELECTIONS

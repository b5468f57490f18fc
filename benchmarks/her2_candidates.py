"""Every candidate of the nested cross-validation on the study's own 321 patients, genes inside.

    SONOGENOMICS_MIRROR=<mirror> python -m benchmarks.her2_candidates [seed] [repeats]

The study `her2-scanb` keeps its held-out patients locked; here all named patients of the published
table are cross-validated, so that the figures can be set beside the paper's, which rest on all too.
"""

import os
import sys
import time
from dataclasses import astuple
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from rich.console import Console
from rich.table import Table

from sonogenomics.compute.shelf import kept
from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.classifiers import NAMES
from sonogenomics.diagnosis.folds import Rows
from sonogenomics.diagnosis.judging import candidates_table
from sonogenomics.diagnosis.metrics import auc_interval
from sonogenomics.diagnosis.nested import Asked, Nesting, cross_validate, nesting
from sonogenomics.diagnosis.nested_tables import folds_table, scores_table
from sonogenomics.diagnosis.procedures import (
    CHOSEN,
    PROCEDURES,
    needed,
    needs_uncorrected,
    procedures,
)
from sonogenomics.diagnosis.training_fold import Rules, TrainingFold
from sonogenomics.diagnosis.tuning import recipe_for
from sonogenomics.genomics.gene_sets import read_libraries
from sonogenomics.linking.chain import ChainRules, chain_rules
from sonogenomics.linking.gene_side import GeneSide, gene_side
from sonogenomics.linking.perturbation import LabelledSeries
from sonogenomics.linking.selection import Selection
from sonogenomics.params import Params
from sonogenomics.params.models import Tuning
from sonogenomics.profiles import PROFILES
from sonogenomics.workers import n_workers

MIRROR = Path(os.environ.get("SONOGENOMICS_MIRROR", "mirror"))
HONEST = PROFILES["honest"]
PERTURBATIONS = 75
FOLDS, INNER_FOLDS, TRIALS = 5, 5, 20
REFERENCE = "ridge"


@cache
def patients() -> tuple[pd.DataFrame, Rows]:
    """The published URFs of named patients, and their arm by name."""
    table = pd.read_csv(MIRROR / "her2-urf" / "F-S_matrix.txt", sep="\t", index_col=0).T
    urfs = table[table.index.str.match(r"(pos|neg)\d+$")].astype(float)
    names = urfs.index.to_numpy(dtype=str)
    outcome = np.array([name.startswith("pos") for name in names], dtype=np.int64)
    return urfs, Rows(outcome, names, np.full(len(names), ""))


@cache
def rules() -> ChainRules:
    """Of the honest profile, as params.yaml sets them."""
    p = Params.load()
    return chain_rules(HONEST, p.differential, p.association, p.enrichment, p.modules)


@cache
def genes() -> GeneSide:
    """GSE96058 with its HER2 status, GO and KEGG."""
    folder = MIRROR / "gse96058"
    matrix = pd.read_csv(folder / "exprBC_log2fpkm.tsv.gz", sep="\t", index_col=0)
    status = pd.read_csv(folder / "samplesBC.csv").set_index("title")["her2_status"].dropna()
    status = status[status.index.isin(matrix.columns)].astype(int)
    series = LabelledSeries("gse96058", matrix, status, PERTURBATIONS)
    sets = {path.stem: path for path in sorted((MIRROR / "genesets").glob("*.gmt"))}
    return gene_side([series], read_libraries(sets), rules().enrichment, HONEST.universe)


def task(names: list[str], repeats: int, inner_folds: int, trials: int, seed: int) -> Nesting:
    """A nested cross-validation of some candidates on these patients."""
    classifiers, tuning = Params.load().classifiers, Tuning(trials=trials, folds=inner_folds)
    recipes = {name: recipe_for(name, classifiers, tuning, HONEST) for name in NAMES}
    asked = Asked(procedures(names), repeats, FOLDS)
    select = Selection(rules(), genes(), needs_uncorrected(asked.procedures))
    how = Rules(select, recipes, inner_folds, trials)
    return nesting(*patients(), asked, how, seed)


def main(seed: int, repeats: int) -> None:
    """Print every candidate, best first."""
    names = [*PROCEDURES, CHOSEN]
    asked = task(names, repeats, INNER_FOLDS, TRIALS, seed)
    began = time.perf_counter()
    with kept("her2_candidates") as shelf:
        done = cross_validate(asked, Plan(n_workers(), shelf=shelf))
    words = {one.name: one.what for one in asked.asked.procedures}
    folds = folds_table(asked, done)
    table = candidates_table(scores_table(asked, done), folds, words, REFERENCE, CHOSEN)
    table = table.set_index("candidate").drop(columns=["what", "reference", "chosen"])
    table["fell_back"] = folds.groupby("candidate")["fell_back"].mean()
    shown = Table("candidate", *table.columns)
    for name, row in table.iterrows():
        shown.add_row(str(name), *(f"{value:.3f}" for value in row))
    Console(width=240).print(shown)
    print(f"seed {seed}, {repeats} x {FOLDS} folds, {time.perf_counter() - began:.0f} s")
    print(
        folds[folds["candidate"] == CHOSEN]["settings"]
        .str.extract(r'"candidate": "([^"]+)"')[0]
        .value_counts()
    )


def across_batches(names: list[str], seed: int) -> pd.DataFrame:
    """Learn on one batch of the table's patients, test on the other: AUC and DeLong's interval.

    The table's columns come in two runs, each in the order of the patients' numbers; the second
    begins at neg1, and all its patients have whole-numbered grey-level extremes, so one image each,
    where most of the first have several. Nothing says what the runs are; two hospitals would fit.
    The split is only tested with, never learnt from.
    """
    urfs, rows = patients()
    asked = task(names, 1, INNER_FOLDS, TRIALS, seed)
    is_second = np.arange(len(urfs)) >= list(urfs.index).index("neg1")
    found = []
    for learned, left, which in ((~is_second, is_second, 1), (is_second, ~is_second, 2)):
        parts = np.flatnonzero(learned), np.flatnonzero(left)
        inside = TrainingFold(urfs, rows, parts, asked.rules, (seed, which))
        done = inside.results(needed(asked.asked.procedures))
        for name in names:
            interval = auc_interval(rows.outcome[left], done[name].test)
            found.append((name, which, int(learned.sum()), int(left.sum()), *astuple(interval)))
    columns = ["candidate", "learnt_on_batch", "n_train", "n_test", "auc", "auc_low", "auc_high"]
    return pd.DataFrame(found, columns=columns)


if __name__ == "__main__":
    given = [int(text) for text in sys.argv[1:]]
    names = [REFERENCE, "plain-ridge", "log-ridge", "log-components", "log-process", "average"]
    print(across_batches(names, 1).round(3).to_string(index=False))
    main(*(given + [Params.load().seed, 10][len(given) :]))

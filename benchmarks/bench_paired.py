"""Paired links given covariates, beside scipy's pearsonr feature by feature."""

import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import stats

from benchmarks import Row
from sonogenomics.linking.paired import paired_links
from sonogenomics.linking.paired_chance import shuffled
from sonogenomics.linking.paired_sides import sides

N_FEATURES, N_GENES, N = 86, 20_000, 100
SCIPY_FEATURES = 3  # the rest is scaled
REPEATS, SHUFFLINGS = 3, 5
TIMES_SCIPY, MOST_MIB = 5, 256
FDR = 0.05


def run() -> list[Row]:
    """86 features x 20,000 genes in 100 patients, two covariates, by rank."""
    rng = np.random.default_rng(1)
    who = [f"P{i:03}" for i in range(N)]
    urfs = pd.DataFrame(rng.standard_normal((N, N_FEATURES)), who)
    genes = pd.DataFrame(rng.standard_normal((N_GENES, N)), columns=who)
    covariates = pd.DataFrame(
        {"age": rng.normal(55, 9, N), "stage": rng.choice(["I", "II", "III"], N)}, who
    )

    def ours() -> None:
        paired_links(urfs, genes, FDR, covariates, "normal_scores")

    def by_scipy() -> None:
        for name in urfs.columns[:SCIPY_FEATURES]:
            stats.pearsonr(urfs[[name]].to_numpy().T, genes.to_numpy(), axis=1)

    seconds, scipys = _best(ours), _best(by_scipy) * N_FEATURES / SCIPY_FEATURES
    tracemalloc.start()
    ours()
    peak = tracemalloc.get_traced_memory()[1] / 2**20
    tracemalloc.stop()
    ready = sides(urfs, genes, covariates, "normal_scores")
    began = time.perf_counter()
    shuffled(ready, np.array([]), FDR, SHUFFLINGS, rng)
    each = (time.perf_counter() - began) / SHUFFLINGS
    what = f"paired links, {N_FEATURES} x {N_GENES:,}, {N} patients, 2 covariates, by rank"
    note = f"scipy without covariates or adjustment, scaled; one shuffling {each:.2f} s"
    return [
        Row(
            what,
            seconds,
            "scipy.stats.pearsonr, axis=1",
            scipys,
            scipys / seconds,
            f">= {TIMES_SCIPY}",
            scipys >= TIMES_SCIPY * seconds,
            note,
        ),
        Row(
            f"{what}, peak memory",
            seconds,
            f"{MOST_MIB} MiB",
            seconds,
            peak / MOST_MIB,
            "< 1",
            peak < MOST_MIB,
            f"by tracemalloc: {peak:.0f} MiB",
        ),
    ]


def _best(work: Callable[[], None]) -> float:
    times = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times)

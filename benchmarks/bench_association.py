"""Association beside the bare matrix products it needs, and beside scipy's pearsonr."""

import time
import tracemalloc
from collections.abc import Callable

import numpy as np
from scipy import stats
from threadpoolctl import threadpool_limits

from benchmarks import Row
from sonogenomics.linking.association import HitRule, hits
from sonogenomics.linking.counting import Floats
from sonogenomics.linking.pairing import Pairings, draw_pairings
from sonogenomics.workers import n_workers

N_FEATURES, N_GENES = 86, 20_000
# patients, samples and perturbations of every arm
SCANB = ((146, 42, 75), (175, 343, 75))
PUBLISHED = tuple(
    (patients, samples, 25)
    for patients, arm in ((146, (30, 21, 46)), (175, (70, 94, 63)))
    for samples in arm
)
REPEATS = 5
TIMES_SCIPY = 100
SCIPY_FEATURES = 2  # of one perturbation; the rest is scaled
MIB, GIB_IN_MIB = 2**20, 2**10

Arm = tuple[Floats, Floats, Pairings]


def run() -> list[Row]:
    """Both arms, 75 perturbations x 86 features x 20,000 genes."""
    rng = np.random.default_rng(1)
    arms = [_arm(*sizes, rng) for sizes in SCANB]
    what = f"association, 75 x {N_FEATURES} x {N_GENES:,}, both arms"
    rows = [
        _beside_products(f"{what}, study {study}, {n} thread(s)", some, n)
        for study, some in (("her2-scanb", arms), ("her2", [_arm(*s, rng) for s in PUBLISHED]))
        for n in sorted({1, n_workers()})
    ]
    ours, by_scipy = rows[0].seconds, sum(_by_scipy(arm) for arm in arms)
    note = f"scipy on {SCIPY_FEATURES} features of one perturbation of each arm, scaled"
    ratio = by_scipy / ours
    rows.append(
        Row(
            what,
            ours,
            "scipy.stats.pearsonr, axis=1",
            by_scipy,
            ratio,
            f">= {TIMES_SCIPY}",
            ratio >= TIMES_SCIPY,
            note,
        )
    )
    peak = _peak_mib(arms) / GIB_IN_MIB
    note = f"by tracemalloc, inputs included: {peak * GIB_IN_MIB:.0f} MiB"
    return [*rows, Row(f"{what}, peak memory", ours, "1 GiB", ours, peak, "< 1", peak < 1, note)]


def _beside_products(what: str, arms: list[Arm], n_threads: int) -> Row:
    ours, bare = _in_turn(lambda: _count(arms, n_threads), _products(arms, n_threads))
    return Row(what, ours, "np.matmul alone", bare, ours / bare, "<= 2", ours <= 2 * bare)


def _arm(n_patients: int, n_samples: int, n: int, rng: np.random.Generator) -> Arm:
    features = rng.standard_normal((n_patients, N_FEATURES))
    genes = rng.standard_normal((N_GENES, n_samples))
    return features, genes, draw_pairings(n_patients, n_samples, n, rng)


def _count(arms: list[Arm], n_threads: int) -> None:
    for features, genes, pairings in arms:
        hits(features, genes, pairings, HitRule(0.05, 0.3), n_threads)


def _products(arms: list[Arm], n_threads: int) -> Callable[[], None]:
    """The products alone, one a perturbation, operands and result ready in single precision."""
    ready = [
        (
            np.ascontiguousarray(features[pairings.patients[0]].T, np.float32),
            np.ascontiguousarray(genes[:, pairings.samples[0]].T, np.float32),
            len(pairings.patients),
        )
        for features, genes, pairings in arms
    ]
    result = np.empty((N_FEATURES, N_GENES), np.float32)

    def products() -> None:
        with threadpool_limits(n_threads, user_api="blas"):
            for urfs, genes, n_perturbations in ready:
                for _ in range(n_perturbations):
                    np.matmul(urfs, genes, out=result)

    return products


def _in_turn(*tasks: Callable[[], None]) -> list[float]:
    """Best time of each, taken in turn so that a busy machine is busy for all."""
    times = [[_seconds(task) for task in tasks] for _ in range(REPEATS)]
    return [min(of_one) for of_one in zip(*times, strict=True)]


def _seconds(task: Callable[[], None]) -> float:
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def _by_scipy(arm: Arm) -> float:
    features, genes, pairings = arm
    drawn, paired = features[pairings.patients[0]].T, genes[:, pairings.samples[0]]

    def some() -> None:
        for feature in drawn[:SCIPY_FEATURES]:
            stats.pearsonr(feature[None], paired, axis=1)

    return _seconds(some) * N_FEATURES / SCIPY_FEATURES * len(pairings.patients)


def _peak_mib(arms: list[Arm]) -> float:
    inputs = sum(features.nbytes + genes.nbytes for features, genes, _ in arms)
    tracemalloc.start()
    _count(arms, n_workers())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return (peak + inputs) / MIB

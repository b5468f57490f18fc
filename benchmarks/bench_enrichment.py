"""Over-representation of all gene lists at once, beside gseapy.enrich in a loop."""

import os
import time
from pathlib import Path

import gseapy
import numpy as np
import pandas as pd

from benchmarks import Row
from sonogenomics.genomics.gene_sets import read_libraries
from sonogenomics.linking.enrichment import EnrichmentRule, over_representation

MIRROR = Path(os.environ.get("SONOGENOMICS_MIRROR", "mirror"))
N_LISTS, SMALLEST, LARGEST = 86, 1364, 1871  # genes a list, as the study had
GSEAPY_LISTS = 3  # the rest is scaled
REPEATS = 5


def run() -> list[Row]:
    """86 lists against every set of GO and KEGG, sets of any size in both."""
    rng = np.random.default_rng(1)
    sets = _gene_sets(rng)
    lists = _lists(sorted(sets["gene"].unique()), rng)
    rule = EnrichmentRule(alpha=0.05, min_size=1, max_size=10**6, adjust_over="overlapping")
    ours = []
    for _ in range(REPEATS):
        began = time.perf_counter()
        over_representation(lists, sets, rule)
        ours.append(time.perf_counter() - began)
    by_gseapy = _by_gseapy(lists, sets)
    n_sets = len(sets.drop_duplicates(["library", "term"]))
    return [
        Row(
            f"enrichment, {N_LISTS} lists x {n_sets:,} sets",
            min(ours),
            "gseapy.enrich in a loop",
            by_gseapy,
            by_gseapy / min(ours),
            ">= 100",
            by_gseapy >= 100 * min(ours),
            f"gseapy on {GSEAPY_LISTS} lists, best of them, scaled; {_origin()}",
        )
    ]


def _gene_sets(rng: np.random.Generator) -> pd.DataFrame:
    files = {path.stem: path for path in sorted((MIRROR / "genesets").glob("*.gmt"))}
    if files:
        return read_libraries(files)
    genes = np.array([f"GENE{i}" for i in range(16_000)])
    sizes = np.clip(rng.lognormal(3, 1, 7_000), 5, 1_000).astype(int)
    rows = [
        ("GO", f"term {term}", gene)
        for term, size in enumerate(sizes)
        for gene in rng.choice(genes, size, replace=False)
    ]
    return pd.DataFrame(rows, columns=["library", "term", "gene"])


def _origin() -> str:
    real = (MIRROR / "genesets").is_dir()
    return "GO 2018 and KEGG 2016" if real else "random sets: no SONOGENOMICS_MIRROR"


def _lists(genes: list[str], rng: np.random.Generator) -> pd.DataFrame:
    parts = [
        pd.DataFrame({"feature": f"feature {i}", "gene": rng.choice(genes, size, replace=False)})
        for i, size in enumerate(rng.integers(SMALLEST, LARGEST, N_LISTS))
    ]
    return pd.concat(parts, ignore_index=True)


def _by_gseapy(lists: pd.DataFrame, sets: pd.DataFrame) -> float:
    libraries = [
        {str(term): list(genes) for term, genes in library.groupby("term")["gene"]}
        for _, library in sets.groupby("library")
    ]
    times = []
    for _, genes in list(lists.groupby("feature")["gene"])[:GSEAPY_LISTS]:
        began = time.perf_counter()
        for library in libraries:
            gseapy.enrich(list(genes), library, outdir=None, no_plot=True)
        times.append(time.perf_counter() - began)
    return min(times) * N_LISTS

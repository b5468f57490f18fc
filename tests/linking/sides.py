"""Gene sides and patients for tests of what chance gives."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from sonogenomics.linking.counting import Floats
from sonogenomics.linking.enrichment import EnrichmentRule
from sonogenomics.linking.gene_side import GeneSide, gene_side
from sonogenomics.linking.perturbation import LabelledSeries

RULE = EnrichmentRule(alpha=0.05, min_size=3, max_size=50, adjust_over="overlapping")
NO_SETS = pd.DataFrame(columns=["library", "term", "gene"])
Draw = Callable[[tuple[int, int]], Floats]


def one_series(
    name: str, draw: Draw, sizes: tuple[int, int], n_genes: int, perturbations: int
) -> LabelledSeries:
    """A series of so many positive and negative samples."""
    n = sum(sizes)
    samples = [f"{name}{i}" for i in range(n)]
    genes = [f"G{i:04}" for i in range(n_genes)]
    outcome = pd.Series(np.arange(n) < sizes[0], samples).astype(int)
    matrix = pd.DataFrame(draw((n_genes, n)), genes, samples)
    return LabelledSeries(name, matrix, outcome, perturbations)


def side_of(series: list[LabelledSeries], gene_sets: pd.DataFrame = NO_SETS) -> GeneSide:
    """Its genes, measured ones as background."""
    return gene_side(series, gene_sets, RULE, "measured")

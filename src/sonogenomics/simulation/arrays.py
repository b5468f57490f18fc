"""Microarrays: from genes to probes, some of which have no gene, two genes or a gap."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sonogenomics.simulation.genome import Genome

_TWICE = 0.3  # genes that a second probe measures too
_WITHOUT_GENE, _TWO_GENES, _GAPS = 60, 30, 5
_NOISE = 0.25  # of one probe, log2 units
_UNEQUAL = 0.4  # how much the probes of one gene differ in level, log2 units
BETWEEN_SYMBOLS = " /// "  # as in Affymetrix's annotation


@dataclass(frozen=True)
class Array:
    """One series as its platform saw it.

    Attributes
    ----------
    annotation : DataFrame
        Columns `ID`, `Gene Symbol` (empty where the probe has no gene) and `Gene Title`.
    signals : DataFrame of shape (n_probes, n_samples)
        Log2 scale, rows in the order of the annotation; a few gaps.
    """

    annotation: pd.DataFrame
    signals: pd.DataFrame


def measured(genes: Genome, share: float, rng: np.random.Generator) -> list[str]:
    """Genes that one platform covers: all with something planted, and a share of the others."""
    kept = genes.kept_by_all()
    return [str(gene) for gene in genes.names if gene in kept or rng.random() < share]


def with_gaps(values: pd.DataFrame, spared: frozenset[str], rng: np.random.Generator) -> None:
    """Take out one value of a few rows, never of a row in `spared` (in place)."""
    free = np.flatnonzero(~values.index.isin(spared))
    for row in rng.choice(free, _GAPS, replace=False):
        values.iloc[row, rng.integers(values.shape[1])] = np.nan


def array(expression: pd.DataFrame, genes: Genome, rng: np.random.Generator) -> Array:
    """Measure genes by probes.

    Parameters
    ----------
    expression : DataFrame of shape (n_genes, n_samples)
        Log2, of the genes that the platform covers.
    genes : Genome
    rng : Generator

    Returns
    -------
    Array
    """
    kept = genes.kept_by_all()
    names = list(expression.index)
    second = [gene for gene in names if rng.random() < _TWICE]
    free = rng.permutation([gene for gene in names if gene not in kept])[: 2 * _TWO_GENES]
    targets: list[tuple[str, ...]] = [(gene,) for gene in (*names, *second)]
    targets += [*zip(free[::2], free[1::2], strict=True), *[()] * _WITHOUT_GENE]
    targets = [targets[number] for number in rng.permutation(len(targets))]
    ids = [f"{200001 + number}{'_s' if len(t) > 1 else ''}_at" for number, t in enumerate(targets)]
    values = pd.DataFrame(_signals(targets, expression, rng), index=ids, columns=expression.columns)
    spared = frozenset(
        probe for probe, target in zip(ids, targets, strict=True) if kept.intersection(target)
    )
    with_gaps(values, spared, rng)
    symbols = [BETWEEN_SYMBOLS.join(target) for target in targets]
    titles = [f"simulated {symbol}" if symbol else "control" for symbol in symbols]
    annotation = pd.DataFrame({"ID": ids, "Gene Symbol": symbols, "Gene Title": titles})
    return Array(annotation, values)


def _signals(
    targets: list[tuple[str, ...]], expression: pd.DataFrame, rng: np.random.Generator
) -> np.ndarray:
    """Mean of the genes a probe binds (background level where none), its own level, noise."""
    place = {gene: row for row, gene in enumerate(expression.index)}
    matrix = expression.to_numpy()
    means = [
        matrix[[place[gene] for gene in target]].mean(axis=0)
        if target
        else np.full(matrix.shape[1], 4.0)
        for target in targets
    ]
    level = _UNEQUAL * rng.standard_normal((len(targets), 1))
    return np.array(means) + level + _NOISE * rng.standard_normal((len(targets), matrix.shape[1]))

"""Which functions gene lists have, yes or no: over-representation without its table."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sonogenomics.linking.enrichment import EnrichmentRule
from sonogenomics.linking.gene_side import Library
from sonogenomics.linking.hypergeometric import upper_tail

Flags = NDArray[np.bool_]
Counts = NDArray[np.int64]
Floats = NDArray[np.float64]
FEWEST_BY_MEAN = 0.5  # level up to which overlaps below the mean need no p-value


def enriched_terms(lists: Flags, libraries: Sequence[Library], rule: EnrichmentRule) -> Flags:
    """Tell which gene lists are enriched for which sets.

    The same verdicts as `enrichment.over_representation`: hypergeometric upper tail, adjusted after
    Benjamini-Hochberg within library and list. A p-value is only computed where the overlap exceeds
    its mean: the median of a hypergeometric count lies next to its mean, so below it p is about
    one half or more, and nothing that large is ever enriched.

    Parameters
    ----------
    lists : ndarray of bool, shape (lists, genes)
        Genes of the side that each list holds.
    libraries : sequence of Library
        From `gene_side`.
    rule : EnrichmentRule
        Level, and over what is adjusted.

    Returns
    -------
    ndarray of bool, shape (lists, sets)
        Sets of all libraries, one library after the other.

    Examples
    --------
    >>> import pandas as pd
    >>> from sonogenomics.linking.gene_side import gene_side
    >>> genes = pd.DataFrame(0.0, index=[f"G{i}" for i in range(40)], columns=["P1"])
    >>> sets = pd.DataFrame({"library": "GO", "term": "s", "gene": genes.index[:5]})
    >>> rule = EnrichmentRule(alpha=0.05, min_size=1, max_size=9, adjust_over="tested")
    >>> side = gene_side([], sets, rule, "measured", genes)
    >>> enriched_terms(np.arange(40) < np.array([[4], [0]]), side.libraries, rule)
    array([[ True],
           [False]])
    """
    columns = np.ascontiguousarray(lists.T, np.float32)
    parts = [_of_library(columns, library, rule) for library in libraries]
    return np.concatenate([np.zeros((len(lists), 0), bool), *parts], axis=1)


def _of_library(columns: NDArray[np.float32], library: Library, rule: EnrichmentRule) -> Flags:
    overlaps = (library.membership @ columns).T.astype(np.int64)
    n_list = (library.known.astype(np.float32) @ columns).astype(np.int64)
    found = np.zeros(overlaps.shape, bool)
    for row, (overlap, n) in enumerate(zip(overlaps, n_list, strict=True)):
        found[row, _enriched(overlap, int(n), library, rule)] = True
    return found


def _enriched(overlap: Counts, n_list: int, library: Library, rule: EnrichmentRule) -> Counts:
    """Rows of the sets that one list is enriched for."""
    mean = library.n_set * (n_list / library.n_universe)
    asked = overlap > (mean if rule.alpha < FEWEST_BY_MEAN else 0)
    rows = np.flatnonzero(asked)
    n_tests = len(overlap) if rule.adjust_over == "tested" else int(np.count_nonzero(overlap))
    if not rows.size:
        return rows
    p = upper_tail(overlap[rows], library.n_set[rows], n_list, library.n_universe)
    return rows[rejected(p, n_tests, rule.alpha)]


def rejected(p: Floats, n_tests: int, level: float) -> Flags:
    """Which of the smallest p-values Benjamini-Hochberg rejects among `n_tests` tests.

    Parameters
    ----------
    p : ndarray, shape (k,)
        At least all those below `level`; the other tests have larger ones.
    n_tests : int
        Tests in all.
    level : float
        False discovery rate that adjusted p-values must lie below.

    Returns
    -------
    ndarray of bool, shape (k,)

    References
    ----------
    Benjamini & Hochberg, J R Stat Soc B 1995;57:289.

    Examples
    --------
    >>> rejected(np.array([0.03, 0.001, 0.2]), n_tests=3, level=0.05)
    array([ True,  True, False])
    >>> rejected(np.array([0.03, 0.001]), n_tests=30, level=0.05)
    array([False,  True])
    """
    ascending = np.sort(p)
    passing = np.flatnonzero(ascending * (n_tests / np.arange(1, len(p) + 1)) < level)
    if not passing.size:
        return np.zeros(len(p), bool)
    verdict: Flags = p <= ascending[passing[-1]]
    return verdict

"""Over-representation: which functions a list of genes has more of than chance would give."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse, stats

from sonogenomics.linking.hypergeometric import Counts, Floats, upper_tail

COLUMNS = (
    "library",
    "feature",
    "term",
    "n_overlap",
    "n_list",
    "n_set",
    "n_universe",
    "p",
    "p_bh",
    "enriched",
)


@dataclass(frozen=True)
class EnrichmentRule:
    """Which sets are tested, and when a list has their function.

    Attributes
    ----------
    alpha : float
        Level of the adjusted p-value.
    min_size, max_size : int
        Genes a set must share with the universe.
    adjust_over : {'overlapping', 'tested'}
        Sets that Benjamini-Hochberg counts: those sharing a gene with the list, as clusterProfiler
        and gseapy do, or every set of admitted size.
    """

    alpha: float
    min_size: int
    max_size: int
    adjust_over: Literal["overlapping", "tested"]


class _Library(NamedTuple):
    """The sets of one library within its universe, and the lists within it."""

    terms: pd.Index  # sets of admitted size
    features: pd.Index
    n_set: Counts  # per set
    n_list: Counts  # per feature
    n_overlap: Counts  # sets x features
    n_universe: int


class _Tests(NamedTuple):
    """The sets that share a gene with one list."""

    rows: NDArray[np.intp]
    p: Floats
    adjusted: Floats


_NOTHING = _Tests(np.empty(0, np.intp), np.empty(0), np.empty(0))


def over_representation(
    lists: pd.DataFrame,
    gene_sets: pd.DataFrame,
    rule: EnrichmentRule,
    measured: pd.Index | None = None,
) -> pd.DataFrame:
    """Test every gene list against every gene set of every library.

    p = P(X >= overlap) of the hypergeometric distribution; Benjamini-Hochberg within library and
    feature. Overlaps come from one product of sparse membership matrices a library.

    Memory: sets x lists whole numbers a library (4 MB for 5,000 x 86) and one row of the result for
    each set and list that share a gene.

    Parameters
    ----------
    lists : DataFrame
        Columns `feature` and `gene`.
    gene_sets : DataFrame
        Columns `library`, `term` and `gene`.
    rule : EnrichmentRule
        Sizes, level, and over what is adjusted.
    measured : Index, optional
        Genes that could have been in a list. Without it the universe of a library is all its genes.

    Returns
    -------
    DataFrame
        Columns of `catalog.Enrichment` but `role`; sorted by library, feature, p and term.

    References
    ----------
    Boyle et al., GO::TermFinder, Bioinformatics 2004;20:3710. Yu et al., clusterProfiler,
    OMICS 2012;16:284.

    Examples
    --------
    >>> lists = pd.DataFrame({"feature": "original_x", "gene": ["A", "B"]})
    >>> sets = pd.DataFrame({"library": "GO", "term": list("sssttt"), "gene": list("ABCCDE")})
    >>> rule = EnrichmentRule(alpha=0.5, min_size=1, max_size=500, adjust_over="overlapping")
    >>> over_representation(lists, sets, rule)[["term", "n_overlap", "n_universe", "p", "enriched"]]
      term  n_overlap  n_universe    p  enriched
    0    s          2           5  0.3      True
    """
    parts = [
        _rows(str(name), _overlaps(sets, lists, rule, measured), rule)
        for name, sets in gene_sets.groupby("library")
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=[*COLUMNS])


def _overlaps(
    sets: pd.DataFrame, lists: pd.DataFrame, rule: EnrichmentRule, measured: pd.Index | None
) -> _Library:
    universe = pd.Index(sets["gene"]) if measured is None else measured
    universe = universe.unique()
    membership, terms = _membership(sets["term"], sets["gene"], universe)
    listed, features = _membership(lists["feature"], lists["gene"], universe)
    n_set = membership.sum(axis=1)
    admitted = (n_set >= rule.min_size) & (n_set <= rule.max_size)
    overlap = (membership[admitted] @ listed.T).toarray()
    n_list = listed.sum(axis=1)
    return _Library(terms[admitted], features, n_set[admitted], n_list, overlap, len(universe))


def _membership(
    groups: pd.Series, genes: pd.Series, universe: pd.Index
) -> tuple[sparse.csr_array, pd.Index]:
    """Group x gene, one where the gene of the universe is in the group; groups sorted by name."""
    row, names = pd.factorize(groups, sort=True)
    column = universe.get_indexer(pd.Index(genes))
    known = column >= 0
    cells = (np.ones(known.sum(), np.int64), (row[known], column[known]))
    matrix = sparse.csr_array(cells, shape=(len(names), len(universe)))
    matrix.sum_duplicates()
    matrix.data[:] = 1  # a gene named twice is one gene
    return matrix, pd.Index(names)


def _rows(name: str, library: _Library, rule: EnrichmentRule) -> pd.DataFrame:
    """Sets that share a gene with a list: list by list, the most enriched first."""
    tests = [_tested(library, column, rule) for column in range(len(library.features))]
    n_rows = [len(test.rows) for test in tests]
    rows, p, adjusted = (np.concatenate(part) for part in zip(_NOTHING, *tests, strict=True))
    column = np.repeat(np.arange(len(tests)), n_rows)
    return pd.DataFrame(
        {
            "library": pd.Index([name]).repeat(len(rows)),
            "feature": library.features[column],
            "term": library.terms[rows],
            "n_overlap": library.n_overlap[rows, column],
            "n_list": library.n_list[column],
            "n_set": library.n_set[rows],
            "n_universe": library.n_universe,
            "p": p,
            "p_bh": adjusted,
            "enriched": adjusted < rule.alpha,
        }
    )


def _tested(library: _Library, column: int, rule: EnrichmentRule) -> _Tests:
    """The sets that share a gene with one list, the most enriched first."""
    overlap = library.n_overlap[:, column]
    shared = np.flatnonzero(overlap)
    if not shared.size:
        return _NOTHING
    n_list = int(library.n_list[column])
    p = np.ones(len(overlap))
    p[shared] = upper_tail(overlap[shared], library.n_set[shared], n_list, library.n_universe)
    counted = slice(None) if rule.adjust_over == "tested" else shared
    adjusted = np.ones(len(overlap))
    adjusted[counted] = stats.false_discovery_control(p[counted])
    rows = shared[np.argsort(p[shared], kind="stable")]
    return _Tests(rows, p[rows], adjusted[rows])

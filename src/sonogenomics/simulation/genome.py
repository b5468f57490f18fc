"""The genes: their names, how they are expressed, and how HER2 and the functions move them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.simulation.functions import FUNCTIONS
from sonogenomics.simulation.urfs import GENE_LOADING

# The HER2 amplicon on 17q12: log2 units by which HER2-positive tumours express more.
HER2_SHIFTS = {"ERBB2": 3.0, "GRB7": 2.2, "STARD3": 1.8, "PGAP3": 1.6, "MIEN1": 1.5}
# Real symbols with a hyphen, which careless code splits; every other symbol is made up.
HYPHENATED = ("HLA-A", "HLA-B", "HLA-DRA", "NKX2-1", "ANKHD1-EIF4EBP3")
_LETTERS = tuple("BCDFGHKLMNPRSTVZ")  # no vowel: no spreadsheet takes MAR1 for a date
_SPREAD = 0.8  # typical standard deviation of a gene, log2 units
_N_BACKGROUND = 10  # co-expressed groups that have no planted function
UNMEASURED_SHARE = 0.2  # genes that the gene sets know and no series measures


@dataclass(frozen=True)
class Genome:
    """Every gene and what moves it.

    Attributes
    ----------
    names : ndarray of str, shape (n_genes,)
    mean, spread : ndarray of shape (n_genes,)
        Of the log2 expression in HER2-negative tumours.
    loadings : ndarray of shape (n_genes, n_functions + n_background)
        Correlation with each planted function and each group without one.
    her2_shift : ndarray of shape (n_genes,)
        Log2 units.
    carriers : dict
        Function to the names of its genes.
    unmeasured : tuple of str
        Genes of no series.
    """

    names: NDArray[np.str_]
    mean: NDArray[np.float64]
    spread: NDArray[np.float64]
    loadings: NDArray[np.float64]
    her2_shift: NDArray[np.float64]
    carriers: dict[str, tuple[str, ...]]
    unmeasured: tuple[str, ...]

    def kept_by_all(self) -> frozenset[str]:
        """Genes that every series measures without a gap: those that something was planted in."""
        return frozenset(HER2_SHIFTS).union(HYPHENATED, *self.carriers.values())


def genome(n_genes: int, rng: np.random.Generator) -> Genome:
    """Draw the genes.

    Parameters
    ----------
    n_genes : int
        Measured genes.
    rng : Generator

    Returns
    -------
    Genome
    """
    known = (*HER2_SHIFTS, *HYPHENATED)
    n_unmeasured = round(UNMEASURED_SHARE * n_genes)
    made_up = _symbols(n_genes + n_unmeasured - len(known), frozenset(known), rng)
    free = list(rng.permutation(made_up))
    carriers = {}
    for function in FUNCTIONS:
        carriers[function.name] = tuple(sorted(free[: function.n_genes]))
        free = free[function.n_genes :]
    unmeasured, others = free[:n_unmeasured], free[n_unmeasured:]
    names = np.array(sorted([*known, *others, *(g for c in carriers.values() for g in c)]))
    return Genome(
        names=names,
        mean=np.clip(rng.normal(7.5, 1.6, len(names)), 4, 12),
        spread=_SPREAD * np.exp(rng.normal(0, 0.2, len(names))),
        loadings=_loadings(names, carriers, rng),
        her2_shift=np.array([HER2_SHIFTS.get(name, 0.0) for name in names]),
        carriers=carriers,
        unmeasured=tuple(sorted(unmeasured)),
    )


def expression(
    genes: Genome, her2: pd.Series, functions: NDArray[np.float64], rng: np.random.Generator
) -> pd.DataFrame:
    """Draw the log2 expression of every gene in every sample.

    Parameters
    ----------
    genes : Genome
    her2 : Series of int
        1 = HER2-positive, by sample.
    functions : ndarray of shape (n_samples, n_functions)
        Activity of each planted function: the patients' own where the series is paired.
    rng : Generator

    Returns
    -------
    DataFrame of shape (n_genes, n_samples)
    """
    background = rng.standard_normal((len(her2), _N_BACKGROUND))
    common = genes.loadings @ np.hstack([functions, background]).T
    own = np.sqrt(1 - (genes.loadings**2).sum(axis=1, keepdims=True))
    standard = common + own * rng.standard_normal(common.shape)
    values = genes.mean[:, None] + genes.spread[:, None] * standard
    values += genes.her2_shift[:, None] * her2.to_numpy()
    return pd.DataFrame(values, index=pd.Index(genes.names, name="gene"), columns=her2.index)


def _symbols(n: int, taken: frozenset[str], rng: np.random.Generator) -> list[str]:
    """Make up symbols that look like HUGO's; one in fifty gets a hyphen (TRKM4-AS1)."""
    symbols: dict[str, None] = {}  # a set that keeps the order of drawing
    while len(symbols) < n:
        root = "".join(rng.choice(_LETTERS, rng.integers(3, 5)))
        symbol = f"{root}{rng.integers(1, 40)}" + ("-AS1" if rng.random() < 1 / 50 else "")
        if symbol not in taken:
            symbols[symbol] = None
    return list(symbols)


def _loadings(
    names: NDArray[np.str_], carriers: dict[str, tuple[str, ...]], rng: np.random.Generator
) -> NDArray[np.float64]:
    loadings = np.zeros((len(names), len(FUNCTIONS) + _N_BACKGROUND))
    place = {name: row for row, name in enumerate(names)}
    group = rng.integers(0, _N_BACKGROUND, len(names))
    loadings[np.arange(len(names)), len(FUNCTIONS) + group] = rng.uniform(0, 0.7, len(names))
    for number, function in enumerate(FUNCTIONS):
        rows = [place[gene] for gene in carriers[function.name]]
        loadings[rows] = 0  # what was planted is all that moves these genes together
        loadings[rows, number] = rng.uniform(GENE_LOADING - 0.08, GENE_LOADING + 0.08, len(rows))
    return loadings

"""Every feature with every gene, block by block; p-values where they can matter."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import special

from sonogenomics.linking.counting import Floats

CELLS = 2**20  # features x genes compared at once: 8 MB an array
MIDDLE = 0.5  # p-values above it are taken to be of pairs without a link
SLACK = 1e-9  # how far below the smallest |r| that can count p-values are still computed


class Scan(NamedTuple):
    """The pairs of smallest p-value, and how all the others are distributed."""

    feature: NDArray[np.intp]
    gene: NDArray[np.intp]
    r: Floats
    p: Floats
    n_above_middle: int  # pairs with p > 0.5


def scan(x: Floats, y: Floats, n: int, level: float) -> Scan:
    """Find the pairs with p < `level`, block by block.

    Parameters
    ----------
    x : ndarray, shape (features, patients)
        Rows of unit norm, as `sides` makes them.
    y : ndarray, shape (genes, patients)
        Likewise.
    n : int
        Patients less columns of covariates.
    level : float

    Returns
    -------
    Scan
        In the order of features x genes within each block of genes.

    Examples
    --------
    >>> x = np.array([[0.5, 0.5, -0.5, -0.5]])
    >>> y = np.array([[1.0, 0, -1, 0], [1, -1, 0, 0]]) / 2**0.5
    >>> found = scan(x, y, n=4, level=0.5)
    >>> found.gene, found.r.round(3), found.n_above_middle
    (array([0]), array([0.707]), 1)
    """
    step = max(1, CELLS // max(1, len(x)))
    least, middle = _critical(level, n), _critical(MIDDLE, n)
    parts, n_above = [], 0
    for at in range(0, len(y), step):
        r = np.clip(x @ y[at : at + step].T, -1, 1)
        size = np.abs(r)
        n_above += int((size < middle).sum())
        feature, gene = np.nonzero(size >= least * (1 - SLACK))
        p = pearson_p(r[feature, gene], n)
        low = p < level
        parts.append((feature[low], gene[low] + at, r[feature, gene][low], p[low]))
    if not parts:
        nothing = np.empty(0, np.intp)
        return Scan(nothing, nothing, np.empty(0), np.empty(0), 0)
    feature, gene, r, p = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Scan(feature, gene, r, p, n_above)


def _critical(level: float, n: int) -> float:
    """The |r| at which p is `level`; -1 where every pair lies below it."""
    if level >= 1:
        return -1.0
    t = float(special.stdtrit(n - 2, 1 - level / 2))
    return t / float(np.sqrt(n - 2 + t * t))


def adjusted_p(p: Floats, n_tests: int) -> Floats:
    """Benjamini-Hochberg's adjusted values of the smallest of `n_tests` p-values.

    Examples
    --------
    >>> adjusted_p(np.array([0.03, 0.001]), n_tests=10)
    array([0.15, 0.01])
    """
    order = np.argsort(p, kind="stable")
    raw = p[order] * (n_tests / np.arange(1, p.size + 1))
    adjusted = np.empty_like(p)
    adjusted[order] = np.minimum(1, np.minimum.accumulate(raw[::-1])[::-1])
    return adjusted


def pearson_p(r: Floats, n: int) -> Floats:
    """Two-sided p-value of Pearson's r over `n` pairs.

    Examples
    --------
    >>> pearson_p(np.array([0.0, 0.5]), 20).round(4)
    array([1.    , 0.0248])
    """
    with np.errstate(divide="ignore"):  # |r| = 1: t is infinite and p is 0
        t = np.abs(r) * np.sqrt((n - 2) / ((1 - r) * (1 + r)))
    p: Floats = 2 * special.stdtr(n - 2, -t)
    return p

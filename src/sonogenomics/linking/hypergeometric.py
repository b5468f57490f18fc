"""The hypergeometric upper tail, to the last digits, for thousands of gene sets at once."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

SIZES_AT_ONCE = 32  # tables of this many set sizes stay in the cache


def upper_tail(n_overlap: Counts, n_set: Counts, n_list: int, n_universe: int) -> Floats:
    """How probable it is that a random list shares at least so many genes with a set.

    P(X >= k) for X hypergeometric: `n_list` genes drawn from `n_universe`, of which `n_set` belong
    to the set. Probabilities relative to the mode follow from exact ratios of neighbours,
    P(k + 1) / P(k) = (K - k)(n - k) / ((k + 1)(N - K - n + k + 1)), multiplied outwards from the
    mode; the tail is their sum from k up over the sum of all. No logarithm of a factorial enters,
    which is why 13 digits hold where tables of log-gamma keep 10. Tails below 1e-300 lose digits,
    and end at 0.

    Parameters
    ----------
    n_overlap : ndarray of int, shape (sets,)
        Genes shared, k.
    n_set : ndarray of int, shape (sets,)
        Genes of each set, K.
    n_list : int
        Genes of the list, n.
    n_universe : int
        Genes there are, N.

    Returns
    -------
    ndarray, shape (sets,)

    References
    ----------
    As R's ``phyper(k - 1, K, N - K, n, lower.tail = FALSE)``.

    Examples
    --------
    Two of two drawn from five, of which three are in the set: 3/10.

    >>> upper_tail(np.array([2, 0]), np.array([3, 3]), n_list=2, n_universe=5).round(12)
    array([0.3, 1. ])
    """
    sizes, which = np.unique(n_set, return_inverse=True)
    order = np.argsort(which, kind="stable")
    ends = np.searchsorted(which[order], np.arange(len(sizes) + 1))
    p = np.empty(len(n_set))
    for first in range(0, len(sizes), SIZES_AT_ONCE):
        last = min(first + SIZES_AT_ONCE, len(sizes))
        mine = order[ends[first] : ends[last]]
        tails = _tails(sizes[first:last], int(n_overlap[mine].max()), n_list, n_universe)
        row = which[mine] - first
        p[mine] = tails[row, n_overlap[mine]] / tails[row, 0]
    return p


def _tails(sizes: Counts, most: int, n_list: int, n_universe: int) -> Floats:
    """P(X >= k) / P(X = mode) for k = 0 .. `most` and beyond; one row a set size, ascending."""
    size = sizes[:, None].astype(np.float64)
    mode = np.floor((n_list + 1) * (size + 1) / (n_universe + 2))
    # Beyond the mode P(k) / P(k - 1) <= (mode + 1) / k: what lies past `end` is below 1e-20 of
    # the smallest tail that is asked for.
    end = 2 * max(most, int(mode.max())) + 40
    k = np.arange(min(int(sizes[-1]), end) + 1, dtype=np.float64)
    # P(k + 1) / P(k) is gains / losses: both whole numbers, and exact
    gains = (size - k) * (n_list - k)
    losses = (k + 1) * (k + (n_universe - size - n_list + 1))
    weights = np.ones_like(gains)
    np.divide(gains[:, :-1], losses[:, :-1], out=weights[:, 1:], where=k[1:] > mode)
    np.cumprod(weights, axis=1, out=weights)
    below = slice(0, int(mode.max()))
    falls = np.ones_like(gains[:, below])
    np.divide(losses[:, below], gains[:, below], out=falls, where=k[below] < mode)
    weights[:, below] *= np.cumprod(falls[:, ::-1], axis=1)[:, ::-1]
    tails: Floats = np.cumsum(weights[:, ::-1], axis=1)[:, ::-1]
    return tails

"""Gene lists that chance could have given: as long as the real ones, co-expressed or not."""

import numpy as np
from numpy.typing import NDArray

from sonogenomics.linking.counting import Floats
from sonogenomics.linking.gene_lists import ArmHits, Flags


def longest(scores: Floats, sizes: NDArray[np.int64], rng: np.random.Generator) -> Flags:
    """The genes with the highest scores, as many for each feature as its real list has.

    Parameters
    ----------
    scores : ndarray, shape (features, genes)
        By which genes are preferred; ties are broken at random.
    sizes : ndarray of int, shape (features,)
        Genes of each list.
    rng : numpy.random.Generator
        Breaks the ties.

    Returns
    -------
    ndarray of bool, shape (features, genes)

    Examples
    --------
    >>> scores = np.array([[3.0, 1.0, 2.0], [0.0, 0.0, 1.0]])
    >>> longest(scores, np.array([2, 1]), np.random.default_rng(1))
    array([[ True, False,  True],
           [False, False,  True]])
    """
    lists = np.zeros(scores.shape, bool)
    for row, (score, size) in enumerate(zip(scores, sizes, strict=True)):
        order = rng.permutation(len(score))
        best = order[np.argsort(-score[order], kind="stable")[:size]]
        lists[row, best] = True
    return lists


def matched_lists(
    found: ArmHits, min_hits: int, sizes: NDArray[np.int64], rng: np.random.Generator
) -> Flags:
    """Lists as long as the real ones, of the genes with most hits under a permuted pairing.

    They are made as the real ones are, so genes that are expressed together come together; only the
    threshold gives way, so that the length is the same. Genes with enough hits in the negative arm
    come last.

    Parameters
    ----------
    found : ArmHits
        Of permuted arms.
    min_hits : int
        Perturbations that must agree.
    sizes : ndarray of int, shape (features,)
        Genes of each real list.
    rng : numpy.random.Generator
        Breaks ties.

    Returns
    -------
    ndarray of bool, shape (features, genes)

    Examples
    --------
    >>> found = ArmHits(np.array([[5, 9, 7, 0]]), np.array([[0, 8, 1, 0]]))
    >>> matched_lists(found, 6, np.array([2]), np.random.default_rng(1))
    array([[ True, False,  True, False]])
    """
    scores = np.where(found.negative < min_hits, found.positive, -1).astype(float)
    return longest(scores, sizes, rng)


def naive_lists(n_genes: int, sizes: NDArray[np.int64], rng: np.random.Generator) -> Flags:
    """Lists as long as the real ones, of genes drawn one by one: nothing is expressed together.

    Examples
    --------
    >>> naive_lists(5, np.array([2, 0]), np.random.default_rng(1)).sum(axis=1)
    array([2, 0])
    """
    return longest(np.zeros((len(sizes), n_genes)), sizes, rng)

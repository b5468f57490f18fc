"""How much function features share between two roles, from truth values alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.linking.gene_lists import Flags
from sonogenomics.linking.gene_side import Library
from sonogenomics.linking.similarity import overlap_coefficient


@dataclass(frozen=True)
class Agreement:
    """Which sets of one role are which of another: not every set has an admitted size in both.

    Attributes
    ----------
    one, other : ndarray of int, shape (sets in both,)
        Their places among the sets of either role.
    """

    one: NDArray[np.intp]
    other: NDArray[np.intp]

    @classmethod
    def of(cls, one: Sequence[Library], other: Sequence[Library]) -> "Agreement":
        """Find the sets of both roles by library and name."""
        mine, theirs = _names(one), _names(other)
        both = mine.intersection(theirs)
        return cls(mine.get_indexer(both), theirs.get_indexer(both))

    def __call__(self, one: Flags, other: Flags) -> float:
        """Median over features of the overlap of their functions in the two roles.

        As `similarity.agreement`: over features with a term in either role; 0 where none has one.

        Parameters
        ----------
        one, other : ndarray of bool, shape (features, sets)
            Enriched terms of either role.

        Returns
        -------
        float

        Examples
        --------
        >>> same = Agreement(np.array([0, 1]), np.array([1, 0]))
        >>> same(np.array([[True, True], [False, False]]), np.array([[True, False]] * 2))
        0.5
        """
        n_one, n_other = one.sum(axis=1), other.sum(axis=1)
        n_shared = (one[:, self.one] & other[:, self.other]).sum(axis=1)
        overlap = overlap_coefficient(n_shared, n_one, n_other)[(n_one > 0) | (n_other > 0)]
        return float(np.median(overlap)) if overlap.size else 0.0


def _names(libraries: Sequence[Library]) -> pd.MultiIndex:
    return pd.MultiIndex.from_tuples(
        [(library.name, term) for library in libraries for term in library.terms],
        names=["library", "term"],
    )

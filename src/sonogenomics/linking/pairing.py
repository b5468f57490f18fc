"""Features and genes of different people, laid side by side at random."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sonogenomics.errors import StudyError

FEWEST = 3  # of two pairs every correlation is 1 or -1


@dataclass(frozen=True)
class Pairings:
    """Which patient stands beside which sample, one row a perturbation.

    Attributes
    ----------
    patients : ndarray of int, shape (perturbations, n)
        Rows of the URF table, in random order.
    samples : ndarray of int, shape (perturbations, n)
        Columns of the expression matrix, ascending.
    n_samples : int
        Columns the expression matrix has.
    """

    patients: NDArray[np.intp]
    samples: NDArray[np.intp]
    n_samples: int

    @property
    def n(self) -> int:
        """Pairs in one perturbation."""
        return int(self.patients.shape[1])

    @property
    def everyone(self) -> bool:
        """Whether every perturbation uses every sample."""
        return self.n == self.n_samples

    def batches(self, size: int) -> list["Pairings"]:
        """The same perturbations, `size` at a time."""
        return [
            Pairings(self.patients[at : at + size], self.samples[at : at + size], self.n_samples)
            for at in range(0, len(self.patients), size)
        ]


def draw_pairings(
    n_patients: int, n_samples: int, n_perturbations: int, rng: np.random.Generator
) -> Pairings:
    """Pair patients and samples of one arm at random, as many as the smaller side has.

    The larger side is drawn from without replacement. Only who stands beside whom matters to a
    correlation, so samples keep their order and patients take a random one.

    Parameters
    ----------
    n_patients, n_samples : int
        People on either side of the arm.
    n_perturbations : int
        How often they are paired anew.
    rng : numpy.random.Generator
        Source of the draws.

    Returns
    -------
    Pairings

    Raises
    ------
    StudyError
        A side has fewer than three people.

    References
    ----------
    Cui et al., J Transl Med 2023;21:44, "perturbation".

    Examples
    --------
    >>> pairings = draw_pairings(5, 3, 2, np.random.default_rng(1))
    >>> pairings.n, pairings.everyone
    (3, True)
    >>> pairings.samples
    array([[0, 1, 2],
           [0, 1, 2]])
    """
    n = min(n_patients, n_samples)
    if n < FEWEST:
        raise StudyError(
            f"An arm with {n_patients} patients and {n_samples} samples cannot be correlated: "
            f"each side needs at least {FEWEST}."
        )
    patients = _shuffled(n_patients, n_perturbations, rng)[:, :n]
    samples = np.sort(_shuffled(n_samples, n_perturbations, rng)[:, :n], axis=1)
    return Pairings(patients, samples, n_samples)


def _shuffled(n: int, rows: int, rng: np.random.Generator) -> NDArray[np.intp]:
    return rng.permuted(np.tile(np.arange(n), (rows, 1)), axis=1)

"""Patients that R can make too: `set.seed(42); runif(...)`, so that its answers can be pasted."""

import numpy as np
from numpy.typing import NDArray

from sonogenomics.diagnosis.r_random import unif_rand

LEARNT, ASKED = slice(0, 40), slice(40, 60)


def sixty() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """R: set.seed(42); x <- matrix(runif(180), 60, 3); y <- x[,1] + x[,2] + runif(60) > 1.5."""
    drawn = unif_rand([42], 240)[0]
    x = drawn[:180].reshape(3, 60).T
    return x, (x[:, 0] + x[:, 1] + drawn[180:] > 1.5).astype(int)


def three_hundred() -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """R: set.seed(7); x <- matrix(runif(1200), 300, 4); y <- x[,1] + x[,2] * x[,3] + ... > 1.2."""
    drawn = unif_rand([7], 1500)[0]
    x = drawn[:1200].reshape(4, 300).T
    return x, (x[:, 0] + x[:, 1] * x[:, 2] + drawn[1200:] > 1.2).astype(int)

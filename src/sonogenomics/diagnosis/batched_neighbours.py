"""k nearest neighbours of many splits at once, as R's `kknn` with Manhattan distance."""

import numpy as np
from numpy.typing import NDArray
from scipy.spatial.distance import cdist

from sonogenomics.diagnosis.estimators import triangular

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def score_neighbours(x: Floats, outcome: Ints, train: Ints, test: Ints, k: int) -> Floats:
    r"""Share of positive patients among the k nearest, the nearer ones weighing more.

    Every feature is divided by its standard deviation :math:`s_f` among the patients learnt from,
    so that the distance of two patients is :math:`\sum_f |x_{if} - x_{jf}| / s_f`. Weights are
    triangular, 1 - d / (distance of the (k+1)th).

    Parameters
    ----------
    x : ndarray, shape (n_patients, n_features)
        URFs.
    outcome : ndarray of int, shape (n_patients,)
        1 = positive, 0 = negative.
    train, test : ndarray of int, shape (n, n_train) and (n, n_test)
        Places of the patients.
    k : int
        Neighbours; fewer than the patients learnt from.

    Returns
    -------
    ndarray, shape (n, n_test)
        A feature that is constant among the patients learnt from has no weight.

    References
    ----------
    Hechenbichler & Schliep 2004, SFB 386 discussion paper 399; package kknn 1.3.

    Examples
    --------
    >>> x, outcome = np.array([[0.0], [1.0], [4.0], [0.5]]), np.array([0, 1, 1, 0])
    >>> score_neighbours(x, outcome, np.array([[0, 1, 2]]), np.array([[3]]), k=2).tolist()
    [[0.5]]
    """
    scores = np.empty(test.shape)
    for one, (learnt, asked) in enumerate(zip(train, test, strict=True)):
        deviation = x[learnt].std(axis=0, ddof=1)
        varies = deviation > 0
        scaled = x[:, varies] / deviation[varies]
        distance = cdist(scaled[asked], scaled[learnt], "cityblock")
        nearest = np.argpartition(distance, k, axis=1)[:, : k + 1]
        far = np.take_along_axis(distance, nearest, axis=1)
        order = np.argsort(far, axis=1, kind="stable")
        near = triangular(np.take_along_axis(far, order, axis=1))
        status = outcome[learnt[np.take_along_axis(nearest, order, axis=1)]]
        scores[one] = (near * status).sum(axis=1) / near.sum(axis=1)
    return scores

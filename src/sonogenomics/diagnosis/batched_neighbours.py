"""k nearest neighbours of many splits at once, as R's `kknn` with Manhattan distance."""

import numpy as np
from numpy.typing import NDArray

from sonogenomics.diagnosis.estimators import triangular

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def differences(x: Floats) -> Floats:
    """How far every two patients lie apart in each feature, before any scaling.

    Parameters
    ----------
    x : ndarray, shape (n_patients, n_features)
        URFs.

    Returns
    -------
    ndarray, shape (n_features, n_patients, n_patients)

    Examples
    --------
    >>> differences(np.array([[1.0], [4.0]])).tolist()
    [[[0.0, 3.0], [3.0, 0.0]]]
    """
    return np.abs(x.T[:, :, None] - x.T[:, None, :])


def score_neighbours(
    apart: Floats, x: Floats, outcome: Ints, train: Ints, test: Ints, k: int
) -> Floats:
    r"""Share of positive patients among the k nearest, the nearer ones weighing more.

    Every feature is divided by its standard deviation among the patients learnt from, so that the
    distance of two patients is :math:`\sum_f |x_{if} - x_{jf}| / s_f`: one product of the
    reciprocal deviations of all splits with the differences of all patients, which are computed
    once. Weights are triangular, 1 - d / (distance of the (k+1)th).

    Parameters
    ----------
    apart : ndarray, shape (n_features, n_patients, n_patients)
        From `differences`.
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
    >>> x = np.array([[0.0], [1.0], [4.0], [0.5]])
    >>> train, test = np.array([[0, 1, 2]]), np.array([[3]])
    >>> score_neighbours(differences(x), x, np.array([0, 1, 1, 0]), train, test, k=2).tolist()
    [[0.5]]
    """
    spread = x[train].std(axis=1, ddof=1)
    weight = np.divide(1, spread, out=np.zeros_like(spread), where=spread > 0)
    n_patients = len(x)
    scores = np.empty(test.shape)
    every = (weight @ apart.reshape(len(apart), -1)).reshape(-1, n_patients, n_patients)
    for one, (learnt, asked) in enumerate(zip(train, test, strict=True)):
        distance = every[one][np.ix_(asked, learnt)]
        nearest = np.argpartition(distance, k, axis=1)[:, : k + 1]
        far = np.take_along_axis(distance, nearest, axis=1)
        order = np.argsort(far, axis=1, kind="stable")
        near = triangular(np.take_along_axis(far, order, axis=1))
        status = outcome[learnt[np.take_along_axis(nearest, order, axis=1)]]
        scores[one] = (near * status).sum(axis=1) / near.sum(axis=1)
    return scores

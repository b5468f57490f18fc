"""Gaussian naive Bayes of many splits at once, as R's `naiveBayes` of e1071."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

INSTEAD = 0.001  # e1071's threshold, in place of a zero deviation or a zero density
VANISHED = 38.56804181549334  # standard deviations away, where R's dnorm is 0


def fit_bayes(x: Floats, outcome: Ints) -> tuple[Floats, Floats, Floats]:
    """Mean and standard deviation of every feature in each arm, and the arms' shares.

    Parameters
    ----------
    x : ndarray, shape (n, n_patients, n_features)
        URFs.
    outcome : ndarray of int, shape (n, n_patients)
        1 = positive, 0 = negative; both arms in every row.

    Returns
    -------
    ndarray, shape (2, n, n_features)
        Means of the negative and the positive arm.
    ndarray, shape (2, n, n_features)
        Standard deviations (n - 1); 0.001 where a feature is constant in an arm, or the arm has a
        single patient.
    ndarray, shape (2, n)
        Shares of the arms.

    Examples
    --------
    >>> x = np.array([[[1.0], [3.0], [4.0], [8.0]]])
    >>> mean, deviation, share = fit_bayes(x, np.array([[0, 0, 1, 1]]))
    >>> mean.ravel().tolist(), share.ravel().tolist()
    ([2.0, 6.0], [0.5, 0.5])
    """
    member = np.stack([outcome == 0, outcome == 1])[..., None].astype(float)
    count = member.sum(axis=2)
    mean = (member * x).sum(axis=2) / count
    squares = (member * (x - mean[:, :, None]) ** 2).sum(axis=2)
    deviation = np.sqrt(squares / np.maximum(count - 1, 1))
    deviation[deviation == 0] = INSTEAD
    return mean, deviation, count[..., 0] / outcome.shape[1]


def score_bayes(x: Floats, mean: Floats, deviation: Floats, share: Floats) -> Floats:
    """Probability of the positive arm, by the densities of both.

    Parameters
    ----------
    x : ndarray, shape (n, n_patients, n_features)
        Patients to be scored.
    mean, deviation, share : ndarray
        As `fit_bayes` gave them.

    Returns
    -------
    ndarray, shape (n, n_patients)
        A density that vanishes counts as 0.001, as in e1071.

    References
    ----------
    Package e1071 1.7, `predict.naiveBayes`.

    Examples
    --------
    >>> mean, deviation = np.array([[[2.0]], [[6.0]]]), np.ones((2, 1, 1))
    >>> score_bayes(np.array([[[4.0]]]), mean, deviation, np.full((2, 1), 0.5)).tolist()
    [[0.5]]
    """
    away = (x - mean[:, :, None]) / deviation[:, :, None]
    density = -0.5 * (np.log(2 * np.pi) + away**2) - np.log(deviation)[:, :, None]
    density = np.where(np.abs(away) > VANISHED, np.log(INSTEAD), density)
    total = np.log(share)[..., None] + density.sum(axis=-1)
    scores: Floats = expit(total[1] - total[0])
    return scores

"""Networks of one hidden layer, many at once, learning as R's `nnet` does."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sonogenomics.diagnosis.batched_bfgs import Minima, minimise
from sonogenomics.diagnosis.r_random import unif_rand

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

REACH = 0.7  # first weights lie within, nnet's `rang`
SATURATED = 15.0  # where nnet's logistic function becomes 0 or 1
SMALLEST = 1e-80  # keeps nnet's logarithm finite


class NetworkRule(NamedTuple):
    """Hidden units, weight decay, and gradients computed at most."""

    hidden: int
    decay: float
    iterations: int


def first_weights(seeds: Ints, n_features: int, hidden: int) -> Floats:
    """Where learning starts: what `nnet` draws right after `set.seed`.

    Uniform between -0.7 and 0.7; unit by unit, the bias first, the output unit last.

    Parameters
    ----------
    seeds : ndarray of int, shape (n,)
        R's seeds.
    n_features, hidden : int
        Size of the network.

    Returns
    -------
    ndarray, shape (n, (n_features + 2) * hidden + 1)

    Examples
    --------
    >>> first_weights(np.array([1]), 1, 1).round(4).tolist()  # R: set.seed(1); runif(4, -0.7, 0.7)
    [[-0.3283, -0.179, 0.102, 0.5715]]
    """
    return 2 * REACH * unif_rand(seeds, (n_features + 2) * hidden + 1) - REACH


class Networks:
    r"""The error of many networks on many groups of patients, and its gradient.

    Summed entropy :math:`-\sum (t \log y + (1 - t) \log (1 - y))` of status t and score y, plus
    decay times the sum of all squared weights, biases among them. A unit gives exactly 0 or 1 where
    its input lies beyond 15, as in nnet, and learns nothing there.

    Parameters
    ----------
    x : ndarray, shape (n, n_patients, n_features)
        URFs, as they are.
    outcome : ndarray of int, shape (n, n_patients)
        1 = positive, 0 = negative.
    hidden : int
        Units of the hidden layer.
    decay : float
        Of the weights.
    """

    def __init__(self, x: Floats, outcome: Ints, hidden: int, decay: float) -> None:
        ones = np.ones((*x.shape[:2], 1))
        self.x, self.decay = np.concatenate([ones, x], axis=2), decay
        self.outcome, self.units = outcome, hidden
        self._inner = np.empty((*x.shape[:2], hidden))  # outputs at the place last asked for
        self._outer = np.empty(x.shape[:2])

    def value(self, at: Floats, rows: Ints) -> Floats:
        """Error of these networks, shape (n_rows,)."""
        inner, outer = self._outputs(at, self.x[rows])
        self._inner[rows], self._outer[rows] = inner, outer
        right = np.where(self.outcome[rows] == 1, outer, 1 - outer)
        error: Floats = self.decay * np.einsum("ij,ij->i", at, at)
        error -= np.log(right + SMALLEST).sum(axis=1)
        return error

    def gradient(self, at: Floats, rows: Ints) -> Floats:
        """Its gradient where `value` was asked last, shape (n_rows, n_weights)."""
        inner = self._inner[rows]
        surplus = self._outer[rows] - self.outcome[rows]
        back = surplus[..., None] * at[:, None, -self.units :] * inner * (1 - inner)
        slope = 2 * self.decay * at
        first = back.transpose(0, 2, 1) @ self.x[rows]
        slope[:, : -self.units - 1] += first.reshape(len(rows), self.units * self.x.shape[2])
        slope[:, -self.units - 1] += surplus.sum(axis=1)
        slope[:, -self.units :] += (surplus[:, None, :] @ inner)[:, 0]
        return slope

    def _outputs(self, at: Floats, x: Floats) -> tuple[Floats, Floats]:
        """Outputs of the hidden units, and of the last one."""
        into = at[:, : -self.units - 1].reshape(len(at), self.units, x.shape[2])
        inner = _logistic(x @ into.transpose(0, 2, 1))
        last = at[:, -self.units - 1, None] + (inner @ at[:, -self.units :, None])[..., 0]
        return inner, _logistic(last)

    def scores(self, at: Floats, x: Floats) -> Floats:
        """Scores of other patients, shape (n, n_patients)."""
        ones = np.ones((*x.shape[:2], 1))
        return self._outputs(at, np.concatenate([ones, x], axis=2))[1]


def _logistic(total: Floats) -> Floats:
    clipped = 1 / (1 + np.exp(-np.clip(total, -SATURATED, SATURATED)))
    return np.where(total < -SATURATED, 0.0, np.where(total > SATURATED, 1.0, clipped))


def fit_networks(
    x: Floats, outcome: Ints, seeds: Ints, rule: NetworkRule
) -> tuple[Networks, Minima]:
    """Let one network a group of patients learn, R's `set.seed(seed); nnet(...)`.

    Parameters
    ----------
    x : ndarray, shape (n, n_patients, n_features)
        URFs, as they are: nnet scales nothing.
    outcome : ndarray of int, shape (n, n_patients)
        1 = positive, 0 = negative.
    seeds : ndarray of int, shape (n,)
        R's seeds of the first weights.
    rule : NetworkRule
        `size`, `decay` and `maxit` of nnet.

    Returns
    -------
    Networks
        To score others with.
    Minima
        Weights, error, and whether learning came to rest.

    References
    ----------
    Venables & Ripley 2002, Modern applied statistics with S, chapter 8; package nnet 7.3.

    Examples
    --------
    >>> x = np.array([[[0.0], [1.0], [2.0], [3.0]]])
    >>> rule = NetworkRule(hidden=1, decay=0.1, iterations=100)
    >>> _, learnt = fit_networks(x, np.array([[0, 0, 1, 1]]), np.array([1]), rule)
    >>> learnt.value.round(4).tolist()  # R: set.seed(1); nnet(x, y, size = 1, decay = 0.1, ...)
    [2.6747]
    """
    networks = Networks(x, outcome, rule.hidden, rule.decay)
    start = first_weights(seeds, x.shape[2], rule.hidden)
    return networks, minimise(networks, start, rule.iterations)

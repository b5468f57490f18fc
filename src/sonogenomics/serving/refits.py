"""How sure the logistic model is of a patient: it is fitted again on patients drawn again."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from sonogenomics.diagnosis.classifiers import train

N_REFITS = (
    200  # the ends of a 95 % interval rest on five fits each; more moved none of them visibly
)
LEVEL = (0.025, 0.975)
NORMAL = 1.959963984540054  # of a 95 % interval
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Refits:
    """The model fitted again on training patients drawn with replacement within each arm.

    Attributes
    ----------
    centre, spread : float array, shape (n_features,)
        What values are standardised by before they are weighed.
    weights : float array, shape (n_refits, 1 + n_features)
        Intercept first.
    """

    centre: Floats
    spread: Floats
    weights: Floats

    def log_odds(self, x: Floats) -> Floats:
        """What every refit says of every patient.

        Parameters
        ----------
        x : float array, shape (n_patients, n_features)

        Returns
        -------
        float array, shape (n_patients, n_refits)
        """
        z = (x - self.centre) / self.spread
        return np.asarray(self.weights[:, 0] + z @ self.weights[:, 1:].T)

    def half_width(self, x: Floats) -> Floats:
        """Half the distance between the 2.5 % and the 97.5 % quantile of the log-odds."""
        low, high = quantiles(self.log_odds(x))
        return np.asarray((high - low) / 2)


def quantiles(values: Floats) -> tuple[Floats, Floats]:
    """Both quantiles of `LEVEL` of every row: numpy's, to the last bit, five times as fast.

    Parameters
    ----------
    values : float array, shape (n, n_refits)

    Examples
    --------
    >>> low, high = quantiles(np.arange(201.0)[None])
    >>> low.tolist(), high.tolist()
    ([5.0], [195.0])
    """
    places = [(values.shape[1] - 1) * level for level in LEVEL]
    below = [int(place) for place in places]
    above = [min(at + 1, values.shape[1] - 1) for at in below]
    ordered = np.partition(values, sorted({*below, *above}), axis=1)
    ends = []
    for place, at, after in zip(places, below, above, strict=True):
        step, share = ordered[:, after] - ordered[:, at], place - at
        near_end = share >= 0.5  # noqa: PLR2004 - numpy comes from the nearer side
        ends.append(
            ordered[:, after] - step * (1 - share) if near_end else ordered[:, at] + step * share
        )
    return ends[0], ends[1]


def interval(probability: Floats, half_width: Floats) -> tuple[Floats, Floats]:
    r"""Lower and upper end of the 95 % interval around a probability.

    :math:`\mathrm{expit}(\eta \pm h)`, with :math:`\eta` the log-odds of the probability itself, so
    that the interval holds it, and lies within 0 and 1.

    Parameters
    ----------
    probability, half_width : float array, shape (n_patients,)

    Examples
    --------
    >>> low, high = interval(np.array([0.5]), np.array([np.log(3)]))
    >>> low.round(6).tolist(), high.round(6).tolist()
    ([0.25], [0.75])
    """
    p = np.clip(probability, np.finfo(float).tiny, 1 - np.finfo(float).epsneg)
    eta = np.log(p) - np.log1p(-p)
    low, high = expit(eta - half_width), expit(eta + half_width)
    return np.minimum(low, probability), np.maximum(high, probability)


def refits(
    model: Pipeline, x: pd.DataFrame, outcome: npt.ArrayLike, rng: np.random.Generator
) -> Refits:
    r"""Fit the model `N_REFITS` times on training patients drawn again, stratified by outcome.

    The interval of a patient is :math:`\mathrm{expit}(\eta \pm h)`, :math:`\eta` the model's own
    log-odds and :math:`h` half the distance between the 2.5 % and 97.5 % quantiles of the refits'
    log-odds. (Their quantiles themselves would lie too far out: a patient drawn twice lets a refit
    be surer than the data are.)

    It covers what the choice of training patients does to the weights. It does not cover the
    choice of features and of the penalty, which every refit takes over; nor that other hospitals
    and scanners differ; nor the outcome of the single patient, which is positive or negative.

    Parameters
    ----------
    model : Pipeline
        Standardisation and logistic regression, trained on these patients.
    x : DataFrame, shape (n_patients, n_features)
    outcome : array-like, shape (n_patients,)
        1 = positive, 0 = negative.
    rng : Generator
        Draws the patients.

    Returns
    -------
    Refits

    References
    ----------
    Efron B, Tibshirani RJ. An Introduction to the Bootstrap, 1993.
    """
    values, status = x.to_numpy(float), np.asarray(outcome)
    arms = [np.flatnonzero(status == arm) for arm in (0, 1)]
    scaler = model[0]
    weights = np.empty((N_REFITS, 1 + values.shape[1]))
    with threadpool_limits(1):  # the last bits must not depend on how many cores there are
        for number in range(N_REFITS):
            drawn = np.concatenate([rng.choice(arm, len(arm)) for arm in arms])
            weights[number] = _weights(model, values[drawn], status[drawn], scaler)
    return Refits(np.asarray(scaler.mean_), np.asarray(scaler.scale_), weights)


def _weights(model: Pipeline, x: Floats, outcome: npt.NDArray[np.int64], scaler: object) -> Floats:
    """Intercept and weights of one refit, for values standardised as the model's own are."""
    again = clone(model)
    train(again, x, outcome)
    own, centre, spread = again[0], scaler.mean_, scaler.scale_  # type: ignore[attr-defined]
    slope = np.ravel(again[-1].coef_) / own.scale_
    intercept = float(again[-1].intercept_[0]) + float(((centre - own.mean_) * slope).sum())
    return np.concatenate([[intercept], slope * spread])

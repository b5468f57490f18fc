"""Unpenalised logistic regression of many splits at once, step for step as R's `glm`."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sonogenomics.diagnosis.batched_least_squares import Bools, Floats, least_squares

Labels = NDArray[np.int64]

ITERATIONS = 25  # of R's glm.control
TOLERANCE = 1e-8  # change of the deviance, relative, at which glm stops
STEEPEST = 30.0  # linear predictor beyond which R's logit is flat
TINY = float(np.finfo(float).eps)
CERTAIN = 10 * TINY  # a fitted probability this near to 0 or 1: R warns


class LogisticFits(NamedTuple):
    """What many fits came to, one row each.

    Attributes
    ----------
    coefficients : ndarray, shape (n_fits, 1 + n_features)
        Intercept first; 0 where aliased, R's NA, so that predictions are R's.
    aliased : ndarray of bool, shape (n_fits, 1 + n_features)
        Columns that earlier ones explain (constant, or collinear); R drops them.
    converged : ndarray of bool, shape (n_fits,)
        Within 25 iterations.
    separated : ndarray of bool, shape (n_fits,)
        A fitted probability is numerically 0 or 1, as where a line parts the arms; R warns of it
        and goes on.
    """

    coefficients: Floats
    aliased: Bools
    converged: Bools
    separated: Bools


def fit_logistic(x: Floats, outcome: Labels) -> LogisticFits:
    r"""Fit R's `glm(outcome ~ x, binomial)` to many groups of patients at once.

    Iteratively reweighted least squares: with :math:`\eta = x\beta`, :math:`\mu` its inverse logit
    and :math:`w = \mu (1 - \mu)`, the next :math:`\beta` is the least-squares solution of
    :math:`\sqrt{w}\, x \beta = \sqrt{w}\, (\eta + (y - \mu) / w)`, until the deviance :math:`D`
    changes by less than :math:`10^{-8} (|D| + 0.1)`. A column of which less than
    :math:`10^{-11}` is left beside the columns before it is dropped, in every iteration anew.

    Parameters
    ----------
    x : ndarray, shape (n_fits, n_patients, n_features)
        Without the column of ones.
    outcome : ndarray of int, shape (n_fits, n_patients)
        1 = positive, 0 = negative.

    Returns
    -------
    LogisticFits

    References
    ----------
    R, src/library/stats/R/glm.R; McCullagh & Nelder 1989, Generalized linear models.

    Examples
    --------
    >>> x = np.array([[[1.0], [2.0], [3.0], [4.0]]])
    >>> fits = fit_logistic(x, np.array([[0, 1, 0, 1]]))
    >>> fits.coefficients.round(4).tolist()  # R: coef(glm(c(0,1,0,1) ~ c(1,2,3,4), binomial))
    [[-2.2705, 0.9082]]
    """
    design = np.concatenate([np.ones((*x.shape[:2], 1)), x], axis=2)
    fits = _none(*design.shape[::2])
    mu = (outcome + 0.5) / 2  # R's first guess
    eta = np.log(mu / (1 - mu))
    going = np.arange(len(x))
    for _ in range(ITERATIONS):
        y, before = outcome[going], _deviance(outcome[going], mu)
        slope = _slope(eta)
        root = np.sqrt(slope**2 / (mu * (1 - mu)))
        working = eta + (y - mu) / slope
        beta, aliased = least_squares(design[going] * root[..., None], working * root)
        eta = (design[going] @ beta[..., None])[..., 0]
        mu = _inverse_logit(eta)
        rest = _at_rest(before, _deviance(y, mu))
        certain = ((mu > 1 - CERTAIN) | (mu < CERTAIN)).any(axis=1)
        for kept, found in zip(fits, (beta, aliased, rest, certain), strict=True):
            kept[going] = found
        going, eta, mu = going[~rest], eta[~rest], mu[~rest]
        if len(going) == 0:
            break
    return fits


def _none(n: int, n_columns: int) -> LogisticFits:
    shape = n, n_columns
    return LogisticFits(np.zeros(shape), *(np.zeros(size, bool) for size in (shape, n, n)))


def _at_rest(before: Floats, deviance: Floats) -> Bools:
    still: Bools = np.abs(deviance - before) < TOLERANCE * (np.abs(deviance) + 0.1)
    return still


def linear_predictor(coefficients: Floats, x: Floats) -> Floats:
    """What a patient's features add up to; 0 or more calls positive.

    Parameters
    ----------
    coefficients : ndarray, shape (n_fits, 1 + n_features)
        Intercept first.
    x : ndarray, shape (n_fits, n_patients, n_features)
        Patients to be called.

    Returns
    -------
    ndarray, shape (n_fits, n_patients)

    Examples
    --------
    >>> linear_predictor(np.array([[1.0, 2.0]]), np.array([[[3.0], [-1.0]]]))
    array([[ 7., -1.]])
    """
    total: Floats = coefficients[:, :1] + (x @ coefficients[:, 1:, None])[..., 0]
    return total


def _slope(eta: Floats) -> Floats:
    """Derivative of the inverse logit, never quite 0, as R's `logit_mu_eta`."""
    grown = np.exp(np.clip(eta, -STEEPEST, STEEPEST))
    return np.where(np.abs(eta) > STEEPEST, TINY, grown / (1 + grown) ** 2)


def _inverse_logit(eta: Floats) -> Floats:
    """Probability, never quite 0 or 1, as R's `logit_linkinv`."""
    grown = np.exp(np.clip(eta, -STEEPEST, STEEPEST))
    grown = np.where(eta < -STEEPEST, TINY, np.where(eta > STEEPEST, 1 / TINY, grown))
    probability: Floats = grown / (1 + grown)
    return probability


def _deviance(outcome: Labels, mu: Floats) -> Floats:
    total: Floats = -2 * np.log(np.where(outcome == 1, mu, 1 - mu)).sum(axis=1)
    return total

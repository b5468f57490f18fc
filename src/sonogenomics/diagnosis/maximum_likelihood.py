"""Plain logistic regression by maximum likelihood, for calibration and for tests of terms."""

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from sonogenomics.diagnosis.estimators import Floats, Labels

ITERATIONS = 60  # Newton steps; six are usual, more only where the arms are separated
TOLERANCE = 1e-10  # gain of the log-likelihood at which the fit has come to rest
HALVINGS = 40  # of a step that would go downhill


@dataclass(frozen=True)
class Fitted:
    """A logistic regression: its coefficients, by column, and the log-likelihood reached."""

    coefficients: Floats
    log_likelihood: float


def fit_logistic(design: Floats, outcome: Labels, offset: Floats | None = None) -> Fitted:
    r"""Fit :math:`\mathrm{logit}\, P(y = 1) = X b + o` without penalty, by Newton's method.

    Columns that say the same get the shortest coefficients that fit (least squares), so that a
    constant column or a level without a patient does no harm. Where the arms are separated the
    coefficients grow until the likelihood no longer does: it and the order of the patients are then
    right, the coefficients' size means nothing.

    Parameters
    ----------
    design : ndarray, shape (n_patients, n_columns)
        Of ordinary size, with a column of ones where an intercept is wanted.
    outcome : ndarray of int, shape (n_patients,)
        1 = positive, 0 = negative.
    offset : ndarray, shape (n_patients,), optional
        Added with weight 1.

    Returns
    -------
    Fitted

    References
    ----------
    R's `glm(family = binomial)`. McCullagh & Nelder, Generalized Linear Models, 1989.

    Examples
    --------
    >>> design = np.column_stack([np.ones(6), [0.0, 0.0, 1.0, 1.0, 1.0, 1.0]])
    >>> fitted = fit_logistic(design, np.array([0, 1, 0, 1, 1, 1]))
    >>> np.abs(fitted.coefficients).round(4).tolist(), round(fitted.log_likelihood, 4)
    ([0.0, 1.0986], -3.6356)
    """
    fixed = np.zeros(len(outcome)) if offset is None else offset
    b = np.zeros(design.shape[1])
    reached = _log_likelihood(design @ b + fixed, outcome)
    for _ in range(ITERATIONS):
        step = _newton_step(design, outcome, expit(design @ b + fixed))
        for _ in range(HALVINGS):
            gained = _log_likelihood(design @ (b + step) + fixed, outcome) - reached
            if gained >= 0:
                break
            step /= 2
        else:
            break
        b, reached = b + step, reached + gained
        if gained <= TOLERANCE:
            break
    return Fitted(b, float(reached))


def _newton_step(design: Floats, outcome: Labels, p: Floats) -> Floats:
    curvature = (design.T * (p * (1 - p))) @ design
    return np.asarray(np.linalg.lstsq(curvature, design.T @ (outcome - p), rcond=None)[0], float)


def _log_likelihood(eta: Floats, outcome: Labels) -> float:
    return float(-np.logaddexp(0, np.where(outcome == 1, -eta, eta)).sum())

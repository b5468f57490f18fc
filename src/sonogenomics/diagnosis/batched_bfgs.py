"""Quasi-Newton minimisation of many functions at once, step for step as R's `vmmin`."""

from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

SHRINK = 0.2  # of a step that did not go down enough
ENOUGH_DOWN = 1e-4  # of what the slope promises
OFFSET = 10.0  # two places are one where they agree after adding this, as R tests it
ABSOLUTE = 1e-4  # value small enough to stop; what nnet sets
RELATIVE = 1e-8  # change small enough to stop; what nnet sets


class Objective(Protocol):
    """Functions to be minimised, one a row; `gradient` follows `value` at the same place."""

    def value(self, at: Floats, rows: Ints) -> Floats:
        """Values of these rows' functions, shape (n_rows,)."""

    def gradient(self, at: Floats, rows: Ints) -> Floats:
        """Their gradients, shape (n_rows, n_parameters)."""


class Minima(NamedTuple):
    """Where each search ended: place, value, and whether it came to rest."""

    at: Floats
    value: Floats
    converged: Bools


@dataclass
class _State:
    """What each search knows; R's names in the comments."""

    at: Floats  # b
    slope: Floats  # g
    inverse: Floats  # B, the inverse Hessian
    best: Floats  # Fmin
    last: Floats  # f
    age: Ints  # gradcount - ilast: gradients since B was the identity
    steps: Ints  # iter

    def of(self, rows: Ints | Bools) -> "_State":
        return _State(*(part[rows] for part in vars(self).values()))


def minimise(objective: Objective, start: Floats, iterations: int) -> Minima:
    """Minimise one function a row by the variable-metric method of Broyden and others.

    Every row takes exactly the steps that R's `optim(method="BFGS")` and `nnet` take: an inverse
    Hessian that starts as the identity, a line search that shortens the step to a fifth until the
    value falls by 1e-4 of what the slope promises, and a new start from the identity where no step
    helps, at the latest after twice as many steps as there are parameters.

    Parameters
    ----------
    objective : Objective
        The functions and their gradients.
    start : ndarray, shape (n, n_parameters)
        Where each search begins.
    iterations : int
        Gradients computed at most.

    Returns
    -------
    Minima

    References
    ----------
    Nash 1990, Compact numerical methods for computers, algorithm 21. R, src/appl/optim.c (`vmmin`).

    Examples
    --------
    >>> class Bowl:
    ...     def value(self, at, rows):
    ...         return ((at - 3.0) ** 2).sum(axis=1) + 1
    ...     def gradient(self, at, rows):
    ...         return 2 * (at - 3.0)
    >>> minimise(Bowl(), np.zeros((1, 2)), 50).at.round(6).tolist()
    [[3.0, 3.0]]
    """
    n, size = start.shape
    found = Minima(start.copy(), np.empty(n), np.ones(n, bool))
    rows = np.arange(n)
    state = _begin(objective, start, rows)
    while len(rows):
        over = _iterate(objective, state, rows)
        spent = state.steps >= iterations
        state.age[state.age > 2 * size] = 0
        ended = spent | over
        if ended.any():
            which = rows[ended]
            found.at[which], found.value[which] = state.at[ended], state.best[ended]
            found.converged[which] = ~spent[ended]
            rows, state = rows[~ended], state.of(~ended)
    return found


def _begin(objective: Objective, start: Floats, rows: Ints) -> _State:
    n, size = start.shape
    value = objective.value(start, rows)
    slope = objective.gradient(start, rows)
    inverse = np.empty((n, size, size))
    return _State(
        start.copy(), slope, inverse, value, value.copy(), np.zeros(n, int), np.ones(n, int)
    )


def _iterate(objective: Objective, state: _State, rows: Ints) -> Bools:
    """One step of every search; which of them are over."""
    state.inverse[state.age == 0] = np.eye(state.at.shape[1])
    direction = -(state.inverse @ state.slope[..., None])[..., 0]
    promise = np.einsum("ij,ij->i", direction, state.slope)
    step, moved = _search(objective, state, rows, direction, promise)
    fell = np.abs(state.last - state.best) > RELATIVE * (np.abs(state.best) + RELATIVE)
    downhill = promise < 0
    going = downhill & moved & (state.last > ABSOLUTE) & fell
    state.best[downhill] = state.last[downhill]
    over: Bools = ~going & (state.age == 0)
    state.age[~going] = 0
    on = np.flatnonzero(going)
    if len(on):
        _update(objective, state, rows, on, step[on, None] * direction[on])
    return over


def _search(
    objective: Objective, state: _State, rows: Ints, direction: Floats, promise: Floats
) -> tuple[Floats, Bools]:
    """Go down each direction as far as it helps: the step's length, and whether it moved."""
    step, moved = np.ones(len(rows)), np.zeros(len(rows), bool)
    begun = state.at.copy()
    waiting = np.flatnonzero(promise < 0)
    while len(waiting):
        state.at[waiting] = begun[waiting] + step[waiting, None] * direction[waiting]
        differs = (OFFSET + begun[waiting] != OFFSET + state.at[waiting]).any(axis=1)
        waiting = waiting[differs]
        value = objective.value(state.at[waiting], rows[waiting])
        state.last[waiting] = value
        enough = value <= state.best[waiting] + promise[waiting] * step[waiting] * ENOUGH_DOWN
        moved[waiting[enough]] = True
        waiting = waiting[~enough]
        step[waiting] *= SHRINK
    return step, moved


def _update(objective: Objective, state: _State, rows: Ints, on: Ints, step: Floats) -> None:
    """Learn the curvature from how the gradient changed along the step."""
    slope = objective.gradient(state.at[on], rows[on])
    change = slope - state.slope[on]
    state.slope[on] = slope
    state.steps[on] += 1
    state.age[on] += 1
    along = np.einsum("ij,ij->i", step, change)
    state.age[on[along <= 0]] = 0
    bent = along > 0
    on, step, change, along = on[bent], step[bent], change[bent], along[bent]
    turned = (state.inverse[on] @ change[..., None])[..., 0]
    scale = 1 + np.einsum("ij,ij->i", turned, change) / along
    # D2 t t' - t X' - X t' = u t' + t u' with u = D2 t / 2 - X: one product, and its mirror image
    half = scale[:, None] * step / 2 - turned
    product = (half / along[:, None])[:, :, None] * step[:, None, :]
    state.inverse[on] += product + product.transpose(0, 2, 1)

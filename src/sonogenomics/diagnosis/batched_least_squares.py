"""Many least-squares problems at once, solved as R solves one."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]

ALIASED = 1e-11  # share of a column's length left beside the earlier ones; less, and it is aliased


def least_squares(x: Floats, y: Floats) -> tuple[Floats, Bools]:
    """Solve many least-squares problems by QR, dropping aliased columns from left to right.

    As R's `dqrdc2`: a column whose part beside the columns before it is shorter than 1e-11 of the
    column is moved to the end and has no part in the solution.

    Parameters
    ----------
    x : ndarray, shape (n, rows, columns)
        Problems.
    y : ndarray, shape (n, rows)
        Right-hand sides.

    Returns
    -------
    ndarray, shape (n, columns)
        Solutions, 0 where aliased.
    ndarray of bool, shape (n, columns)
        Aliased columns.

    Examples
    --------
    >>> x = np.array([[[1.0, 2.0, 0.0], [1.0, 2.0, 1.0]]])  # the second is twice the first
    >>> solution, aliased = least_squares(x, np.array([[1.0, 4.0]]))
    >>> solution.round(9).tolist(), aliased.tolist()
    ([[1.0, 0.0, 3.0]], [[False, True, False]])
    """
    n, _, n_columns = x.shape
    solution, aliased = np.zeros((n, n_columns)), np.zeros((n, n_columns), bool)
    length = np.sqrt(np.einsum("ijk,ijk->ik", x, x))
    least = ALIASED * np.where(length == 0, 1, length)
    waiting = np.arange(n)
    while len(waiting):
        order = np.argsort(aliased[waiting], axis=1, kind="stable")  # dropped ones to the end
        n_used = n_columns - aliased[waiting].sum(axis=1)
        r, right = _triangle(x[waiting], y[waiting], order, n_used)
        left = np.abs(np.diagonal(r, axis1=1, axis2=2))
        short = left < np.take_along_axis(least[waiting], order, axis=1)
        short &= np.arange(n_columns) < n_used[:, None]
        found = short.any(axis=1)
        done = waiting[~found]
        solution[done] = _back(r[~found], right[~found], order[~found], n_used[~found])
        first = order[np.arange(len(order)), short.argmax(axis=1)]
        waiting = waiting[found]
        aliased[waiting, first[found]] = True
    return solution, aliased


def _triangle(x: Floats, y: Floats, order: Ints, n_used: Ints) -> tuple[Floats, Floats]:
    """R of x, and of y the part along x: the triangle of both side by side needs no Q."""
    n, rows, columns = x.shape
    if (n_used < columns).any():
        x = np.take_along_axis(x, order[:, None, :], axis=2)
        x = x * (np.arange(columns) < n_used[:, None])[:, None, :]
    both = np.zeros((n, max(rows, columns + 1), columns + 1))
    both[:, :rows, :columns], both[:, :rows, columns] = x, y
    triangle: Floats = np.linalg.qr(both, mode="r")  # type: ignore[assignment]
    return triangle[:, :columns, :columns], triangle[:, :columns, columns]


def _back(r: Floats, right: Floats, order: Ints, n_used: Ints) -> Floats:
    """Solve the triangles upwards; columns beyond those used stay 0."""
    n, columns = right.shape
    used = np.arange(columns) < n_used[:, None]
    solved = np.zeros((n, columns))
    for j in reversed(range(columns)):
        rest = right[:, j] - np.einsum("ik,ik->i", r[:, j, j + 1 :], solved[:, j + 1 :])
        np.divide(rest, r[:, j, j], out=solved[:, j], where=used[:, j])
    in_place = np.zeros((n, columns))
    np.put_along_axis(in_place, order, solved, axis=1)
    return in_place

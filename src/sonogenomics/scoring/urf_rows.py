"""From a request's table to a matrix of URFs, each a number that an image could give."""

from collections.abc import Sequence
from itertools import compress

import numpy as np
import numpy.typing as npt

from sonogenomics.errors import listed
from sonogenomics.scoring.refusal import RefusedError, unfit
from sonogenomics.scoring.table import Table

Floats = npt.NDArray[np.float64]
NUMBERS = frozenset({int, float})  # not bool, which Python counts among the numbers
LARGEST = 1e100  # beyond, sums of squares are infinite


def urf_matrix(table: Table, features: Sequence[str]) -> Floats:
    """Values in the model's order.

    Parameters
    ----------
    table : Table
        As it was sent: columns in any order.
    features : sequence of str
        What the model was trained on.

    Returns
    -------
    float array, shape (n_patients, n_features)
        Laid out as pandas hands a frame to scikit-learn, so that the last bit is the same.

    Raises
    ------
    RefusedError
        Columns missing, unknown or twice there; values that are no finite numbers. The model's
        own names are told, never those that were sent.
    """
    rows = table.rows if table.columns == features else _ordered(table, features)
    if not all(NUMBERS.issuperset(map(type, row)) for row in rows):
        raise _no_numbers(rows, features)
    x = np.array(rows, dtype=float, order="F")
    if not (np.abs(x) <= LARGEST).all():
        wrong = ~(np.abs(x) <= LARGEST).all(axis=0)
        raise _faulty({"infinite or beyond any image": _named(features, wrong)})
    return x


def _ordered(table: Table, features: Sequence[str]) -> list[list[object]]:
    given = {name: place for place, name in enumerate(table.columns)}
    n_unknown = len(set(given) - set(features))
    faults: dict[str, list[str]] = {
        "missing": [name for name in features if name not in given],
        "unknown to the model": [_counted(n_unknown)] if n_unknown else [],
        "there more than once": ["a column"] if len(given) < len(table.columns) else [],
    }
    if any(faults.values()):
        raise _faulty(faults)
    order = [given[name] for name in features]
    return [[row[place] for place in order] for row in table.rows]


def _no_numbers(rows: list[list[object]], features: Sequence[str]) -> RefusedError:
    missing = np.array([[value is None for value in row] for row in rows]).any(axis=0)
    strange = [[value is not None and type(value) not in NUMBERS for value in row] for row in rows]
    return _faulty(
        {
            "missing values": _named(features, missing),
            "not numeric": _named(features, np.array(strange).any(axis=0)),
        }
    )


def _named(features: Sequence[str], wrong: npt.ArrayLike) -> list[str]:
    return list(compress(features, np.asarray(wrong)))


def _counted(n: int) -> str:
    return "1 column" if n == 1 else f"{n} columns"


def _faulty(faults: dict[str, list[str]]) -> RefusedError:
    told = "; ".join(f"{listed(names)}: {fault}" for fault, names in faults.items() if names)
    return unfit(
        f"This table of URFs cannot be scored. {told}. Give exactly the features that the model "
        f"was trained on (GET /model lists them), one column each, all numbers."
    )

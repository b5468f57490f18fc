"""Nests of numbers become the flat names that MLflow compares runs by."""

import math
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import TypeVar

from sonogenomics.output import SIGNIFICANT_DIGITS

T = TypeVar("T")


def flat(content: object, prefix: str = "") -> dict[str, object]:
    """Join the keys of nested dicts with dots.

    Parameters
    ----------
    content : object
        Nested dicts; anything else is a leaf.
    prefix : str
        Put before every name, with a dot.

    Returns
    -------
    dict
        Leaves by dotted name; an empty dict leaves nothing.

    Examples
    --------
    >>> flat({"module": {"auc_mean": 0.71}, "n_resamplings": 200})
    {'module.auc_mean': 0.71, 'n_resamplings': 200}
    """
    if not isinstance(content, Mapping):
        return {prefix: content}
    leaves: dict[str, object] = {}
    for key, value in content.items():
        leaves |= flat(value, f"{prefix}.{key}" if prefix else str(key))
    return leaves


def numbers(leaves: Mapping[str, object]) -> dict[str, float]:
    """Leaves that are finite numbers, to six digits; what an empty study leaves undefined is not.

    Examples
    --------
    >>> numbers({"auc": 0.7000000001, "undefined": None, "metric": "auc", "tuned": True})
    {'auc': 0.7, 'tuned': 1.0}
    """
    kept = {name: value for name, value in leaves.items() if isinstance(value, (int, float))}
    finite = {name: float(value) for name, value in kept.items() if math.isfinite(value)}
    return {name: float(f"{value:.{SIGNIFICANT_DIGITS}g}") for name, value in finite.items()}


def words(leaves: Mapping[str, object]) -> dict[str, str]:
    """Leaves that are text.

    Examples
    --------
    >>> words({"auc": 0.7, "metric": "auc"})
    {'metric': 'auc'}
    """
    return {name: value for name, value in leaves.items() if isinstance(value, str)}


def batches(items: Mapping[str, T], size: int) -> Iterator[dict[str, T]]:
    """Parts of a mapping, none longer than `size`.

    Examples
    --------
    >>> list(batches({"a": 1, "b": 2, "c": 3}, 2))
    [{'a': 1, 'b': 2}, {'c': 3}]
    """
    waiting = iter(items.items())
    while part := dict(islice(waiting, size)):
        yield part

"""A claim and its null: the observed value, the permuted ones, how often chance does as well."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
ROUNDING = 1e-12  # means of the same numbers in another order are still equal


@dataclass(frozen=True)
class Claim:
    """One number the study prints, and the same number when its step is permuted.

    Attributes
    ----------
    profile : {'published', 'honest'}
        By whose rules.
    quantity : str
        Which number; with the profile its key.
    step : str
        The step that carries it.
    what, permuted : str
        The claim, and what was permuted, in words.
    observed : float
        As found.
    null : ndarray, shape (permutations,)
        As found when permuted.
    analytic : float, optional
        The null's mean by theory, from the values at hand.
    normal_theory : float, optional
        The same were all values normal.
    note : str
        How to read it.
    of_feature : bool
        Whether it is one of many like it, feature by feature.
    """

    profile: str
    quantity: str
    step: str
    what: str
    permuted: str
    observed: float
    null: Floats
    analytic: float | None = None
    normal_theory: float | None = None
    note: str = ""
    of_feature: bool = False

    @property
    def key(self) -> str:
        """Of both tables."""
        return f"{self.profile}.{self.quantity}"


def p_value(observed: float, null: Floats) -> float:
    """How often chance gives as large a value.

    (1 + permutations as large) / (1 + permutations): the labels as they are count as one of the
    permutations, so p is never 0 and errs on the safe side.

    Parameters
    ----------
    observed : float
        The claim.
    null : ndarray, shape (permutations,)
        The same under permutation.

    Returns
    -------
    float

    References
    ----------
    Phipson & Smyth, Stat Appl Genet Mol Biol 2010;9:39.

    Examples
    --------
    >>> p_value(3.0, np.array([1.0, 3.0, 2.0]))
    0.5
    """
    as_large = int(np.count_nonzero(null >= observed - ROUNDING))
    return (1 + as_large) / (1 + len(null))


def null_rows(claims: Sequence[Claim]) -> pd.DataFrame:
    """Every permuted value: columns of `catalog.Nulls`.

    Parameters
    ----------
    claims : sequence of Claim
        At least one.

    Returns
    -------
    DataFrame
    """
    parts = [
        pd.DataFrame({"claim": one.key, "permutation": np.arange(len(one.null)), "value": one.null})
        for one in claims
    ]
    return pd.concat(parts, ignore_index=True).astype({"value": float})


def chance_rows(claims: Sequence[Claim]) -> pd.DataFrame:
    """One row per claim: columns of `catalog.Chance`.

    Parameters
    ----------
    claims : sequence of Claim
        At least one.

    Returns
    -------
    DataFrame

    Examples
    --------
    >>> claim = Claim("honest", "module.n", "module", "Size", "Pairing", 4, np.array([1.0, 2, 3]))
    >>> chance_rows([claim])[["claim", "observed", "null_mean", "p"]].to_dict("records")
    [{'claim': 'honest.module.n', 'observed': 4.0, 'null_mean': 2.0, 'p': 0.25}]
    """
    rows = [_row(one) for one in claims]
    numbers = ["observed", "null_mean", "null_low", "null_high", "p", "analytic", "normal_theory"]
    return pd.DataFrame(rows).astype(dict.fromkeys(numbers, float))


def _row(one: Claim) -> dict[str, object]:
    low, high = np.quantile(one.null, [0.025, 0.975])
    return {
        "claim": one.key,
        "step": one.step,
        "profile": one.profile,
        "quantity": one.quantity,
        "what": one.what,
        "permuted": one.permuted,
        "observed": one.observed,
        "null_mean": one.null.mean(),
        "null_low": low,
        "null_high": high,
        "n_permutations": len(one.null),
        "p": p_value(one.observed, one.null),
        "analytic": one.analytic,
        "normal_theory": one.normal_theory,
        "note": one.note,
    }


def in_numbers(claims: Sequence[Claim]) -> dict[str, dict[str, float]]:
    """The claims as metrics: observed, null mean and p of each."""
    return {
        one.key: {
            "observed": float(one.observed),
            "by_chance": float(one.null.mean()),
            "p": p_value(one.observed, one.null),
        }
        for one in claims
    }

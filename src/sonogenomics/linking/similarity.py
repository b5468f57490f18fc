"""How much of their function two features share."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Floats = NDArray[np.float64]


def shared_terms(enriched: pd.DataFrame, features: Sequence[str]) -> Counts:
    """Count the enriched terms of each two features; on the diagonal, of each one.

    Parameters
    ----------
    enriched : DataFrame
        Columns `feature`, `library` and `term`: the enriched rows of one role. A term is known by
        its library and its name.
    features : sequence of str
        All features, with or without a term.

    Returns
    -------
    ndarray of int, shape (features, features)

    Examples
    --------
    >>> rows = [("a", "GO", "t1"), ("a", "GO", "t2"), ("b", "GO", "t2"), ("b", "KEGG", "t1")]
    >>> enriched = pd.DataFrame(rows, columns=["feature", "library", "term"])
    >>> shared_terms(enriched, ["a", "b", "c"])
    array([[2, 1, 0],
           [1, 2, 0],
           [0, 0, 0]])
    """
    rows = enriched.loc[enriched["feature"].isin(features), ["feature", "library", "term"]]
    term = rows.groupby(["library", "term"]).ngroup().to_numpy()
    has = np.zeros((len(features), term.max(initial=-1) + 1))
    has[pd.Index(features).get_indexer(pd.Index(rows["feature"])), term] = 1
    return (has @ has.T).astype(np.int64)


def overlap_coefficient(n_shared: Counts, n_a: Counts, n_b: Counts) -> Floats:
    """The share of the smaller set that is also in the larger one.

    |A & B| / min(|A|, |B|), the Szymkiewicz-Simpson coefficient; 0 where a set is empty, so that a
    feature without terms resembles none.

    Parameters
    ----------
    n_shared, n_a, n_b : ndarray of int
        |A & B|, |A| and |B|, of shapes that broadcast.

    Returns
    -------
    ndarray

    References
    ----------
    Szymkiewicz, Acta Soc Bot Pol 1934;11:121. Simpson, Am J Sci 1943;241:1.

    Examples
    --------
    >>> overlap_coefficient(np.array([3, 0]), np.array([5, 0]), np.array([9, 4]))
    array([0.6, 0. ])
    """
    smaller = np.minimum(n_a, n_b)
    overlap: Floats = np.divide(n_shared, smaller, out=np.zeros(smaller.shape), where=smaller > 0)
    return overlap


def similarity(role: str, enriched: pd.DataFrame, features: Sequence[str]) -> pd.DataFrame:
    """Compare the function of every two features of a role.

    Parameters
    ----------
    role : {'discovery', 'validation', 'paired'}
        Whose enriched terms these are.
    enriched : DataFrame
        The enriched rows of that role, see `shared_terms`.
    features : sequence of str
        All features.

    Returns
    -------
    DataFrame
        Columns of `catalog.Similarity`, one row a pair, a before b in the alphabet.
    """
    features = sorted(features)
    shared = shared_terms(enriched, features)
    a, b = np.triu_indices(len(features), k=1)
    n_terms = np.diag(shared)
    names = np.array(features, dtype=object)
    return pd.DataFrame(
        {
            "role": pd.Index([role]).repeat(len(a)),
            "feature_a": names[a],
            "feature_b": names[b],
            "n_shared": shared[a, b],
            "overlap": overlap_coefficient(shared[a, b], n_terms[a], n_terms[b]),
        }
    )


def agreement(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Compare each feature's function in one role with its own function in another.

    Parameters
    ----------
    one, other : DataFrame
        Enriched rows of the two roles, such as discovery and validation; see `shared_terms`.

    Returns
    -------
    DataFrame, indexed by feature
        `n_one`, `n_other`, `n_shared` and `overlap`, for every feature with a term in either.

    Examples
    --------
    >>> columns = ["feature", "library", "term"]
    >>> discovery = pd.DataFrame([("a", "GO", "t1"), ("a", "GO", "t2")], columns=columns)
    >>> validation = pd.DataFrame([("a", "GO", "t2"), ("b", "GO", "t2")], columns=columns)
    >>> agreement(discovery, validation).reset_index()
      feature  n_one  n_other  n_shared  overlap
    0       a      2        1         1      1.0
    1       b      0        1         0      0.0
    """
    key = ["feature", "library", "term"]
    n_rows = {
        "n_one": one[key],
        "n_other": other[key],
        "n_shared": one[key].merge(other[key], on=key),
    }
    counts = pd.DataFrame({name: rows.groupby("feature").size() for name, rows in n_rows.items()})
    counts = counts.fillna(0).astype(int).rename_axis("feature")
    shared, *sizes = (counts[name].to_numpy() for name in ("n_shared", "n_one", "n_other"))
    return counts.assign(overlap=overlap_coefficient(shared, *sizes))

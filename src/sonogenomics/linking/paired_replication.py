"""Links of one cohort, tested again in patients who had no part in finding them."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import special, stats

from sonogenomics.linking.counting import Floats
from sonogenomics.linking.paired_design import Design, design
from sonogenomics.linking.paired_sides import Transform, sides

Z_95 = float(stats.norm.ppf(0.975))
TOO_FEW = "too few patients"
NOT_MEASURED = "not measured there"
CONSTANT = "does not vary there"


class Replicated(NamedTuple):
    """What became of the links in a second cohort."""

    links: pd.DataFrame  # columns of `catalog.PairedReplication` but `series` and `cohort`
    design: Design  # the second cohort's patients and covariates


def replicate(
    links: pd.DataFrame,
    urfs: pd.DataFrame,
    expression: pd.DataFrame,
    fdr: float,
    covariates: pd.DataFrame | None = None,
    transform: Transform = "none",
) -> Replicated:
    """Test the links of one cohort in another, each in the direction it was found in.

    The correlation is computed as in discovery (same covariates, same transform) from the second
    cohort's patients alone. p is one-sided; Benjamini-Hochberg is over the links that could be
    tested. A link is replicated if its adjusted p-value lies below `fdr`.

    Parameters
    ----------
    links : DataFrame
        Columns `feature`, `gene` and `r` of the discovery.
    urfs : DataFrame, patients x features
        URFs of at least the patients of `expression`.
    expression : DataFrame, genes x patients
        Of the second cohort, no patient of which took part in discovery.
    fdr : float
        Level of the adjusted p-value.
    covariates : DataFrame, patients x covariates, optional
        What is held fixed.
    transform : {'none', 'normal_scores'}
        As in discovery.

    Returns
    -------
    Replicated
        One row per link, in the order of `links`. A link that could not be tested has no value
        there, and `untested` says why.

    Examples
    --------
    >>> urfs = pd.DataFrame({"original_x": [1.0, 2, 3, 4, 5, 6]}, index=list("ABCDEF"))
    >>> genes = pd.DataFrame([[2.0, 4, 6, 8, 11, 12]], ["G1"], list("ABCDEF"))
    >>> links = pd.DataFrame({"feature": "original_x", "gene": ["G1", "G2"], "r": 0.7})
    >>> found = replicate(links, urfs, genes, fdr=0.05).links
    >>> found[["gene", "r", "replicated"]].round(3)
      gene      r  replicated
    0   G1  0.995        True
    1   G2    NaN       False
    >>> found["untested"].to_list()
    ['', 'not measured there']
    """
    given = pd.DataFrame(index=urfs.index) if covariates is None else covariates
    second = design(given.loc[expression.columns])
    frame = _untested(links, second.n)
    if links.empty or not second.suffices:
        return Replicated(frame, second)
    genes = pd.Index(frame["gene"].unique()).intersection(expression.index)
    features = pd.Index(frame["feature"].unique())
    ready = sides(urfs[features], expression.loc[genes], covariates, transform)
    row_x = ready.features.get_indexer(pd.Index(frame["feature"]))
    row_y = ready.genes.get_indexer(pd.Index(frame["gene"]))
    why_not = np.where((row_x < 0) | (row_y < 0), CONSTANT, "")
    why_not = np.where(frame["gene"].isin(genes), why_not, NOT_MEASURED)
    tested = np.flatnonzero(why_not == "")
    r = np.einsum("ij,ij->i", ready.x[row_x[tested]], ready.y[row_y[tested]])
    frame = frame.assign(untested=pd.array(why_not, dtype="str"))
    return Replicated(_filled(frame, tested, np.clip(r, -1, 1), second.n_effective, fdr), second)


def _untested(links: pd.DataFrame, n: int) -> pd.DataFrame:
    """The links carried forward, as they stand where the patients are too few for any test."""
    frame = pd.DataFrame(
        {
            "feature": links["feature"].to_numpy(),
            "gene": links["gene"].to_numpy(),
            "r_discovery": links["r"].to_numpy(dtype=float),
            "n_patients": n,
            **dict.fromkeys(("r", "r_low", "r_high", "p", "p_bh"), np.nan),
            "replicated": False,
            "untested": TOO_FEW,
        }
    )
    return frame.astype({"feature": "str", "gene": "str", "untested": "str"})


def _filled(
    frame: pd.DataFrame, rows: NDArray[np.intp], r: Floats, n: int, fdr: float
) -> pd.DataFrame:
    p = one_sided_p(r, frame["r_discovery"].to_numpy()[rows], n)
    adjusted = stats.false_discovery_control(p) if p.size else p
    low, high = fisher_interval(r, n)
    found = {"r": r, "r_low": low, "r_high": high, "p": p, "p_bh": adjusted}
    values = pd.DataFrame(found, index=rows).reindex(range(len(frame)))
    return frame.assign(**values, replicated=values["p_bh"] < fdr)


def one_sided_p(r: Floats, direction: Floats, n: int) -> Floats:
    """P-value of Pearson's r in a direction that was known beforehand.

    Parameters
    ----------
    r : ndarray
        Correlations of the second cohort.
    direction : ndarray
        Those of the first, of which the sign counts.
    n : int
        Patients less columns of covariates.

    Examples
    --------
    >>> one_sided_p(np.array([0.5, 0.5]), np.array([0.7, -0.7]), 20).round(4)
    array([0.0124, 0.9876])
    """
    with np.errstate(divide="ignore"):  # |r| = 1: t is infinite
        t = r * np.sqrt((n - 2) / ((1 - r) * (1 + r)))
    p: Floats = special.stdtr(n - 2, -np.sign(direction) * t)
    return p


def fisher_interval(r: Floats, n: int) -> tuple[Floats, Floats]:
    r"""95 % interval of a correlation by Fisher's z.

    .. math:: \tanh\left(\operatorname{artanh} r \pm \frac{1.96}{\sqrt{n-3}}\right)

    Parameters
    ----------
    r : ndarray
    n : int
        Patients less columns of covariates, at least 4.

    References
    ----------
    Fisher, Metron 1921;1:3.

    Examples
    --------
    >>> low, high = fisher_interval(np.array([0.5]), 28)
    >>> low.round(3), high.round(3)
    (array([0.156]), array([0.736]))
    """
    with np.errstate(divide="ignore"):  # |r| = 1 is its own interval
        z = np.arctanh(r)
    half = Z_95 / np.sqrt(n - 3)
    return np.tanh(z - half), np.tanh(z + half)

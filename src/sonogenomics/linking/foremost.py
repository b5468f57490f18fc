"""The genes that most features go with in randomly paired series, and how strongly they do."""

import warnings
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.linking.counting import Floats
from sonogenomics.linking.pairing import Pairings

MOST = 25  # as many genes as the paper shows


class Drawn(NamedTuple):
    """One arm of one series: patients x features, genes x samples, and who stood beside whom."""

    urfs: pd.DataFrame
    expression: pd.DataFrame
    pairings: Pairings


def foremost_genes(associations: pd.DataFrame, most: int = MOST) -> list[str]:
    """Genes that are positive-specific for most features.

    Parameters
    ----------
    associations : DataFrame
        Columns of `catalog.Association`, one role.
    most : int
        How many genes.

    Returns
    -------
    list of str
        Of equal genes, the one with more hits in the positive arm first, then the alphabet. A gene
        that is positive-specific for no feature is not among them.
    """
    specific = associations[associations["positive_specific"]]
    hits = specific.groupby("gene")["hits_positive"].agg(["size", "sum"]).reset_index()
    ordered = hits.sort_values(["size", "sum", "gene"], ascending=[False, False, True])
    return [str(gene) for gene in ordered["gene"].head(most)]


def foremost_links(
    role: str, associations: pd.DataFrame, drawn: Mapping[int, Sequence[Drawn]], most: int = MOST
) -> pd.DataFrame:
    """Hits and mean correlation of every feature with the foremost genes.

    Parameters
    ----------
    role : {'discovery', 'validation'}
        Of the series.
    associations : DataFrame
        Columns of `catalog.Association`, that role.
    drawn : mapping of int to sequence of Drawn
        By arm (1 positive, 0 negative), the series of the role.
    most : int
        How many genes.

    Returns
    -------
    DataFrame
        Columns of `catalog.Foremost`; at most `most` rows a feature, whatever the number of genes.
    """
    genes = foremost_genes(associations, most)
    features = pd.Index(drawn[1][0].urfs.columns, name="feature")
    pairs = pd.MultiIndex.from_product([genes, features], names=["gene", "feature"])
    table = associations.set_index(["gene", "feature"]).reindex(pairs)
    for arm, name in ((1, "r_positive"), (0, "r_negative")):
        table[name] = mean_correlations(drawn[arm], genes).T.ravel()
    hits = ["hits_positive", "hits_negative"]
    table[hits] = table[hits].fillna(0).astype(np.int64)
    table["positive_specific"] = table["positive_specific"].eq(True)  # never hit: no
    table["n_features"] = table.groupby("gene")["positive_specific"].transform("sum")
    return table.assign(role=role).reset_index()


def mean_correlations(drawn: Sequence[Drawn], genes: Sequence[str]) -> NDArray[np.float64]:
    """Pearson's R of each feature and gene, the mean over all perturbations of all series.

    Parameters
    ----------
    drawn : sequence of Drawn
        The series of one arm.
    genes : sequence of str
        Which.

    Returns
    -------
    ndarray, shape (features, genes)
        NaN where a feature or gene was constant in every perturbation.
    """
    parts = [
        _correlations(
            one.urfs.to_numpy(dtype=float)[patients],
            one.expression.loc[list(genes)].to_numpy(dtype=float)[:, samples].T,
        )
        for one in drawn
        for patients, samples in zip(one.pairings.patients, one.pairings.samples, strict=True)
    ]
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Mean of empty slice", RuntimeWarning)
        return np.asarray(np.nanmean(parts, axis=0), dtype=np.float64)


def _correlations(features: Floats, genes: Floats) -> NDArray[np.float64]:
    """Of the columns of two tables with the same rows."""
    product = _standard(features).T @ _standard(genes)
    return np.asarray(np.clip(product, -1.0, 1.0))


def _standard(columns: Floats) -> NDArray[np.float64]:
    """Centred columns of length one; NaN where a column is constant."""
    centred = columns - columns.mean(axis=0)
    length = np.sqrt((centred**2).sum(axis=0))
    length[np.ptp(columns, axis=0) == 0] = np.nan
    return np.asarray(centred / length)

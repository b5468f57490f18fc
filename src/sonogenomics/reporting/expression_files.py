"""Expression of a few genes out of each series' matrix, for the figures."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.stats import mannwhitneyu

from sonogenomics.figures.expression_heatmap import LEVEL, MOST_SERIES, Expressed

JUDGED = 2000  # genes, evenly over the alphabet, that say how many differ between the arms


def read_expressed(
    series: pd.DataFrame, samples: pd.DataFrame, genes: Sequence[str], folder: Path
) -> list[Expressed]:
    """Those genes of the first series, and how many of all genes differ between the arms.

    Parameters
    ----------
    series : DataFrame
        `catalog.ExpressionSeries`.
    samples : DataFrame
        `catalog.ExpressionSamples`.
    genes : sequence of str
        Which; a series that has not measured one leaves it out.
    folder : Path
        With `<series>.parquet`, genes x samples.

    Returns
    -------
    list of Expressed
        A series without a matrix, or of one arm only, is left out.
    """
    found = []
    for row in series.head(MOST_SERIES).to_dict("records"):
        path = folder / f"{row['series']}.parquet"
        mine = samples[samples["series"] == row["series"]].set_index("sample")["outcome"]
        if path.is_file() and mine.nunique() == 2:  # noqa: PLR2004 - both arms
            matrix = pd.read_parquet(path)[list(mine.index)]
            levels = matrix.loc[[gene for gene in genes if gene in matrix.index]]
            name, role = str(row["series"]), str(row["role"])
            share = share_differing(matrix, mine)
            found.append(Expressed(name, role, levels, mine, len(matrix), share))
    return found


def share_differing(matrix: pd.DataFrame, outcome: "pd.Series[int]") -> float:
    """Share of genes that differ between the arms at raw p < 0.05, two-sided rank-sum.

    Parameters
    ----------
    matrix : DataFrame, genes x samples
        Of one series.
    outcome : Series of int
        1 or 0 of each sample, in the order of the columns.

    Returns
    -------
    float
        Of at most 2,000 genes, evenly over the alphabet.
    """
    places = np.unique(np.linspace(0, len(matrix) - 1, min(len(matrix), JUDGED)).astype(int))
    table = matrix.sort_index().iloc[places].to_numpy(dtype=float)
    positive = outcome.to_numpy() == 1
    p = mannwhitneyu(table[:, positive], table[:, ~positive], axis=1, method="asymptotic").pvalue
    return float((p < LEVEL).mean())

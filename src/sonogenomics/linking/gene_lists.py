"""The genes of each feature as truth values: positive-specific, or of the same people."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats

from sonogenomics.errors import StudyError
from sonogenomics.linking.association import HitRule, hits
from sonogenomics.linking.counting import Floats, standardised
from sonogenomics.linking.fast_enrichment import rejected
from sonogenomics.linking.gene_side import GeneSide
from sonogenomics.linking.paired import FEWEST as FEWEST_PAIRED
from sonogenomics.linking.paired import pearson_p
from sonogenomics.linking.pairing import FEWEST, draw_pairings
from sonogenomics.linking.perturbation import ARMS

Flags = NDArray[np.bool_]
ROUNDING = 1e-9  # how far below the smallest |r| that can count p-values are still computed


class ArmHits(NamedTuple):
    """Perturbations with a hit, features x genes, summed over the series of a side."""

    positive: NDArray[np.int32]
    negative: NDArray[np.int32]

    def specific(self, min_hits: int) -> Flags:
        """Hit in enough perturbations of the positive arm, and in too few of the negative."""
        return (self.positive >= min_hits) & (self.negative < min_hits)


def perturbed_hits(
    urfs: Mapping[int, Floats], side: GeneSide, rule: HitRule, rng: np.random.Generator
) -> ArmHits:
    """Pair URFs and genes at random, arm by arm and series by series, and count the hits.

    The counts of `perturbation.perturb` on the same draws.

    Parameters
    ----------
    urfs : mapping of int to ndarray, patients x features
        URFs of the positive (1) and negative (0) patients.
    side : GeneSide
        With the arms of unpaired series.
    rule : HitRule
        When one perturbation counts.
    rng : numpy.random.Generator
        Source of the pairings.

    Returns
    -------
    ArmHits

    Raises
    ------
    StudyError
        An arm has fewer than three patients.
    """
    shape = urfs[1].shape[1], len(side.genes)
    counts = {arm: np.zeros(shape, np.int32) for arm in ARMS}
    for one in side.arms:
        patients, n_samples = urfs[one.arm], one.genes.shape[1]
        if len(patients) < FEWEST:
            raise StudyError(
                f"The {ARMS[one.arm]} arm has {len(patients)} patients to be paired with series "
                f"{one.series}; it needs at least {FEWEST}."
            )
        pairings = draw_pairings(len(patients), n_samples, one.perturbations, rng)
        counts[one.arm] += hits(patients, one.genes, pairings, rule).counts
    return ArmHits(counts[1], counts[0])


def paired_lists(urfs: pd.DataFrame, paired: pd.DataFrame, fdr: float) -> Flags:
    """Genes that move together with each feature in the same patients.

    The links of `paired.paired_links`: Pearson's r, Benjamini-Hochberg over all features x genes.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        URFs; only patients of the paired matrix count.
    paired : DataFrame, genes x patients
        Expression; only patients with URFs count.
    fdr : float
        Level of the adjusted p-value.

    Returns
    -------
    ndarray of bool, shape (features, genes)

    Raises
    ------
    StudyError
        Fewer than four patients are shared.
    """
    r, defined = paired_correlations(urfs, paired)
    n = int(paired.columns.isin(urfs.index).sum())
    t = float(stats.t.isf(min(fdr, 1) / 2, n - 2))
    least = t / math.sqrt(n - 2 + t * t) * (1 - ROUNDING)
    rows = np.flatnonzero(defined & (np.abs(r) >= least))
    p = pearson_p(r.ravel()[rows], n)
    lists = np.zeros(r.size, bool)
    lists[rows[rejected(p, int(defined.sum()), fdr)]] = True
    return lists.reshape(r.shape)


def paired_correlations(urfs: pd.DataFrame, paired: pd.DataFrame) -> tuple[Floats, Flags]:
    """Pearson's r of every feature and gene over shared patients, and where there is one."""
    shared = paired.columns[paired.columns.isin(urfs.index)]
    if len(shared) < FEWEST_PAIRED:
        raise StudyError(
            f"Only {len(shared)} of these patients have both URFs and expression; a paired "
            f"comparison needs at least {FEWEST_PAIRED}."
        )
    x = standardised(urfs.loc[shared].to_numpy(dtype=float).T)
    y = standardised(paired[shared].to_numpy(dtype=float))
    return np.clip(x @ y.T, -1, 1), np.outer(x.any(axis=1), y.any(axis=1))

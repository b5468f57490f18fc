"""The genes of each feature as truth values: positive-specific, or of the same people."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.errors import StudyError
from sonogenomics.linking.association import HitRule, hits
from sonogenomics.linking.counting import Floats
from sonogenomics.linking.fast_enrichment import rejected
from sonogenomics.linking.gene_side import GeneSide
from sonogenomics.linking.paired_scan import scan
from sonogenomics.linking.paired_sides import Transform, sides
from sonogenomics.linking.pairing import FEWEST, draw_pairings
from sonogenomics.linking.perturbation import ARMS

Flags = NDArray[np.bool_]


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


def paired_lists(
    urfs: pd.DataFrame,
    paired: pd.DataFrame,
    fdr: float,
    covariates: pd.DataFrame | None = None,
    transform: Transform = "none",
) -> Flags:
    """Genes that move together with each feature in the same patients.

    The links of `paired.paired_links`: Pearson's r given the covariates, Benjamini-Hochberg over
    all features x genes.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        URFs; only patients of the paired matrix count.
    paired : DataFrame, genes x patients
        Expression; only patients with URFs count.
    fdr : float
        Level of the adjusted p-value.
    covariates : DataFrame, patients x covariates, optional
        What is held fixed.
    transform : {'none', 'normal_scores'}
        Values as they are, or their normal scores among these patients.

    Returns
    -------
    ndarray of bool, shape (features, genes)

    Raises
    ------
    StudyError
        Too few patients are shared.
    """
    shared = paired.columns[paired.columns.isin(urfs.index)]
    ready = sides(urfs, paired[shared], covariates, transform)
    found = scan(ready.x, ready.y, ready.design.n_effective, fdr)
    kept = rejected(found.p, ready.n_tests, fdr)
    lists = np.zeros((urfs.shape[1], len(paired)), bool)
    lists[ready.x_rows[found.feature[kept]], ready.y_rows[found.gene[kept]]] = True
    return lists

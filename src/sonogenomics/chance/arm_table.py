"""Fisher's z between the arms beside the threshold rule, feature by feature."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from sonogenomics.linking.arm_differences import difference_hits, expected_differences
from sonogenomics.linking.association import HitRule
from sonogenomics.linking.chance import Arm, expected_positive_specific, hit_probability
from sonogenomics.linking.counting import Floats
from sonogenomics.linking.gene_side import GeneSide

SMALLEST = 1e-12  # probability of a hit that is still told apart from none
UNEQUAL = 1.5  # times as probable a hit in one arm as in the other: told


class Pairs(NamedTuple):
    """Pairs and perturbations of either arm, series by series."""

    positive: list[Arm]
    negative: list[Arm]


def pairs_of(urfs: Mapping[int, Floats], side: GeneSide) -> Pairs:
    """How many people are paired in each arm of each series: the smaller side's number."""
    arms = {
        wanted: [
            Arm(min(len(urfs[wanted]), one.genes.shape[1]), one.perturbations)
            for one in side.arms
            if one.arm == wanted
        ]
        for wanted in (1, 0)
    }
    return Pairs(arms[1], arms[0])


def arm_differences(
    urfs: Mapping[int, Floats],
    side: GeneSide,
    rule: HitRule,
    min_hits: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Count the genes whose correlation differs between the arms, and what either rule expects.

    Parameters
    ----------
    urfs : mapping of int to ndarray, patients x features
        URFs of the positive (1) and negative (0) patients.
    side : GeneSide
        With the arms of unpaired series.
    rule : HitRule
        The threshold rule; its level is also Fisher's.
    min_hits : int
        Perturbations that must agree, in both rules.
    rng : numpy.random.Generator
        Source of the pairings.

    Returns
    -------
    DataFrame, one row per feature
        Columns of `catalog.ArmDifferences` but `role`, `feature` and `positive_specific`.
    """
    pairs, n_genes = pairs_of(urfs, side), len(side.genes)
    counts = difference_hits(urfs, side, rule.alpha, rng)
    hit = [_hit(arm, rule) for arm in pairs]
    return pd.DataFrame(
        {
            "n_genes": n_genes,
            "differs": (counts >= min_hits).sum(axis=1),
            "expected_positive_specific": expected_positive_specific(
                n_genes, *pairs, rule, min_hits
            ),
            "expected_differs": expected_differences(n_genes, *pairs, rule.alpha, min_hits),
            "hit_positive": hit[0],
            "hit_negative": hit[1],
            "note": bites(pairs, hit[0], hit[1]),
        }
    )


def _hit(arms: list[Arm], rule: HitRule) -> float:
    """Probability of a hit by chance in a perturbation, whichever series it is of."""
    weights = [arm.perturbations for arm in arms]
    return float(np.average([hit_probability(arm.n, rule) for arm in arms], weights=weights))


def bites(pairs: Pairs, positive: float, negative: float) -> str:
    """Say where the threshold rule is harder on one arm than on the other.

    Examples
    --------
    >>> bites(Pairs([Arm(42, 75)], [Arm(175, 75)]), 0.05, 0.00005)[:68]
    'By chance a hit is 1,000 times as probable in the positive arm (42 p'
    >>> bites(Pairs([Arm(20, 75)], [Arm(30, 75)]), 0.05, 0.05)
    ''
    """
    names = {"positive": (positive, pairs.positive), "negative": (negative, pairs.negative)}
    order = sorted(names, key=lambda name: -names[name][0])
    (often, many), (seldom, few) = (names[name] for name in order)
    if often < UNEQUAL * seldom:
        return ""
    ratio = often / max(seldom, SMALLEST)
    times = f"{ratio:,.3g}" if ratio < 1000 else f"{ratio:,.0f}"  # noqa: PLR2004
    return (
        f"By chance a hit is {times} times as probable in the {order[0]} arm ({_n(many)} pairs) as "
        f"in the {order[1]} ({_n(few)}): the threshold of |R| binds in the larger arm alone, so "
        f"that genes are specific to the smaller one without any difference."
    )


def _n(arms: list[Arm]) -> str:
    return ", ".join(str(arm.n) for arm in arms)

"""Unpaired mode as a study runs it: every role's genes by random pairing, beside chance."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sonogenomics.linking.association import HitRule
from sonogenomics.linking.foremost import foremost_links
from sonogenomics.linking.perturbation import (
    LabelledSeries,
    Tally,
    association_counts,
    associations,
    perturb,
)


class UnpairedFindings(NamedTuple):
    """What the series of each role came to, as the tables of the catalog, and in numbers."""

    associations: list[pd.DataFrame]
    counts: list[pd.DataFrame]
    foremost: list[pd.DataFrame]
    numbers: dict[str, object]  # by role


def unpaired_study(
    arms: Mapping[int, pd.DataFrame],
    series: Mapping[str, Sequence[LabelledSeries]],
    rule: HitRule,
    min_hits: Mapping[str, int],
    rng: np.random.Generator,
    n_threads: int = 1,
) -> UnpairedFindings:
    """Pair URFs and genes at random, role by role.

    Parameters
    ----------
    arms : mapping of int to DataFrame, patients x features
        URFs of the positive (1) and negative (0) patients.
    series : mapping of str to sequence of LabelledSeries
        By role; a role may be missing.
    rule : HitRule
        When one perturbation counts.
    min_hits : mapping of str to int
        Perturbations that must agree, by role.
    rng : numpy.random.Generator
        Source of the pairings.
    n_threads : int
        Cores to use; nothing depends on it.

    Returns
    -------
    UnpairedFindings

    Raises
    ------
    StudyError
        An arm is too small, or the series of a role share no gene.
    """
    findings = UnpairedFindings([], [], [], {})
    for role in [role for role in min_hits if role in series]:
        tallies = perturb(arms, series[role], rule, rng, n_threads)
        counts = association_counts(role, tallies, rule, min_hits[role])
        found = associations(role, tallies, min_hits[role])
        drawn = {arm: tally.drawn for arm, tally in tallies.items()}
        findings.associations.append(found)
        findings.foremost.append(foremost_links(role, found, drawn))
        findings.counts.append(counts)
        findings.numbers[role] = _summary(counts, tallies, [one.name for one in series[role]])
    return findings


def _summary(
    counts: pd.DataFrame, tallies: Mapping[int, Tally], names: Sequence[str]
) -> dict[str, object]:
    pairs = zip(tallies[1].arms, tallies[0].arms, strict=True)
    found, expected = counts["positive_specific"], counts["expected_positive_specific"]
    return {
        "n_genes_tested": int(counts["n_genes"].iloc[0]),
        "n_perturbations": sum(arm.perturbations for arm in tallies[1].arms),
        "pairs": {
            name: {"positive": positive.n, "negative": negative.n}
            for name, (positive, negative) in zip(names, pairs, strict=True)
        },
        "positive_specific_mean": float(found.mean()),
        "positive_specific_median": float(found.median()),
        "expected_by_chance": float(expected.mean()),
        "ratio_to_chance": float(found.mean() / expected.mean()),
        "n_undefined": tallies[1].n_undefined + tallies[0].n_undefined,
    }

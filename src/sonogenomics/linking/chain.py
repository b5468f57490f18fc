"""From URFs to the module in one call: differential features, genes, functions, overlap, members.

The stages do the same step by step and keep every table. Here only the answers are kept, so that
the chain can be run inside every training fold and on every permutation.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.linking.association import HitRule
from sonogenomics.linking.counting import Floats
from sonogenomics.linking.enrichment import EnrichmentRule
from sonogenomics.linking.fast_enrichment import enriched_terms
from sonogenomics.linking.gene_lists import Flags, paired_lists, perturbed_hits
from sonogenomics.linking.gene_side import GeneSide
from sonogenomics.linking.paired_sides import Transform
from sonogenomics.linking.similarity import overlap_coefficient
from sonogenomics.params.features import Differential
from sonogenomics.params.genes import Association, Enrichment, Modules
from sonogenomics.profiles import Profile
from sonogenomics.radiomics.differential import compare_arms

Counts = NDArray[np.int64]


@dataclass(frozen=True)
class ChainRules:
    """What decides at each step of the chain.

    Attributes
    ----------
    differential_alpha : float
        Level at which a feature differs between the arms.
    correct_differential : bool
        Of the Benjamini-Hochberg value, or of the raw p-value.
    hit : HitRule
        When one perturbation counts.
    min_hits : int
        Perturbations that must agree.
    fdr : float
        Level of links in the same patients.
    enrichment : EnrichmentRule
        When a gene list has a function.
    min_overlap : float
        Overlap coefficient at which a feature joins a differential one.
    transform : {'none', 'normal_scores'}
        Of values compared in the same patients.
    """

    differential_alpha: float
    correct_differential: bool
    hit: HitRule
    min_hits: int
    fdr: float
    enrichment: EnrichmentRule
    min_overlap: float
    transform: Transform = "none"


class Linked(NamedTuple):
    """What the chain found; features in the order of the URF table."""

    differential: list[str]  # in the alphabet
    n_genes: Counts  # of each feature
    n_terms: Counts  # of each feature
    overlap: Floats  # features x features
    members: list[str]  # differential features, then auxiliary ones, the most overlapping first


def chain_rules(
    profile: Profile,
    differential: Differential,
    association: Association,
    enrichment: Enrichment,
    modules: Modules,
) -> ChainRules:
    """The rules that params.yaml and the profile prescribe.

    Examples
    --------
    >>> from sonogenomics.params import Params
    >>> from sonogenomics.profiles import PROFILES
    >>> p = Params.load()
    >>> sections = p.differential, p.association, p.enrichment, p.modules
    >>> chain_rules(PROFILES["published"], *sections).correct_differential
    False
    """
    return ChainRules(
        differential.alpha,
        profile.correct_differential,
        HitRule(association.alpha, association.min_abs_r),
        association.min_hits,
        association.fdr,
        EnrichmentRule(
            enrichment.alpha, enrichment.min_size, enrichment.max_size, profile.adjust_over
        ),
        modules.min_overlap,
        association.transform,
    )


def link(
    urfs: pd.DataFrame,
    outcome: "pd.Series[int]",
    side: GeneSide,
    rules: ChainRules,
    rng: np.random.Generator,
) -> Linked:
    """Run the whole gene chain on some patients.

    Differential features by the rank-sum test; the genes of each feature by random pairing within
    the arms, or by the patients' own expression where the side has it; the functions of those
    genes; and the module of differential features and those that share their function. Without a
    differential feature the module is empty.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        URFs of the patients who may be used, such as those of a training fold.
    outcome : Series of int, by patient
        1 = positive, 0 = negative.
    side : GeneSide
        The genes, from `gene_side`.
    rules : ChainRules
        What decides.
    rng : numpy.random.Generator
        Source of the pairings; drawn from in the order of `side.arms`.

    Returns
    -------
    Linked

    Raises
    ------
    StudyError
        An arm is empty, or too small to be paired.

    Examples
    --------
    >>> from sonogenomics.linking.gene_side import gene_side
    >>> rng = np.random.default_rng(1)
    >>> patients = [f"P{i}" for i in range(40)]
    >>> texture = rng.standard_normal(40)
    >>> urfs = pd.DataFrame({"a": texture, "b": texture + 0.1 * rng.standard_normal(40)}, patients)
    >>> outcome = pd.Series((texture > 0).astype(int), patients)
    >>> genes = pd.DataFrame(rng.standard_normal((60, 40)), [f"G{i}" for i in range(60)], patients)
    >>> genes.iloc[:8] += 2 * texture
    >>> sets = pd.DataFrame({"library": "GO", "term": "shape", "gene": genes.index[:8]})
    >>> rule = EnrichmentRule(alpha=0.05, min_size=5, max_size=9, adjust_over="tested")
    >>> rules = ChainRules(0.05, True, HitRule(0.05, 0.3), 6, 0.05, rule, 0.6)
    >>> link(urfs, outcome, gene_side([], sets, rule, "measured", genes), rules, rng).n_terms
    array([1, 1])
    """
    outcome = outcome.loc[urfs.index]
    differential = differential_names(urfs, outcome, rules)
    lists = gene_lists(urfs, outcome, side, rules, rng)
    terms = enriched_terms(lists, side.libraries, rules.enrichment)
    overlap = term_overlap(terms)
    members = members_of(list(urfs.columns), differential, overlap, rules.min_overlap)
    return Linked(differential, lists.sum(axis=1), terms.sum(axis=1), overlap, members)


def differential_names(
    urfs: pd.DataFrame, outcome: "pd.Series[int]", rules: ChainRules
) -> list[str]:
    """Features that differ between the arms by the rules, in the alphabet."""
    table = compare_arms(urfs, outcome)
    deciding = table["p_bh" if rules.correct_differential else "p"]
    return sorted(table.index[deciding < rules.differential_alpha])


def gene_lists(
    urfs: pd.DataFrame,
    outcome: "pd.Series[int]",
    side: GeneSide,
    rules: ChainRules,
    rng: np.random.Generator,
) -> Flags:
    """The genes of each feature, features x genes, in whichever way the side allows."""
    if side.paired is not None:
        return paired_lists(urfs, side.paired, rules.fdr, side.covariates, rules.transform)
    status, values = outcome.to_numpy(), urfs.to_numpy(dtype=float)
    arms = {arm: values[status == arm] for arm in (1, 0)}
    return perturbed_hits(arms, side, rules.hit, rng).specific(rules.min_hits)


def term_overlap(terms: Flags) -> Floats:
    """Overlap coefficient of the enriched terms of each two features.

    Parameters
    ----------
    terms : ndarray of bool, shape (features, sets)
        From `enriched_terms`.

    Returns
    -------
    ndarray, shape (features, features)
        0 where one of the two has no term.

    Examples
    --------
    >>> term_overlap(np.array([[True, True, False], [False, True, True], [False] * 3]))
    array([[1. , 0.5, 0. ],
           [0.5, 1. , 0. ],
           [0. , 0. , 0. ]])
    """
    has = terms.astype(np.float32)
    shared = (has @ has.T).astype(np.int64)
    n_terms = np.diag(shared)
    return overlap_coefficient(shared, n_terms[:, None], n_terms[None])


def members_of(
    features: list[str], differential: list[str], overlap: Floats, min_overlap: float
) -> list[str]:
    """The module's members, as `modules.module` lists them.

    Examples
    --------
    >>> overlap = np.array([[1.0, 0.6, 0.2], [0.6, 1.0, 1.0], [0.2, 1.0, 1.0]])
    >>> members_of(["a", "b", "c"], ["a"], overlap, min_overlap=0.6)
    ['a', 'b']
    """
    members = sorted(differential)
    place = {name: i for i, name in enumerate(features)}
    rows = [place[name] for name in members]
    joins = []
    for name in features:
        strength = overlap[rows, place[name]]
        if name in members or not strength.size:
            continue
        best = int(strength.argmax())  # of several, the first in the alphabet
        if strength[best] > 0 and strength[best] >= min_overlap:
            joins.append((-strength[best], members[best], name))
    return members + [name for _, _, name in sorted(joins)]

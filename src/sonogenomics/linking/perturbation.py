"""The unpaired comparison of a role's series: random pairings, summed, and set beside chance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sonogenomics.errors import StudyError
from sonogenomics.linking.association import HitRule, hits
from sonogenomics.linking.chance import Arm, expected_positive_specific
from sonogenomics.linking.foremost import Drawn
from sonogenomics.linking.pairing import FEWEST, draw_pairings
from sonogenomics.progress import track

ARMS = {1: "positive", 0: "negative"}


@dataclass(frozen=True)
class LabelledSeries:
    """One expression series whose samples are labelled.

    Attributes
    ----------
    name : str
        Of the series, for messages.
    expression : DataFrame, genes x samples
        log2 scale, no missing value.
    outcome : Series of int
        1 or 0 of each sample.
    perturbations : int
        Random pairings of each arm.
    """

    name: str
    expression: pd.DataFrame
    outcome: "pd.Series[int]"
    perturbations: int


@dataclass
class Tally:
    """Hits of one arm, summed over the series of a role.

    Attributes
    ----------
    counts : DataFrame of int, features x genes
        Perturbations with a hit.
    arms : list of Arm
        Pairs and perturbations of each series.
    n_undefined : int
        Correlations that did not exist: a feature or gene was constant among the drawn.
    drawn : list of Drawn
        Who stood beside whom in each series.
    """

    counts: pd.DataFrame
    arms: list[Arm] = field(default_factory=list)
    n_undefined: int = 0
    drawn: list[Drawn] = field(default_factory=list)


def shared_genes(names: Sequence[str], genes: Sequence[pd.Index]) -> pd.Index:
    """Genes that every series has measured, in alphabetical order.

    Parameters
    ----------
    names : sequence of str
        The series, for the message.
    genes : sequence of Index
        Genes of each.

    Returns
    -------
    Index

    Raises
    ------
    StudyError
        There is none.

    Examples
    --------
    >>> shared_genes(["A", "B"], [pd.Index(["TP53", "HLA-A"]), pd.Index(["HLA-A"])]).to_list()
    ['HLA-A']
    """
    shared = genes[0]
    for others in genes[1:]:
        shared = shared.intersection(others)
    if shared.empty:
        raise StudyError(
            f"The series {', '.join(names)} share no gene: see in study.yaml that the rows of each "
            f"become gene symbols."
        )
    return shared.sort_values()


def perturb(
    urfs: Mapping[int, pd.DataFrame],
    series: Sequence[LabelledSeries],
    rule: HitRule,
    rng: np.random.Generator,
    n_threads: int = 1,
) -> dict[int, Tally]:
    """Pair URFs and genes at random, arm by arm and series by series, and count the hits.

    Each arm of a series takes as many people as the smaller of its two sides has, patients or
    samples. Genes are those that all the series have measured.

    Parameters
    ----------
    urfs : mapping of int to DataFrame, patients x features
        URFs of the positive (1) and negative (0) patients.
    series : sequence of LabelledSeries
        The series of one role, at least one.
    rule : HitRule
        When one perturbation counts.
    rng : numpy.random.Generator
        Source of the pairings.
    n_threads : int
        Cores to use; the counts do not depend on it.

    Returns
    -------
    dict of int to Tally
        By arm.

    Raises
    ------
    StudyError
        An arm is too small, or the series share no gene.
    """
    genes = shared_genes([s.name for s in series], [s.expression.index for s in series])
    features = urfs[1].columns
    tallies = {
        arm: Tally(pd.DataFrame(0, index=features, columns=genes, dtype=np.int32)) for arm in ARMS
    }
    for one, arm in track([(one, arm) for one in series for arm in ARMS], "association"):
        samples = one.expression.loc[genes, one.outcome[one.outcome == arm].index]
        if min(len(urfs[arm]), samples.shape[1]) < FEWEST:
            raise StudyError(
                f"The {ARMS[arm]} arm has {len(urfs[arm])} patients with URFs and "
                f"{samples.shape[1]} samples in series {one.name}; each needs at least {FEWEST}. "
                f"Set the series' perturbations to 0, or mend its outcome rule in study.yaml."
            )
        pairings = draw_pairings(len(urfs[arm]), samples.shape[1], one.perturbations, rng)
        found = hits(urfs[arm].to_numpy(), samples.to_numpy(), pairings, rule, n_threads)
        tallies[arm].counts += found.counts
        tallies[arm].n_undefined += found.n_undefined
        tallies[arm].arms.append(Arm(pairings.n, one.perturbations))
        tallies[arm].drawn.append(Drawn(urfs[arm], samples, pairings))
    return tallies


def associations(role: str, tallies: Mapping[int, Tally], min_hits: int) -> pd.DataFrame:
    """Every feature and gene that were hit at least once, and whether the positive arm alone did.

    Positive-specific: hit in at least `min_hits` perturbations of the positive arm and in
    fewer of the negative arm.

    Parameters
    ----------
    role : {'discovery', 'validation'}
        Of the series.
    tallies : mapping of int to Tally
        From `perturb`.
    min_hits : int
        Perturbations that must agree.

    Returns
    -------
    DataFrame
        Columns of `catalog.Association`.
    """
    positive, negative = (tallies[arm].counts.to_numpy() for arm in (1, 0))
    feature, gene = np.nonzero(positive + negative)
    hits_positive, hits_negative = positive[feature, gene], negative[feature, gene]
    return pd.DataFrame(
        {
            "role": pd.array([role], dtype="str").repeat(len(feature)),
            "feature": tallies[1].counts.index.to_numpy()[feature],
            "gene": tallies[1].counts.columns.to_numpy()[gene],
            "hits_positive": hits_positive.astype(np.int64),
            "hits_negative": hits_negative.astype(np.int64),
            "positive_specific": (hits_positive >= min_hits) & (hits_negative < min_hits),
        }
    )


def association_counts(
    role: str, tallies: Mapping[int, Tally], rule: HitRule, min_hits: int
) -> pd.DataFrame:
    """Per feature, how many genes are associated in each arm, and how many by chance alone.

    Parameters
    ----------
    role : {'discovery', 'validation'}
        Of the series.
    tallies : mapping of int to Tally
        From `perturb`.
    rule : HitRule
        With which they were counted.
    min_hits : int
        Perturbations that must agree.

    Returns
    -------
    DataFrame
        Columns of `catalog.AssociationCounts`.
    """
    positive, negative = (tallies[arm].counts.to_numpy() >= min_hits for arm in (1, 0))
    features, n_genes = tallies[1].counts.index, positive.shape[1]
    arms = tallies[1].arms, tallies[0].arms
    return pd.DataFrame(
        {
            "role": role,
            "feature": features,
            "n_genes": n_genes,
            "positive": positive.sum(axis=1),
            "negative": negative.sum(axis=1),
            "positive_specific": (positive & ~negative).sum(axis=1),
            "expected_positive_specific": expected_positive_specific(
                n_genes, *arms, rule, min_hits
            ),
        }
    )

"""What the published protocol makes of every URF, on everyone: one row each."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sonogenomics.linking.chain import ChainRules, Linked, gene_lists, link
from sonogenomics.linking.gene_side import GeneSide
from sonogenomics.radiomics.differential import compare_arms

EDGE = {"differential": "str", "other": "str", "overlap": "float64"}


class Sides(NamedTuple):
    """The genes of discovery and of validation; None where the study has no such series."""

    discovery: GeneSide | None
    validation: GeneSide | None


class ProtocolFindings(NamedTuple):
    """Columns of `catalog.ReplicatedFeatures` but for those modelled, and `ReplicatedEdges`."""

    features: pd.DataFrame
    edges: pd.DataFrame


def run_protocol(
    urfs: pd.DataFrame,
    outcome: "pd.Series[int]",
    sides: Sides,
    rules: tuple[ChainRules, ChainRules],
    rng: np.random.Generator,
) -> ProtocolFindings:
    """Differential features, genes, functions and module, all by the published rules.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        Of everyone; at least one feature.
    outcome : Series of int, by patient
        1 = positive, 0 = negative.
    sides : Sides
        Genes, from `gene_side`. Without those of discovery the module is the differential
        features alone.
    rules : tuple of ChainRules
        Of discovery and of validation, which asks for fewer hits.
    rng : numpy.random.Generator
        Source of the pairings; discovery draws first.

    Returns
    -------
    ProtocolFindings
        Gene and term counts are missing where the study has no genes of that role. An edge for
        each differential feature and each other feature.

    Raises
    ------
    StudyError
        An arm is empty, or too small to be paired.

    Examples
    --------
    >>> from sonogenomics.linking.association import HitRule
    >>> from sonogenomics.linking.enrichment import EnrichmentRule
    >>> rule = EnrichmentRule(alpha=0.05, min_size=5, max_size=9, adjust_over="tested")
    >>> rules = ChainRules(0.05, False, HitRule(0.05, 0.3), 6, 0.05, rule, 0.6)
    >>> urfs = pd.DataFrame({"a": range(20), "b": [0.0, 1.0] * 10})
    >>> outcome = pd.Series([0] * 10 + [1] * 10)
    >>> found = run_protocol(
    ...     urfs, outcome, Sides(None, None), (rules, rules), np.random.default_rng(1)
    ... )
    >>> found.features["module"].tolist()
    [True, False]
    """
    outcome = outcome.loc[urfs.index]
    p = compare_arms(urfs, outcome)["p"]
    differential = list(p.index[p < rules[0].differential_alpha])
    linked = None
    if sides.discovery is not None:
        linked = link(urfs, outcome, sides.discovery, rules[0], rng)
    validated = None
    if sides.validation is not None:
        validated = gene_lists(urfs, outcome, sides.validation, rules[1], rng).sum(axis=1)
    members = differential if linked is None else linked.members
    has_terms = sides.discovery is not None and bool(sides.discovery.libraries)
    features = pd.DataFrame(
        {
            "feature": urfs.columns.astype("str"),
            "p": p.to_numpy(),
            "differential": urfs.columns.isin(differential),
            "module": urfs.columns.isin(members),
            "positive_specific": np.nan if linked is None else linked.n_genes.astype(float),
            "positive_specific_validation": np.nan
            if validated is None
            else validated.astype(float),
            "n_terms": linked.n_terms.astype(float) if linked and has_terms else np.nan,
        }
    )
    return ProtocolFindings(features, _edges(list(urfs.columns), linked if has_terms else None))


def _edges(features: list[str], linked: Linked | None) -> pd.DataFrame:
    place = {name: i for i, name in enumerate(features)}
    rows = [
        (one, other, float(linked.overlap[place[one], place[other]]))
        for one in ([] if linked is None else linked.differential)
        for other in features
        if linked is not None and other != one
    ]
    return pd.DataFrame(rows, columns=list(EDGE)).astype(EDGE)

"""The tables of one run that claims are held against."""

from dataclasses import dataclass

import pandas as pd

from sonogenomics.profiles import Profile
from sonogenomics.study import Published


@dataclass(frozen=True)
class Tables:
    """What one run left; an empty frame stands for a part the study does not have.

    Attributes
    ----------
    profile : Profile
        Of the run.
    published : Published
        How the study made the rows that it modelled.
    patients, flow, characteristics, agreement, urfs, series, association, counts, \
enrichment, modules, replication, replicated_scores, replicated_features, replicated_edges, \
chance, candidates, nested_folds, validation : DataFrame
        As described in the catalog.
    """

    profile: Profile
    published: Published
    patients: pd.DataFrame
    flow: pd.DataFrame
    characteristics: pd.DataFrame
    agreement: pd.DataFrame
    urfs: pd.DataFrame
    series: pd.DataFrame
    association: pd.DataFrame
    counts: pd.DataFrame
    enrichment: pd.DataFrame
    modules: pd.DataFrame
    replication: pd.DataFrame
    replicated_scores: pd.DataFrame
    replicated_features: pd.DataFrame
    replicated_edges: pd.DataFrame
    chance: pd.DataFrame
    candidates: pd.DataFrame
    nested_folds: pd.DataFrame
    validation: pd.DataFrame

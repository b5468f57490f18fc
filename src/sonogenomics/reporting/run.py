"""Everything one run left behind, as the page needs it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from sonogenomics.checklists.answers import Answers
from sonogenomics.params.features import Differential
from sonogenomics.params.genes import Association, Enrichment, Modules
from sonogenomics.params.section import Section
from sonogenomics.profiles import Profile
from sonogenomics.reporting.evaluated import Evaluated
from sonogenomics.reporting.imaging_run import Imaging
from sonogenomics.reporting.proof_run import Proof
from sonogenomics.study import Study


@dataclass(frozen=True)
class Rules:
    """The sections of params.yaml that decided what was found."""

    differential: Differential
    association: Association
    enrichment: Enrichment
    modules: Modules


@dataclass(frozen=True)
class Run:
    """The tables of one run; an empty one stands for a part the study does not have.

    Attributes
    ----------
    study, profile, rules
        What was asked.
    patients, flow, urfs, differential, series, counts, paired, \
paired_replication, paired_power, enrichment, similarity, modules, performance, ranking, \
validation : DataFrame
        As described in the catalog.
    sources : dict of str to dict
        What `data/sources/sources.json` says of each file.
    imaging : Imaging
        Tables, curves and pictures of a study with images.
    proof : Proof
        What was repeated as published, permuted, nested, and held against the paper.
    recovered : DataFrame
        One row per kind of planted truth, from `simulation.recovery`.
    evaluated : Evaluated
        Every measure of every classifier.
    settings : mapping of str to Section
        Sections of params.yaml that the page tells, by name.
    seed : int
        Of all random numbers.
    answers : Answers
        What a person wrote into the study's checklists.
    """

    study: Study
    profile: Profile
    rules: Rules
    patients: pd.DataFrame
    flow: pd.DataFrame
    urfs: pd.DataFrame
    differential: pd.DataFrame
    series: pd.DataFrame
    counts: pd.DataFrame
    paired: pd.DataFrame
    enrichment: pd.DataFrame
    similarity: pd.DataFrame
    modules: pd.DataFrame
    performance: pd.DataFrame
    ranking: pd.DataFrame
    validation: pd.DataFrame
    sources: dict[str, dict[str, object]] = field(default_factory=dict)
    imaging: Imaging = field(default_factory=Imaging)
    proof: Proof = field(default_factory=Proof)
    recovered: pd.DataFrame = field(default_factory=pd.DataFrame)
    evaluated: Evaluated = field(default_factory=Evaluated)
    settings: Mapping[str, Section] = field(default_factory=dict)
    seed: int = 0
    answers: Answers = field(default_factory=Answers)
    paired_replication: pd.DataFrame = field(default_factory=pd.DataFrame)
    paired_power: pd.DataFrame = field(default_factory=pd.DataFrame)

    def selected(self) -> list[str]:
        """Differential features, smallest p-value first."""
        if self.differential.empty:
            return []
        ordered = self.differential.sort_values("p", kind="stable")
        return [str(name) for name in ordered.index[ordered["selected"].astype(bool)]]

    def champion(self) -> pd.Series | None:
        """The champion's row of the ranking; None where no model was chosen."""
        if self.ranking.empty:
            return None
        rows = self.ranking[self.ranking["champion"].astype(bool)]
        return None if rows.empty else rows.iloc[0]

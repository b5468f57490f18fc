"""What a study gives to be doubted: its patients, its genes, and what the stages found in them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.chance.link_claims import Seen
from sonogenomics.linking.chain import ChainRules
from sonogenomics.linking.gene_side import GeneSide, gene_side
from sonogenomics.linking.modules import linking_role
from sonogenomics.linking.paired_study import PairedSeries
from sonogenomics.linking.perturbation import LabelledSeries
from sonogenomics.profiles import Profile
from sonogenomics.radiomics.differential import compared_patients

ROLES = ("discovery", "validation")


@dataclass(frozen=True)
class Given:
    """The study as the earlier stages left it.

    Attributes
    ----------
    urfs : DataFrame, patients x features
        Of everyone measured.
    patients : DataFrame, by patient
        The same patients, with `outcome` and `split`.
    unpaired : mapping of str to sequence of LabelledSeries
        By role; may be empty.
    paired : sequence of PairedSeries
        May be empty.
    covariates : DataFrame, patients x covariates
        What paired comparisons hold fixed.
    gene_sets : DataFrame
        library, term and gene; may have no row.
    differential, counts, links, enrichment, modules, similarity : DataFrame
        As described in the catalog; `counts` and `links` are those of the association.
    """

    urfs: pd.DataFrame
    patients: pd.DataFrame
    unpaired: Mapping[str, Sequence[LabelledSeries]]
    paired: Sequence[PairedSeries]
    covariates: pd.DataFrame
    gene_sets: pd.DataFrame
    differential: pd.DataFrame
    counts: pd.DataFrame
    links: pd.DataFrame
    enrichment: pd.DataFrame
    modules: pd.DataFrame
    similarity: pd.DataFrame

    def of(self, profile: Profile) -> tuple[pd.DataFrame, "pd.Series[int]"]:
        """URFs and outcome of the patients whom a profile compares and links."""
        patients = compared_patients(self.patients, profile)
        return self.urfs.loc[patients.index], patients["outcome"]

    def unpaired_side(self, role: str, profile: Profile, rules: ChainRules) -> GeneSide | None:
        """Genes of other people."""
        if role not in self.unpaired:
            return None
        series = self.unpaired[role]
        return gene_side(series, self.gene_sets, rules.enrichment, profile.universe)

    def paired_side(
        self, patients: pd.Index, profile: Profile, rules: ChainRules
    ) -> GeneSide | None:
        """Genes of the first series whose patients discovery compared."""
        found = [one for one in self.paired if one.role == ROLES[0]]
        if not found:
            return None
        matrix, rule = found[0].of(patients), rules.enrichment
        return gene_side([], self.gene_sets, rule, profile.universe, matrix, self.covariates)

    def linking_side(self, profile: Profile, rules: ChainRules) -> GeneSide | None:
        """The genes by which a profile makes its module."""
        paired = self.paired_side(self.of(profile)[0].index, profile, rules)
        if profile.link_by == "paired" and paired is not None:
            return paired
        return self.unpaired_side(ROLES[0], profile, rules)

    def seen(self, profile: Profile) -> Seen:
        """What the stages found, in the order of the URF table."""
        enriched = self.enrichment[self.enrichment["enriched"].astype(bool)]
        role = linking_role(self.enrichment, profile)
        genes = {role: self._specific(role) for role in ROLES}
        genes["paired"] = self._linked()
        overlap = self._largest_overlap(role)
        return Seen(genes, enriched, role, len(self.modules), overlap)

    @property
    def selected(self) -> tuple[str, ...]:
        """Differential features, as found."""
        return tuple(self.differential.index[self.differential["selected"].astype(bool)])

    def _specific(self, role: str) -> NDArray[np.int64]:
        rows = self.counts[self.counts["role"] == role].set_index("feature")["positive_specific"]
        return np.array(rows.reindex(self.urfs.columns, fill_value=0), np.int64)

    def _linked(self) -> NDArray[np.int64]:
        """Genes of the first paired series, as `paired_side` takes it."""
        first = [one.name for one in self.paired if one.role == ROLES[0]][:1]
        rows = self.links[self.links["series"].isin(first)].groupby("feature")["gene"].nunique()
        return np.array(rows.reindex(self.urfs.columns, fill_value=0), np.int64)

    def _largest_overlap(self, role: str) -> float:
        pairs = self.similarity[self.similarity["role"] == role]
        one_differs = pairs["feature_a"].isin(self.selected) != pairs["feature_b"].isin(
            self.selected
        )
        return float(pairs.loc[one_differs, "overlap"].max())

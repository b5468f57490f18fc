"""Paired mode as a study runs it: links, their chance, their second cohort, their power."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from sonogenomics.linking.paired import PairedLinks, by_patient, linked
from sonogenomics.linking.paired_chance import shuffled
from sonogenomics.linking.paired_design import chosen_covariates
from sonogenomics.linking.paired_power import power_rows
from sonogenomics.linking.paired_replication import Replicated, replicate
from sonogenomics.linking.paired_sides import Transform, sides
from sonogenomics.linking.paired_summary import summary

HELD_OUT = "held-out"


@dataclass(frozen=True)
class PairedRule:
    """How features and genes of the same patients are compared.

    Attributes
    ----------
    fdr : float
        Level of the adjusted p-value, in discovery and in replication.
    covariates : tuple of str
        Columns of the patients that are held fixed.
    transform : {'none', 'normal_scores'}
        Values as they are, or their normal scores.
    permutations : int
        Shufflings of the patients that say what chance alone gives.
    """

    fdr: float
    covariates: tuple[str, ...] = ()
    transform: Transform = "none"
    permutations: int = 0


@dataclass(frozen=True)
class PairedSeries:
    """One expression series of the study's own patients.

    Attributes
    ----------
    name : str
    role : {'discovery', 'validation'}
        Links are found in discovery series and met again in validation series.
    expression : DataFrame, genes x samples
        log2 scale.
    patient_of : Series of str, by sample
        Missing where the sample is nobody's of the study.
    """

    name: str
    role: str
    expression: pd.DataFrame
    patient_of: "pd.Series[str]"

    def of(self, patients: pd.Index) -> pd.DataFrame:
        """Expression of some patients, genes x patients."""
        return by_patient(self.expression, self.patient_of, patients)


class PairedFindings(NamedTuple):
    """What the paired series of a study came to, as the tables of the catalog, and in numbers."""

    links: list[pd.DataFrame]  # none where nothing was found
    replication: list[pd.DataFrame]  # one for each second cohort to which links were carried
    power: list[pd.DataFrame]
    numbers: dict[str, Mapping[str, object]]  # by discovery series


def paired_study(
    series: Sequence[PairedSeries],
    urfs: pd.DataFrame,
    patients: pd.DataFrame,
    compared: pd.Index,
    rule: PairedRule,
    rng: np.random.Generator,
) -> PairedFindings:
    """Find links in every discovery series, and test each in patients who had no part in it.

    The second cohort is every paired validation series; where the study has none, the patients of
    the same series who were held out of discovery. Nothing of the second cohort flows back: gene
    lists, terms and the module rest on discovery alone.

    Parameters
    ----------
    series : sequence of PairedSeries
        All paired series of the study.
    urfs : DataFrame, patients x features
        Of everyone measured.
    patients : DataFrame, by patient
        The same patients, with the columns that covariates name.
    compared : Index
        Patients who may take part in discovery.
    rule : PairedRule
    rng : numpy.random.Generator
        Source of the shufflings.

    Returns
    -------
    PairedFindings

    Raises
    ------
    StudyError
        A covariate is unknown, or a discovery series has too few patients.
    """
    findings = PairedFindings([], [], [], {})
    covariates = chosen_covariates(patients, rule.covariates) if series else patients[[]]
    for one in [one for one in series if one.role == "discovery"]:
        ready = sides(urfs, one.of(compared), covariates, rule.transform)
        found = linked(ready, rule.fdr)
        p = found.links["p"].to_numpy()
        chance = shuffled(ready, p, rule.fdr, rule.permutations, rng)
        again = {
            cohort: replicate(found.links, urfs, matrix, rule.fdr, covariates, rule.transform)
            for cohort, matrix in _second_cohorts(one, series, patients.index, compared).items()
        }
        power = power_rows(found, again, rule.fdr)
        findings.numbers[one.name] = summary(found, chance, again, power)
        _add(findings, one.name, found, again, power)
    return findings


def _second_cohorts(
    one: PairedSeries, series: Sequence[PairedSeries], everyone: pd.Index, compared: pd.Index
) -> dict[str, pd.DataFrame]:
    """Expression of patients who had no part in this discovery, by the cohort's name."""
    validation = [other for other in series if other.role == "validation"]
    if validation:
        used = one.of(compared).columns
        others = everyone[~everyone.isin(used)]
        return {other.name: other.of(others) for other in validation}
    held_out = everyone[~everyone.isin(compared)]
    return {HELD_OUT: one.of(held_out)} if len(held_out) else {}


def _add(
    findings: PairedFindings,
    name: str,
    found: PairedLinks,
    again: Mapping[str, Replicated],
    power: pd.DataFrame,
) -> None:
    """Put the rows of one discovery series beside those of the others."""
    if len(power):  # an empty frame has no types
        findings.power.append(power.assign(series=name))
    if len(found.links):
        findings.links.append(found.links.assign(series=name))
        for cohort, one in again.items():
            findings.replication.append(one.links.assign(series=name, cohort=cohort))

"""Stage chance: what chance alone gives for every number that claims something."""

from collections.abc import Sequence

import pandas as pd

from sonogenomics.catalog import (
    ARM_DIFFERENCES,
    ASSOCIATION_COUNTS,
    CHANCE,
    DIFFERENTIAL,
    ENRICHMENT,
    EXPRESSION,
    EXPRESSION_SAMPLES,
    EXPRESSION_SERIES,
    FAMILY_WISE,
    MODULES,
    NULLS,
    PAIRED,
    PATIENTS,
    SIMILARITY,
    SOURCES,
    URFS,
)
from sonogenomics.catalog.expression import read_gene_sets, read_paired, read_unpaired
from sonogenomics.catalog.store import Table
from sonogenomics.chance.asked import Asked, Findings
from sonogenomics.chance.claims import chance_rows, in_numbers, null_rows
from sonogenomics.chance.given import Given
from sonogenomics.chance.study import study_chance
from sonogenomics.chance.summary import arms_in_numbers, family_in_numbers
from sonogenomics.cohort.measured import with_urfs
from sonogenomics.compute.shelf import kept
from sonogenomics.compute.spread import Plan
from sonogenomics.linking.chain import chain_rules
from sonogenomics.linking.paired_design import chosen_covariates
from sonogenomics.params.features import Differential
from sonogenomics.params.genes import Association, Enrichment, Modules
from sonogenomics.params.models import Resampling
from sonogenomics.params.proof import Chance, Compute
from sonogenomics.profiles import PROFILES, Profile
from sonogenomics.stages import Metrics
from sonogenomics.study import Study
from sonogenomics.workers import n_workers

FOUND = (DIFFERENTIAL, ASSOCIATION_COUNTS, PAIRED, ENRICHMENT, MODULES, SIMILARITY)
READS = (URFS, PATIENTS, SOURCES, EXPRESSION, EXPRESSION_SAMPLES, EXPRESSION_SERIES, *FOUND)
WRITES = (NULLS, CHANCE, FAMILY_WISE, ARM_DIFFERENCES)


def main(
    study: Study,
    profile: Profile,
    seed: int,
    differential: Differential,
    association: Association,
    enrichment: Enrichment,
    modules: Modules,
    resampling: Resampling,
    chance: Chance,
    compute: Compute,
) -> Metrics:
    """Permute every step that carries a claim, and set the claim beside its null."""
    urfs = URFS.read()
    if urfs.empty:
        return _written(Findings(not_asked=["anything: the study has no URFs"]), 0.0)
    sections = differential, association, enrichment, modules
    with kept("chance") as shelf:
        asked = Asked(
            profile,
            {name: chain_rules(one, *sections) for name, one in PROFILES.items()},
            {"discovery": association.min_hits, "validation": association.min_hits_validation},
            (chance.n, chance.n_chain, chance.splits),
            resampling.test_fraction,
            seed,
            Plan(n_workers(), compute.scheduler, shelf=shelf),
        )
        return _written(study_chance(_given(study, urfs, association), asked), differential.alpha)


def _given(study: Study, urfs: pd.DataFrame, association: Association) -> Given:
    patients = with_urfs(PATIENTS.read(), urfs)
    covariates = chosen_covariates(patients, association.covariates)
    genes = read_unpaired(), read_paired(), covariates, read_gene_sets(study)
    return Given(urfs.loc[patients.index], patients, *genes, *(table.read() for table in FOUND))


def _written(found: Findings, alpha: float) -> Metrics:
    for what in found.not_asked:
        print(f"Chance was not asked of {what}.")
    nulls = [null_rows(found.claims)] if found.claims else []
    rows = [chance_rows(found.claims)] if found.claims else []
    _write(NULLS, nulls)
    _write(CHANCE, rows)
    _write(FAMILY_WISE, found.family_wise)
    _write(ARM_DIFFERENCES, found.arm_differences)
    return {
        "not_asked": found.not_asked,
        **family_in_numbers(found.family_wise, alpha),
        **arms_in_numbers(found.arm_differences),
        **in_numbers(found.main_claims),
    }


def _write(table: Table, parts: Sequence[pd.DataFrame]) -> None:
    table.write(pd.concat([*parts], ignore_index=True) if parts else table.schema.empty())

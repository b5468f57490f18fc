"""Stage nested: everything inside the training folds, many times over, always honestly."""

import numpy as np
import pandas as pd

from sonogenomics.catalog import (
    CALIBRATION,
    CANDIDATES,
    CONFOUNDERS,
    DECISION_CURVE,
    EXPRESSION,
    EXPRESSION_SAMPLES,
    EXPRESSION_SERIES,
    LEARNING_CURVE,
    NESTED,
    NESTED_FOLDS,
    PATIENTS,
    SOURCES,
    URFS,
)
from sonogenomics.cohort.measured import with_urfs
from sonogenomics.compute.shelf import kept
from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.classifiers import NAMES
from sonogenomics.diagnosis.folds import patient_rows
from sonogenomics.diagnosis.nested import asked_for, cross_validate, nesting
from sonogenomics.diagnosis.nested_study import findings
from sonogenomics.diagnosis.procedures import needs_uncorrected
from sonogenomics.diagnosis.training_fold import Rules
from sonogenomics.diagnosis.tuning import recipe_for
from sonogenomics.genomics.gene_sets import read_libraries
from sonogenomics.linking.chain import ChainRules, chain_rules
from sonogenomics.linking.gene_side import GeneSide, gene_side
from sonogenomics.linking.paired import by_patient
from sonogenomics.linking.paired_design import chosen_covariates
from sonogenomics.linking.perturbation import LabelledSeries
from sonogenomics.linking.selection import Selection
from sonogenomics.params.features import Differential
from sonogenomics.params.genes import Association, Enrichment, Modules
from sonogenomics.params.models import Classifiers, Tuning
from sonogenomics.params.proof import Compute, NestedValidation
from sonogenomics.profiles import PROFILES
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Study
from sonogenomics.workers import n_workers

READS = (URFS, PATIENTS, SOURCES, EXPRESSION, EXPRESSION_SAMPLES, EXPRESSION_SERIES)
WRITES = (
    *(NESTED, NESTED_FOLDS, CANDIDATES, CALIBRATION),
    *(DECISION_CURVE, LEARNING_CURVE, CONFOUNDERS),
)
HONEST = PROFILES["honest"]  # whatever the profile of the run: this is the answer beside it
STAGE = 83  # sets the confounders' draws apart


def main(
    study: Study,
    seed: int,
    nested: NestedValidation,
    classifiers: Classifiers,
    differential: Differential,
    association: Association,
    enrichment: Enrichment,
    modules: Modules,
    compute: Compute,
) -> Metrics:
    """Compare whole procedures in training patients; the held-out ones stay locked."""
    asked, urfs = asked_for(nested), URFS.read()
    patients = with_urfs(PATIENTS.read(), urfs).query("split == 'train'")
    if urfs.empty:
        return _without_urfs(len(patients))
    chain = chain_rules(HONEST, differential, association, enrichment, modules)
    side = _genes(study, chain, chosen_covariates(patients, association.covariates))
    tuning = Tuning(trials=nested.trials, folds=nested.inner_folds)
    recipes = {name: recipe_for(name, classifiers, tuning, HONEST) for name in NAMES}
    select = Selection(chain, side, needs_uncorrected(asked.procedures))
    rules = Rules(select, recipes, nested.inner_folds, nested.trials)
    task = nesting(urfs.loc[patients.index], patient_rows(patients), asked, rules, seed)
    with kept("nested") as shelf:
        done = cross_validate(task, Plan(n_workers(), compute.scheduler, shelf=shelf))
        columns = [one.column for one in study.patients.variables if one.column in patients]
        rng = np.random.default_rng([seed, STAGE])
        *tables, numbers = findings(task, done, nested.reference, patients[columns], rng)
        for table, frame in zip(WRITES, tables, strict=True):
            table.write(frame)
    return {"linked_by": _linked_by(side), **numbers}


def _without_urfs(n_patients: int) -> Metrics:
    for table in WRITES:
        table.write(table.schema.empty())
    return {"n_patients": n_patients, "n_folds": 0}


def _genes(study: Study, chain: ChainRules, covariates: pd.DataFrame) -> GeneSide | None:
    """The genes of discovery: of the same patients, or else of series paired at random."""
    table = EXPRESSION_SERIES.read()
    table = table[table["role"] == "discovery"]
    paired = table.loc[table["paired"], "series"].tolist()[:1]
    unpaired = table[table["perturbations"] > 0]
    if not paired and unpaired.empty:
        return None
    sets = _gene_sets(study)
    if paired and HONEST.link_by == "paired":
        patient_of = _samples(paired[0])["patient_id"]
        matrix = by_patient(_matrix(paired[0]), patient_of, covariates.index)
        return gene_side([], sets, chain.enrichment, HONEST.universe, matrix, covariates)
    series = [
        LabelledSeries(name, _matrix(name), _samples(name)["outcome"], int(n))
        for name, n in unpaired[["series", "perturbations"]].itertuples(index=False)
    ]
    return gene_side(series, sets, chain.enrichment, HONEST.universe)


def _gene_sets(study: Study) -> pd.DataFrame:
    parts = () if isinstance(study.gene_sets, Absent) else study.gene_sets
    return read_libraries({s.library: SOURCES / study.sources[s.source].file for s in parts})


def _matrix(name: str) -> pd.DataFrame:
    return pd.read_parquet(EXPRESSION / f"{name}.parquet")


def _samples(name: str) -> pd.DataFrame:
    samples = EXPRESSION_SAMPLES.read().set_index("sample")
    return samples[samples["series"] == name]


def _linked_by(side: GeneSide | None) -> str:
    if side is None:
        return "nothing"
    return "perturbation" if side.paired is None else "paired"

"""Stage replication: the published study on its own rows and splits, number for number."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sonogenomics.catalog import (
    EXPRESSION,
    EXPRESSION_SAMPLES,
    EXPRESSION_SERIES,
    PATIENTS,
    REPLICATED_EDGES,
    REPLICATED_FEATURES,
    REPLICATED_SCORES,
    REPLICATION,
    SOURCES,
    URFS,
)
from sonogenomics.catalog.expression import read_gene_sets, read_unpaired
from sonogenomics.cohort.measured import with_urfs
from sonogenomics.compute.shelf import kept
from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.published_rows import NAMELESS, Modelled, modelled_rows, with_nameless
from sonogenomics.diagnosis.published_sets import FeatureSet, settings_of_sets, used_features
from sonogenomics.diagnosis.published_splits import PublishedSplits, draw_splits
from sonogenomics.diagnosis.replication import Replay, Replicated, replicate
from sonogenomics.linking.chain import ChainRules, chain_rules
from sonogenomics.linking.gene_side import gene_side
from sonogenomics.linking.published_chain import ProtocolFindings, Sides, run_protocol
from sonogenomics.params.features import Differential
from sonogenomics.params.genes import Association, Enrichment, Modules
from sonogenomics.params.models import Classifiers
from sonogenomics.params.proof import Compute, Replication
from sonogenomics.profiles import PROFILES
from sonogenomics.radiomics.table import read_cells
from sonogenomics.stages import Metrics
from sonogenomics.study import Absent, Study
from sonogenomics.workers import n_workers

READS = (URFS, PATIENTS, SOURCES, EXPRESSION, EXPRESSION_SAMPLES, EXPRESSION_SERIES)
WRITES = (REPLICATION, REPLICATED_SCORES, REPLICATED_FEATURES, REPLICATED_EDGES)
PUBLISHED = PROFILES["published"]  # whatever the profile of the run
STAGE = 61  # sets the pairings' draws apart


def main(
    study: Study,
    seed: int,
    classifiers: Classifiers,
    differential: Differential,
    association: Association,
    enrichment: Enrichment,
    modules: Modules,
    replication: Replication,
    compute: Compute,
) -> Metrics:
    """Run the published protocol on everyone, then its classifiers on its own splits."""
    urfs = URFS.read()
    if urfs.empty:
        for table in WRITES:
            table.write(table.schema.empty())
        return {"n_patients": 0, "n_splits": 0}
    outcome = with_urfs(PATIENTS.read(), urfs)["outcome"]
    rules = _rules(differential, association, enrichment, modules)
    sides, rng = _genes(study, rules[0]), np.random.default_rng([seed, STAGE])
    found = run_protocol(urfs.loc[outcome.index], outcome, sides, rules, rng)
    used = used_features(found.features, study.published.features)
    sets = settings_of_sets(used, classifiers, replication.differential)
    modelled = modelled_rows(*_everyone(study, urfs, outcome), study.published)
    splits = draw_splits(study.published, len(modelled.urfs), replication.n)
    with kept("replication") as shelf:
        plan = Plan(n_workers(), compute.scheduler, shelf=shelf)
        done = replicate(Replay(modelled, splits, plan, replication.forest), sets)
        frames = done.table, done.best, used, found.edges
        for table, frame in zip(WRITES, frames, strict=True):
            table.write(frame if len(frame) else table.schema.empty())
    counts = _counts(found, modelled, sets) | _sizes(splits, done)
    return {**counts, "forest": replication.forest, **done.summaries}


def _rules(
    differential: Differential, association: Association, enrichment: Enrichment, modules: Modules
) -> tuple[ChainRules, ChainRules]:
    """Of discovery, and of validation, where fewer hits are asked for."""
    fewer = association.model_copy(update={"min_hits": association.min_hits_validation})
    both = (
        chain_rules(PUBLISHED, differential, hits, enrichment, modules)
        for hits in (association, fewer)
    )
    discovery, validation = both
    return discovery, validation


def _genes(study: Study, rules: ChainRules) -> Sides:
    """The series that are paired at random; validation is asked for genes, not for functions."""
    series = read_unpaired()
    if not series:
        return Sides(None, None)
    sets = read_gene_sets(study)
    rule, universe = rules.enrichment, PUBLISHED.universe
    asked = {"discovery": sets, "validation": sets.iloc[:0]}
    sides = {
        role: gene_side(series[role], asked[role], rule, universe) if role in series else None
        for role in asked
    }
    return Sides(sides["discovery"], sides["validation"])


def _everyone(study: Study, urfs: pd.DataFrame, outcome: "pd.Series[int]") -> Modelled:
    """Everyone with URFs and, where the study counts one, the patient without a name."""
    layout = study.urfs
    if study.published.nameless is None or isinstance(layout, Absent):
        return Modelled(urfs.loc[outcome.index], outcome)
    path = SOURCES / study.sources[layout.source].file
    cells = read_cells(path, layout, call_nameless=NAMELESS)
    return with_nameless(cells, list(urfs.columns), outcome, study.published)


def _counts(
    found: ProtocolFindings, modelled: Modelled, sets: Mapping[str, FeatureSet]
) -> dict[str, object]:
    n_positive = int(modelled.outcome.sum())
    return {
        "n_patients": len(modelled.outcome),
        "n_positive": n_positive,
        "n_negative": len(modelled.outcome) - n_positive,
        "n_differential": int(found.features["differential"].sum()),
        "n_module": int(found.features["module"].sum()),
        "n_modelled": {name: len(one.features) for name, one in sets.items()},
    }


def _sizes(splits: PublishedSplits, done: Replicated) -> dict[str, object]:
    return {
        "n_train": splits.train.shape[1],
        "n_test": splits.test.shape[1],
        "n_splits": len(splits.seeds) if done.summaries else 0,
        "n_undefined": done.n_undefined,
    }

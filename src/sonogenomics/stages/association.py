"""Stage association: which genes move with which URF, and how many by chance."""

import numpy as np
import pandas as pd

from sonogenomics.catalog import (
    ASSOCIATION,
    ASSOCIATION_COUNTS,
    EXPRESSION,
    EXPRESSION_SAMPLES,
    EXPRESSION_SERIES,
    PAIRED,
    PATIENTS,
    URFS,
)
from sonogenomics.cohort.measured import with_urfs
from sonogenomics.linking.association import HitRule
from sonogenomics.linking.paired import PairedLinks, by_patient, paired_links
from sonogenomics.linking.perturbation import (
    LabelledSeries,
    Tally,
    association_counts,
    associations,
    perturb,
)
from sonogenomics.params.genes import Association
from sonogenomics.profiles import Profile
from sonogenomics.radiomics.differential import compared_patients
from sonogenomics.stages import Metrics
from sonogenomics.workers import n_workers

READS = (URFS, PATIENTS, EXPRESSION, EXPRESSION_SAMPLES, EXPRESSION_SERIES)
WRITES = (ASSOCIATION, ASSOCIATION_COUNTS, PAIRED)
DRAWS = 5  # this stage's own stream of random numbers


def main(profile: Profile, seed: int, association: Association) -> Metrics:
    """Pair URFs and genes at random in every series, and by patient where they share patients."""
    urfs = URFS.read()
    patients = compared_patients(with_urfs(PATIENTS.read(), urfs), profile)
    series = EXPRESSION_SERIES.read()
    if urfs.empty or series.empty:
        for table in WRITES:
            table.write(table.schema.empty())
        return {"n_features": urfs.shape[1], "n_series": len(series)}
    urfs = urfs.loc[patients.index]
    arms = {arm: urfs[patients["outcome"] == arm] for arm in (1, 0)}
    samples = EXPRESSION_SAMPLES.read().set_index("sample")
    perturbed = _labelled(series[series["perturbations"] > 0], samples)
    unpaired = _unpaired(arms, perturbed, association, seed)
    return unpaired | _paired(urfs, series[series["paired"]], samples, association)


def _labelled(series: pd.DataFrame, samples: pd.DataFrame) -> dict[str, list[LabelledSeries]]:
    """The series of each role with their samples' labels."""
    found: dict[str, list[LabelledSeries]] = {}
    for name, role, n in zip(
        series["series"], series["role"], series["perturbations"], strict=True
    ):
        matrix = pd.read_parquet(EXPRESSION / f"{name}.parquet")
        outcome = samples.loc[samples["series"] == name, "outcome"]
        found.setdefault(role, []).append(LabelledSeries(name, matrix, outcome, int(n)))
    return found


def _unpaired(
    arms: dict[int, pd.DataFrame],
    series: dict[str, list[LabelledSeries]],
    association: Association,
    seed: int,
) -> dict[str, object]:
    rule = HitRule(association.alpha, association.min_abs_r)
    rng = np.random.default_rng([seed, DRAWS])
    needed = {"discovery": association.min_hits, "validation": association.min_hits_validation}
    tables: list[pd.DataFrame] = [ASSOCIATION.schema.empty()]
    counts: list[pd.DataFrame] = [ASSOCIATION_COUNTS.schema.empty()]
    metrics: dict[str, object] = {}
    for role in [role for role in needed if role in series]:
        tallies = perturb(arms, series[role], rule, rng, n_workers())
        tables.append(associations(role, tallies, needed[role]))
        counts.append(association_counts(role, tallies, rule, needed[role]))
        metrics[role] = _summary(counts[-1], tallies, [one.name for one in series[role]])
    ASSOCIATION.write(pd.concat(tables, ignore_index=True))
    ASSOCIATION_COUNTS.write(pd.concat(counts, ignore_index=True))
    return metrics


def _summary(
    counts: pd.DataFrame, tallies: dict[int, Tally], names: list[str]
) -> dict[str, object]:
    pairs = zip(tallies[1].arms, tallies[0].arms, strict=True)
    found, expected = counts["positive_specific"], counts["expected_positive_specific"]
    return {
        "n_genes_tested": int(counts["n_genes"].iloc[0]),
        "n_perturbations": sum(arm.perturbations for arm in tallies[1].arms),
        "pairs": {
            name: {"positive": positive.n, "negative": negative.n}
            for name, (positive, negative) in zip(names, pairs, strict=True)
        },
        "positive_specific_mean": float(found.mean()),
        "positive_specific_median": float(found.median()),
        "expected_by_chance": float(expected.mean()),
        "ratio_to_chance": float(found.mean() / expected.mean()),
        "n_undefined": tallies[1].n_undefined + tallies[0].n_undefined,
    }


def _paired(
    urfs: pd.DataFrame, series: pd.DataFrame, samples: pd.DataFrame, association: Association
) -> dict[str, object]:
    tables: list[pd.DataFrame] = [PAIRED.schema.empty()]
    metrics = {}
    for name in series["series"]:
        matrix = pd.read_parquet(EXPRESSION / f"{name}.parquet")
        patient_of = samples.loc[samples["series"] == name, "patient_id"]
        found = paired_links(urfs, by_patient(matrix, patient_of, urfs.index), association.fdr)
        tables.append(found.links.assign(series=name))
        metrics[name] = _paired_summary(found)
    PAIRED.write(pd.concat(tables, ignore_index=True))
    return {"paired": metrics}


def _paired_summary(found: PairedLinks) -> dict[str, object]:
    return {
        "n_patients": found.n_patients,
        "n_tests": found.n_tests,
        "n_undefined": found.n_undefined,
        "n_links": len(found.links),
        "n_features_linked": int(found.links["feature"].nunique()),
        "n_genes_linked": int(found.links["gene"].nunique()),
    }

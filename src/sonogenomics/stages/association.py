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
from sonogenomics.linking.association import HitRule
from sonogenomics.linking.paired import PairedLinks, by_patient, paired_links
from sonogenomics.linking.perturbation import (
    LabelledSeries,
    Tally,
    association_counts,
    associations,
    perturb,
)
from sonogenomics.params import Association
from sonogenomics.profiles import Profile
from sonogenomics.radiomics.differential import compared_patients
from sonogenomics.stages import Metrics
from sonogenomics.workers import n_workers

READS = (URFS, PATIENTS, EXPRESSION, EXPRESSION_SAMPLES, EXPRESSION_SERIES)
WRITES = (ASSOCIATION, ASSOCIATION_COUNTS, PAIRED)
DRAWS = 5  # this stage's own stream of random numbers


def main(profile: Profile, seed: int, association: Association) -> Metrics:
    """Pair URFs and genes at random in every series, and by patient where they share patients."""
    urfs, patients = URFS.read(), compared_patients(PATIENTS.read(), profile)
    series = EXPRESSION_SERIES.read()
    if urfs.empty or series.empty:
        for table in WRITES:
            table.write(table.schema.empty())
        return {"n_features": urfs.shape[1], "n_series": len(series)}
    urfs = urfs.loc[patients.index]
    arms = {arm: urfs[patients["her2"] == arm] for arm in (1, 0)}
    unpaired = _unpaired(arms, series[series["perturbations"] > 0], association, seed)
    return unpaired | _paired(urfs, series[series["paired"]], association)


def _unpaired(
    arms: dict[int, pd.DataFrame], series: pd.DataFrame, association: Association, seed: int
) -> dict[str, object]:
    rule = HitRule(association.alpha, association.min_abs_r)
    rng = np.random.default_rng([seed, DRAWS])
    needed = {"discovery": association.min_hits, "validation": association.min_hits_validation}
    tables: list[pd.DataFrame] = [ASSOCIATION.schema.empty()]
    counts: list[pd.DataFrame] = [ASSOCIATION_COUNTS.schema.empty()]
    metrics: dict[str, object] = {}
    for role, min_hits in needed.items():
        labelled = [_labelled(row) for _, row in series[series["role"] == role].iterrows()]
        if not labelled:
            continue
        tallies = perturb(arms, labelled, rule, rng, n_workers())
        tables.append(associations(role, tallies, min_hits))
        counts.append(association_counts(role, tallies, rule, min_hits))
        metrics[role] = _summary(counts[-1], tallies)
    ASSOCIATION.write(pd.concat(tables, ignore_index=True))
    ASSOCIATION_COUNTS.write(pd.concat(counts, ignore_index=True))
    return metrics


def _labelled(row: pd.Series) -> LabelledSeries:
    matrix = pd.read_parquet(EXPRESSION / f"{row['series']}.parquet")
    return LabelledSeries(
        row["series"], matrix, _samples(row["series"])["her2"], int(row["perturbations"])
    )


def _samples(name: str) -> pd.DataFrame:
    samples = EXPRESSION_SAMPLES.read()
    return samples[samples["series"] == name].set_index("sample")


def _summary(counts: pd.DataFrame, tallies: dict[int, Tally]) -> dict[str, object]:
    found, expected = counts["positive_specific"], counts["expected_positive_specific"]
    return {
        "n_genes_tested": int(counts["n_genes"].iloc[0]),
        "n_perturbations": sum(arm.perturbations for arm in tallies[1].arms),
        "pairs_positive_arm": sum(arm.n for arm in tallies[1].arms),
        "pairs_negative_arm": sum(arm.n for arm in tallies[0].arms),
        "positive_specific_mean": float(found.mean()),
        "positive_specific_median": float(found.median()),
        "expected_by_chance": float(expected.mean()),
        "ratio_to_chance": float(found.mean() / expected.mean()),
        "n_undefined": tallies[1].n_undefined + tallies[0].n_undefined,
    }


def _paired(
    urfs: pd.DataFrame, series: pd.DataFrame, association: Association
) -> dict[str, object]:
    tables: list[pd.DataFrame] = [PAIRED.schema.empty()]
    metrics = {}
    for name in series["series"]:
        matrix = pd.read_parquet(EXPRESSION / f"{name}.parquet")
        expression = by_patient(matrix, _samples(name)["patient_id"], urfs.index)
        found = paired_links(urfs, expression, association.fdr)
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

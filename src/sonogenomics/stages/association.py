"""Stage association: which genes move with which URF, and how many by chance."""

import numpy as np
import pandas as pd

from sonogenomics.catalog import (
    ASSOCIATION,
    ASSOCIATION_COUNTS,
    EXPRESSION,
    EXPRESSION_SAMPLES,
    EXPRESSION_SERIES,
    FOREMOST,
    PAIRED,
    PAIRED_POWER,
    PAIRED_REPLICATION,
    PATIENTS,
    URFS,
)
from sonogenomics.cohort.measured import with_urfs
from sonogenomics.linking.association import HitRule
from sonogenomics.linking.paired_study import PairedRule, PairedSeries, paired_study
from sonogenomics.linking.perturbation import LabelledSeries
from sonogenomics.linking.unpaired_study import unpaired_study
from sonogenomics.params.genes import Association
from sonogenomics.profiles import Profile
from sonogenomics.radiomics.differential import compared_patients
from sonogenomics.stages import Metrics
from sonogenomics.workers import n_workers

READS = (URFS, PATIENTS, EXPRESSION, EXPRESSION_SAMPLES, EXPRESSION_SERIES)
WRITES = (ASSOCIATION, ASSOCIATION_COUNTS, FOREMOST, PAIRED, PAIRED_REPLICATION, PAIRED_POWER)
DRAWS = 5  # this stage's own stream of random numbers
SHUFFLES = 1  # and, within it, that of the shufflings


def main(profile: Profile, seed: int, association: Association) -> Metrics:
    """Pair URFs and genes at random in every series, and by patient where they share patients."""
    urfs, series = URFS.read(), EXPRESSION_SERIES.read()
    patients = with_urfs(PATIENTS.read(), urfs)
    if urfs.empty or series.empty:
        for table in WRITES:
            table.write(table.schema.empty())
        return {"n_features": urfs.shape[1], "n_series": len(series)}
    urfs, compared = urfs.loc[patients.index], compared_patients(patients, profile)
    arms = {arm: urfs.loc[compared.index[compared["outcome"] == arm]] for arm in (1, 0)}
    rule = HitRule(association.alpha, association.min_abs_r)
    needed = {"discovery": association.min_hits, "validation": association.min_hits_validation}
    rng = np.random.default_rng([seed, DRAWS])
    unpaired = unpaired_study(arms, _unpaired(series), rule, needed, rng, n_workers())
    how = PairedRule(
        association.fdr, association.covariates, association.transform, association.permutations
    )
    rng = np.random.default_rng([seed, DRAWS, SHUFFLES])
    paired = paired_study(_paired(series), urfs, patients, compared.index, how, rng)
    written = unpaired.associations, unpaired.counts, unpaired.foremost, *paired[:3]
    for table, parts in zip(WRITES, written, strict=True):
        table.write(pd.concat([table.schema.empty(), *parts], ignore_index=True))
    return unpaired.numbers | {"paired": paired.numbers}


def _unpaired(series: pd.DataFrame) -> dict[str, list[LabelledSeries]]:
    """The series that are paired at random, by role."""
    found: dict[str, list[LabelledSeries]] = {}
    chosen = series[series["perturbations"] > 0]
    for name, role, n in chosen[["series", "role", "perturbations"]].itertuples(index=False):
        outcome = _samples(name)["outcome"]
        found.setdefault(role, []).append(LabelledSeries(name, _matrix(name), outcome, int(n)))
    return found


def _paired(series: pd.DataFrame) -> list[PairedSeries]:
    """The series of the study's own patients."""
    chosen = series.loc[series["paired"], ["series", "role"]]
    return [
        PairedSeries(name, role, _matrix(name), _samples(name)["patient_id"])
        for name, role in chosen.itertuples(index=False)
    ]


def _matrix(name: str) -> pd.DataFrame:
    return pd.read_parquet(EXPRESSION / f"{name}.parquet")


def _samples(name: str) -> pd.DataFrame:
    samples = EXPRESSION_SAMPLES.read().set_index("sample")
    return samples[samples["series"] == name]

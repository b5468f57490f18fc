"""Expression series as the linking code wants them, read from where the catalog keeps them."""

import pandas as pd

from sonogenomics.catalog import EXPRESSION, EXPRESSION_SAMPLES, EXPRESSION_SERIES, SOURCES
from sonogenomics.genomics.gene_sets import read_libraries
from sonogenomics.linking.paired_study import PairedSeries
from sonogenomics.linking.perturbation import LabelledSeries
from sonogenomics.study import Absent, Study


def read_unpaired() -> dict[str, list[LabelledSeries]]:
    """The series that are paired at random, by role, in the study's order."""
    series, found = EXPRESSION_SERIES.read(), dict[str, list[LabelledSeries]]()
    chosen = series[series["perturbations"] > 0]
    for name, role, n in chosen[["series", "role", "perturbations"]].itertuples(index=False):
        one = LabelledSeries(name, _matrix(name), _samples(name)["outcome"], int(n))
        found.setdefault(role, []).append(one)
    return found


def read_paired() -> list[PairedSeries]:
    """The series of the study's own patients, in the study's order."""
    series = EXPRESSION_SERIES.read()
    chosen = series.loc[series["paired"], ["series", "role"]]
    return [
        PairedSeries(name, role, _matrix(name), _samples(name)["patient_id"])
        for name, role in chosen.itertuples(index=False)
    ]


def read_gene_sets(study: Study) -> pd.DataFrame:
    """Every set of every library of a study: library, term and gene; no row where there is none."""
    parts = () if isinstance(study.gene_sets, Absent) else study.gene_sets
    return read_libraries({s.library: SOURCES / study.sources[s.source].file for s in parts})


def _matrix(name: str) -> pd.DataFrame:
    return pd.read_parquet(EXPRESSION / f"{name}.parquet")


def _samples(name: str) -> pd.DataFrame:
    samples = EXPRESSION_SAMPLES.read().set_index("sample")
    return samples[samples["series"] == name]

import logging
from pathlib import Path

import GEOparse
import numpy as np
import pandas as pd
import pytest

from sonogenomics.simulation.truth import Truth
from sonogenomics.study import Series, Study
from tests.simulation.analysis import included_her2


@pytest.fixture(scope="module")
def sheets(simulated: Path) -> dict[str, pd.Series]:
    """HER2 as each series tells it, by sample."""
    logging.getLogger("GEOparse").setLevel(logging.CRITICAL)
    path = simulated / "series-a_family.soft"
    soft = GEOparse.get_GEO(filepath=str(path), geotype="GSE", silent=True)
    fields = {"c": "HER2_call", "v": "her2_by_fish"}
    plain = {
        name: pd.read_csv(simulated / f"series-{name}-samples.csv", keep_default_na=False)
        for name in fields
    }
    return {
        "a": soft.phenotype_data["characteristics_ch1.1.her2 status"],
        "b": _series_matrix_field(simulated / "series-b_series_matrix.txt", "erbb2 ihc"),
        **{name: plain[name].set_index("sample")[field] for name, field in fields.items()},
    }


def _series_matrix_field(path: Path, field: str) -> pd.Series:
    lines = [line.split("\t") for line in path.read_text().splitlines()]
    (names,) = (line[1:] for line in lines if line[0] == "!Sample_geo_accession")
    (values,) = (line[1:] for line in lines if line[-1].startswith(f'"{field}: '))
    return pd.Series([v.strip('"').partition(": ")[2] for v in values], index=names)


def _described(study: Study) -> list[Series]:
    assert isinstance(study.expression, tuple)
    return list(study.expression)


def test_each_series_spells_her2_as_the_study_says(
    study: Study, sheets: dict[str, pd.Series]
) -> None:
    spellings = set()
    for series in _described(study):
        told = sheets[series.name[-1]]
        counts = {
            "positive": told.isin(series.outcome.positive).sum(),
            "negative": told.isin(series.outcome.negative).sum(),
        }
        assert len(told) - sum(counts.values()) == 4  # left out: HER2 not told
        assert not series.expected or series.expected == counts
        assert min(counts.values()) >= 30
        spellings.add((series.outcome.column, series.outcome.positive))
    assert len(spellings) == 4


def test_only_series_c_shares_patients_with_the_study(
    simulated: Path, patients: pd.DataFrame, sheets: dict[str, pd.Series]
) -> None:
    samples = [name for told in sheets.values() for name in told.index]
    assert len(set(samples)) == len(samples)
    texts = {path.name: path.read_text() for path in simulated.glob("series-*")}
    ids = patients["patient_id"]
    naming = {name for name, text in texts.items() if any(i in text for i in ids)}
    assert naming == {"series-c-samples.csv"}


def test_series_c_is_of_included_patients_and_tells_their_own_her2(
    simulated: Path, patients: pd.DataFrame
) -> None:
    sheet = pd.read_csv(simulated / "series-c-samples.csv", keep_default_na=False)
    assert len(sheet) == 150
    assert sheet["patient_id"].is_unique
    her2 = included_her2(patients)
    assert set(sheet["patient_id"]) <= set(her2.index)
    told = sheet[sheet["HER2_call"] != ""].set_index("patient_id")["HER2_call"]
    assert (told.map({"HER2+": 1, "HER2-": 0}) == her2[told.index]).all()


@pytest.mark.parametrize("name", ["c", "v"])
def test_erbb2_differs_by_about_three_log2_units(
    simulated: Path, study: Study, sheets: dict[str, pd.Series], name: str
) -> None:
    (series,) = (s for s in _described(study) if s.name == f"series-{name}")
    matrix = pd.read_csv(simulated / f"series-{name}.tsv", sep="\t", index_col="gene")
    told = sheets[name]
    erbb2 = matrix[told.index.tolist()].loc["ERBB2"].astype(float)
    if series.scale == "raw":
        erbb2 = (erbb2 + 1).map(np.log2)
    positive, negative = (
        erbb2[told.isin(values_of)]
        for values_of in (series.outcome.positive, series.outcome.negative)
    )
    assert positive.mean() - negative.mean() == pytest.approx(3, abs=0.5)


def test_raw_values_are_never_negative_and_some_genes_have_a_gap(simulated: Path) -> None:
    matrix = pd.read_csv(simulated / "series-v.tsv", sep="\t", index_col="gene")
    values = matrix.to_numpy(float)
    assert np.nanmin(values) >= 0
    assert np.nanmax(values) > 1000
    assert matrix.isna().any(axis=1).sum() == 5


def test_every_planted_gene_is_in_every_series(simulated: Path, truth: Truth) -> None:
    planted = {gene for function in truth.functions for gene in function.genes}
    probes = pd.read_csv(simulated / "series-b-probes.csv", keep_default_na=False)
    named = set(probes["Gene Symbol"])
    for name in ("c", "v"):
        named &= set(pd.read_csv(simulated / f"series-{name}.tsv", sep="\t")["gene"])
    assert planted <= named
    assert "ERBB2" in named
    assert "HLA-A" in named

"""The files are read back by GEOparse, and by hand where GEOparse does not read them."""

import io
import logging
from pathlib import Path

import GEOparse
import numpy as np
import pandas as pd
import pytest

from sonogenomics.simulation.arrays import Array
from sonogenomics.simulation.geo import write_series_matrix, write_soft

FIELDS = {"her2 status": ["Positive", "Unknown"], "age": ["50", "61"]}


@pytest.fixture
def chip() -> Array:
    annotation = pd.DataFrame(
        {
            "ID": ["1_at", "2_s_at", "3_at"],
            "Gene Symbol": ["HLA-A", "A /// B-C", ""],
            "Gene Title": ["one", "two", "control"],
        }
    )
    signals = pd.DataFrame(
        [[5.125, 6.0], [np.nan, 7.5], [4.0, 4.25]],
        index=annotation["ID"].tolist(),
        columns=["SIM1", "SIM2"],
    )
    return Array(annotation, signals)


def test_geoparse_reads_the_soft_file_back(tmp_path: Path, chip: Array) -> None:
    path = tmp_path / "toy_family.soft"
    write_soft(path, "TOY", chip, FIELDS)
    logging.getLogger("GEOparse").setLevel(logging.CRITICAL)
    series = GEOparse.get_GEO(filepath=str(path), geotype="GSE", silent=True)
    assert series.name == "TOY"
    table = series.gpls["TOY-GPL"].table.fillna("")
    pd.testing.assert_frame_equal(table, chip.annotation, check_dtype=False)
    values = series.pivot_samples("VALUE")
    pd.testing.assert_frame_equal(values, chip.signals, check_names=False)
    her2 = series.phenotype_data["characteristics_ch1.0.her2 status"]
    assert her2.to_dict() == {"SIM1": "Positive", "SIM2": "Unknown"}


def test_the_series_matrix_holds_intensities_and_characteristics(
    tmp_path: Path, chip: Array
) -> None:
    path = tmp_path / "toy_series_matrix.txt"
    write_series_matrix(path, "TOY", chip, FIELDS)
    head, _, rest = path.read_text().partition("!series_matrix_table_begin\n")
    table, _, tail = rest.partition("!series_matrix_table_end\n")
    assert tail == ""
    assert '!Sample_characteristics_ch1\t"her2 status: Positive"\t"her2 status: Unknown"' in head
    values = pd.read_csv(io.StringIO(table), sep="\t", index_col="ID_REF")
    np.testing.assert_allclose(np.log2(values), chip.signals, atol=0.01)

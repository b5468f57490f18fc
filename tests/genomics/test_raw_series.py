from pathlib import Path
from typing import Any

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.genomics.raw_series import read_raw
from tests.genomics.files import series_matrix, soft
from tests.genomics.specs import series

FIELDS = {"GSM1": ["her2: 1"], "GSM2": ["her2: 0"]}
VALUES: dict[str, dict[str, object]] = {"GSM1": {"p1": 1, "p2": 2}, "GSM2": {"p1": 3, "p2": 4}}
PLATFORM = [("p1", "HLA-A"), ("p2", "ERBB2 /// MIR1")]
IN_SOFT = {"format": "soft", "source": "soft", "samples": None}
BY_PLATFORM = {"probes": {"id_column": "ID", "symbol_column": "gene symbol", "between": " /// "}}
BY_FILE = {
    "probes": {
        "source": "annotation",
        "id_column": "probe",
        "symbol_column": "symbol",
        "separator": "comma",
    }
}


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    texts = {
        "matrix": "gene,S1,S2,S3\np1,1,2,3\np3,4,5,6\n",
        "sheet": "sample,her2\nS1,1\nS2,0\nS9,1\n",
        "annotation": "probe,symbol\np1,HLA-A\n",
        "soft": soft(VALUES, FIELDS, PLATFORM),
        "bare": soft({}, FIELDS),
        "supplement": "gene,T2,T1,T9\nHLA-A,2,1,9\n",
        "series_matrix": series_matrix(
            {"p1": [1, 2]},
            {
                "geo_accession": ["GSM1", "GSM2"],
                "characteristics_ch1": ["her2: 1", "her2: 0"],
            },
        ),
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return {name: tmp_path / name for name in texts}


def test_rows_are_genes_where_no_annotation_is_named(files: dict[str, Path]) -> None:
    raw = read_raw(series(), files)
    assert raw.symbols.to_dict() == {"p1": "p1", "p3": "p3"}
    assert raw.n_without_expression == 1  # S9 is in the sheet only
    assert raw.samples["sample"].tolist() == ["S1", "S2", "S9"]


def test_an_annotation_file_names_the_genes(files: dict[str, Path]) -> None:
    assert read_raw(series(**BY_FILE), files).symbols.to_dict() == {"p1": "HLA-A", "p3": ""}


def test_the_platform_inside_a_soft_file_names_the_genes(files: dict[str, Path]) -> None:
    raw = read_raw(series(**IN_SOFT, **BY_PLATFORM), files)
    assert raw.symbols.to_dict() == {"p1": "HLA-A", "p2": "ERBB2 /// MIR1"}
    assert raw.matrix.loc["p2"].to_dict() == {"GSM1": 2, "GSM2": 4}


def test_a_series_matrix_takes_its_genes_from_a_file(files: dict[str, Path]) -> None:
    changes: dict[str, Any] = {"format": "series_matrix", "source": "series_matrix"}
    raw = read_raw(series(**changes, samples=None, **BY_FILE), files)
    assert raw.symbols.to_dict() == {"p1": "HLA-A"}
    with pytest.raises(
        StudyError, match=r"its file holds no table of GPL570\. Name the platform's"
    ):
        read_raw(series(**changes, samples=None, **BY_PLATFORM), files)


def test_a_series_level_matrix_is_joined_by_a_sample_field(files: dict[str, Path]) -> None:
    changes = {"source": "bare", "supplement": "supplement", "supplement_columns": "title"}
    raw = read_raw(series(**(IN_SOFT | changes)), files)
    assert raw.matrix.loc["HLA-A"].to_dict() == {"GSM2": 2, "GSM1": 1, "T9": 9}
    assert raw.n_without_expression == 0


def test_titles_that_samples_share_cannot_name_columns(files: dict[str, Path]) -> None:
    files["bare"].write_text(files["bare"].read_text().replace("title = T2", "title = T1"))
    changes = {"source": "bare", "supplement": "supplement", "supplement_columns": "title"}
    with pytest.raises(StudyError, match=r"samples share the 'title' T1"):
        read_raw(series(**(IN_SOFT | changes)), files)


def test_samples_without_expression_ask_for_the_series_level_matrix(
    files: dict[str, Path],
) -> None:
    with pytest.raises(StudyError, match=r"holds no expression\. Name its series-level matrix"):
        read_raw(series(**(IN_SOFT | {"source": "bare"})), files)


def test_a_sheet_of_other_samples_is_told(files: dict[str, Path]) -> None:
    files["sheet"].write_text("sample,her2\nX1,1\nX2,0\n")
    with pytest.raises(
        StudyError, match=r"columns \(S1, S2, S3\) is a sample of its sheet \(X1, X2"
    ):
        read_raw(series(), files)


def test_an_annotation_of_another_platform_is_told(files: dict[str, Path]) -> None:
    files["annotation"].write_text("probe,symbol\nq1,HLA-A\n")
    with pytest.raises(StudyError, match=r"names none of its probes \(p1, p3; it knows q1\)"):
        read_raw(series(**BY_FILE), files)

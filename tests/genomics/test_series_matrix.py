from pathlib import Path

import numpy as np
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.genomics.series_matrix import read_series_matrix
from tests.genomics.files import gzipped, series_matrix

FIELDS = {
    "title": ["T1", "T2"],
    "geo_accession": ["GSM1", "GSM2"],
    "characteristics_ch1": ["her2: 1", "her2: 0"],
}
WHOLE = series_matrix({"p1": [1, 2.5], "p2": ["null", 4]}, FIELDS)


@pytest.mark.parametrize("zipped", [True, False])
def test_fields_and_values_are_read(tmp_path: Path, zipped: bool) -> None:
    path = tmp_path / "x.txt"
    _ = gzipped(path, WHOLE) if zipped else path.write_text(WHOLE)
    series = read_series_matrix(path)
    np.testing.assert_array_equal(series.matrix.loc["p1"], [1, 2.5])
    np.testing.assert_array_equal(series.matrix.loc["p2"], [np.nan, 4])
    assert series.samples["her2"].to_dict() == {"GSM1": "1", "GSM2": "0"}
    assert series.samples["title"].tolist() == ["T1", "T2"]
    assert series.platform.empty


def test_a_second_line_of_characteristics_is_another_field(tmp_path: Path) -> None:
    extra = '!Sample_characteristics_ch1\t"age: 50"\t""\n'
    path = tmp_path / "x.txt"
    path.write_text(
        WHOLE.replace("!series_matrix_table_begin", f"{extra}!series_matrix_table_begin")
    )
    assert read_series_matrix(path).samples["age"].tolist() == ["50", ""]


def test_an_rna_seq_series_has_fields_and_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    path.write_text(series_matrix({}, FIELDS))
    series = read_series_matrix(path)
    assert series.matrix.shape == (0, 2)
    assert len(series.samples) == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            WHOLE.replace("!series_matrix_table_end", ""),
            r"is truncated: it has no !series_matrix_t",
        ),
        ("gene,S1\nA,1\n", r"is not a series matrix: it has no !Sample_geo_accession line"),
        (
            WHOLE.replace('"GSM2"\n"p1"', '"GSM3"\n"p1"'),
            r"GSM2, GSM3 is in its table or its header",
        ),
        (WHOLE.replace('\t"T2"', ""), r"is damaged: title do not give one value a sample"),
        (WHOLE.replace("2.5", "high"), r"not numbers: 'high' \(row p1, column GSM2\)"),
    ],
)
def test_a_broken_file_is_told(tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text(text)
    with pytest.raises(StudyError, match=sentence):
        read_series_matrix(path)

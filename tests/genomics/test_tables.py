from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.genomics.tables import indexed, numeric, read_matrix, read_sheet
from tests.genomics.files import gzipped


def written(folder: Path, text: str) -> Path:
    path = folder / "table.txt"
    path.write_text(text)
    return path


@pytest.mark.parametrize("separator", ["\t", ",", ";"])
def test_the_separator_is_seen_from_the_header(tmp_path: Path, separator: str) -> None:
    text = "gene,S1,S2\nHLA-A,1,2.5\nERBB2,,NA\n".replace(",", separator)
    matrix = read_matrix(written(tmp_path, text))
    assert matrix.index.tolist() == ["HLA-A", "ERBB2"]
    np.testing.assert_array_equal(matrix.to_numpy(), [[1, 2.5], [np.nan, np.nan]])


def test_a_header_without_a_name_for_its_rows_is_read_as_r_writes_it(tmp_path: Path) -> None:
    for header in ("S1\tS2", "\tS1\tS2", '""\t"S1"\t"S2"'):
        matrix = read_matrix(written(tmp_path, f"{header}\nERBB2\t1\t2\n"))
        assert matrix.columns.tolist() == ["S1", "S2"]
        assert list(matrix.loc["ERBB2"]) == [1, 2]


def test_a_gzipped_matrix_is_read_like_any_other(tmp_path: Path) -> None:
    assert read_matrix(gzipped(tmp_path / "m.gz", "gene,S1\nERBB2,1\n")).loc["ERBB2", "S1"] == 1


def test_a_gene_keeps_its_name_even_if_it_reads_like_something_else(tmp_path: Path) -> None:
    matrix = read_matrix(written(tmp_path, "gene,S1\nNA,1\n007,2\ntrue,3\n"))
    assert matrix.index.tolist() == ["NA", "007", "true"]


def test_quoted_commas_do_not_part_columns(tmp_path: Path) -> None:
    assert read_matrix(written(tmp_path, 'gene,"S,1"\n"A,B",1\n')).loc["A,B", "S,1"] == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("gene,S1,S2\nA,1,2\nB,3\n", r"row 3 has 2 fields, others 3\. It may be truncated"),
        ("gene,S1,S1\nA,1,2\n", r"two columns are called S1; every sample needs"),
        ("gene,S1,\nA,1,2\n", r"a column has no name"),
        ("gene,S1,S2,S3,S4\nA,1,2\n", r"the header names 5 columns, the rows have 3"),
        ("", r"the header names 0 columns"),
        ("gene\nERBB2\n", r"one column of gene or probe names, then one column a sample"),
        ("gene,S1\nERBB2,high\n", r"not numbers: 'high' \(row ERBB2, column S1\)\. Correct"),
        ("gene,S1\nERBB2,-inf\n", r"not numbers: '-inf' \(row ERBB2, column S1\)"),
    ],
)
def test_a_broken_matrix_is_told_with_its_place(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(StudyError, match=sentence):
        read_matrix(written(tmp_path, text))


def test_every_cell_that_is_not_a_number_is_told_at_once() -> None:
    frame = pd.DataFrame({"S1": ["1", "x"], "S2": ["y", None]}, index=["A", "B"])
    with pytest.raises(StudyError, match=r"'y' \(row A, column S2\), 'x' \(row B, column S1\)"):
        numeric(frame, "file")


def test_a_sheet_is_text_and_what_looks_missing_stays_as_it_is(tmp_path: Path) -> None:
    sheet = read_sheet(written(tmp_path, "id;her2\nS1;1.0\nS2;NA\nS3;\n"), "semicolon", "id")
    assert sheet["her2"].tolist() == ["1.0", "NA", ""]
    assert sheet.index.tolist() == ["S1", "S2", "S3"]


def test_row_names_without_a_heading_may_be_the_identifier(tmp_path: Path) -> None:
    assert read_sheet(written(tmp_path, ",her2\nS1,1\n"), "comma", "").loc["S1", "her2"] == "1"


def test_comments_above_a_platform_table_are_passed_over(tmp_path: Path) -> None:
    text = "#ID = probe\n#Gene Symbol = HGNC\nID\tGene Symbol\np#1\tHLA-A\n"
    sheet = read_sheet(written(tmp_path, text), "tab", "ID")
    assert sheet.loc["p#1", "Gene Symbol"] == "HLA-A"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "id;her2\nS1;1\n",
            r"has no column 'id'; it has 'id;her2'\. Correct the column or the sep",
        ),
        ("id,her2\nS1,1\nS1,0\n", r"'id' holds S1 twice"),
        ("id,her2\nS1,1\n,0\n", r"'id' is empty in row 3"),
        ("", r"is empty"),
        ("id,her2\nS1,1\nS2,1,2,3\n", r"is not a table: .*line 3"),
    ],
)
def test_a_broken_sheet_is_told_with_its_place(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(StudyError, match=sentence):
        read_sheet(written(tmp_path, text), "comma", "id")


def test_identifiers_are_trimmed() -> None:
    assert indexed(pd.DataFrame({"id": [" S1 "], "a": ["x"]}), "id", "file").index.tolist() == [
        "S1"
    ]

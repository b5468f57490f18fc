from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.genomics.series import ExpressionData, on_log2, read_series, unexpected
from sonogenomics.study import Absent, Study
from tests.genomics.specs import series

STUDIES = Path(__file__).parents[2] / "studies"
MATRIX = """\
gene,S1,S2,S3,S4
HLA-A,1,2,,4
ERBB2,1,3,100,5
ERBB2,3,5,1,7
ERBB2,3,,1,7
TP53,1,,2,2
,1,1,1,1
"""
SHEET = "sample,her2,patient\nS1,1.0,P1\nS2,0,P2\nS3,equivocal,P3\nS4,0,\n"


def read(folder: Path, matrix: str = MATRIX, sheet: str = SHEET, **changes: Any) -> ExpressionData:
    (folder / "matrix").write_text(matrix)
    (folder / "sheet").write_text(sheet)
    files = {"matrix": folder / "matrix", "sheet": folder / "sheet"}
    return read_series(series(**changes), files, "mean")


def test_only_labelled_samples_and_complete_genes_stay(tmp_path: Path) -> None:
    data = read(tmp_path)
    # S3 has no label; HLA-A is complete without it. ERBB2's third row lacks S2, so the mean is of
    # the first two: (1+3)/2, (3+5)/2, (5+7)/2. TP53 lacks S2 in its only row.
    assert data.matrix.columns.tolist() == ["S1", "S2", "S4"]
    assert data.matrix.index.tolist() == ["ERBB2", "HLA-A"]
    assert list(data.matrix.loc["ERBB2"]) == [2, 4, 6]
    assert list(data.matrix.loc["HLA-A"]) == [1, 2, 4]
    assert data.matrix.index.name == "gene"


def test_what_is_left_out_is_counted(tmp_path: Path) -> None:
    data = read(tmp_path)
    assert data.facts == {
        "series": "toy",
        "role": "discovery",
        "paired": False,
        "platform": "GPL570",
        "scale": "log2",
        "perturbations": 25,
        "n_positive": 1,
        "n_negative": 2,
        "n_unlabelled": 1,
        "n_probes": 6,
        "n_without_gene": 1,
        "n_incomplete": 1,
        "n_genes": 2,
    }
    assert data.further == {
        "n_shared_probes": 0,
        "n_merged_rows": 1,
        "n_without_expression": 0,
        "n_other_platform": 0,
    }


def test_samples_carry_their_arm_and_their_patient_where_paired(tmp_path: Path) -> None:
    unpaired = read(tmp_path).samples
    assert unpaired["outcome"].tolist() == [1, 0, 0]
    assert unpaired["patient_id"].isna().all()
    paired = read(tmp_path, paired_by="patient")
    assert paired.samples["patient_id"].fillna("none").tolist() == ["P1", "P2", "none"]
    assert paired.facts["paired"] is True


def test_a_patient_with_two_samples_cannot_be_paired(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"patient P1 has several samples by 'patient'"):
        read(tmp_path, sheet=SHEET.replace("P2", "P1"), paired_by="patient")


def test_raw_values_become_logarithms_before_probes_are_averaged(tmp_path: Path) -> None:
    data = read(tmp_path, "gene,S1,S2\nA,0,3\nA,3,15\n", scale="raw")
    assert list(data.matrix.loc["A"]) == [1, 3]  # (log2 1 + log2 4)/2, (log2 4 + log2 16)/2
    assert data.facts["scale"] == "raw"


@pytest.mark.parametrize(
    ("value", "scale", "sentence"),
    [
        (
            -0.5,
            "raw",
            r"toy is declared raw, but A in sample S1 is -0\.5: a raw value is never neg",
        ),
        (2500.0, "log2", r"is declared log2, but A in sample S1 is 2500: too high .*`scale: raw`"),
    ],
)
def test_values_that_contradict_the_declared_scale_are_told(
    value: float, scale: str, sentence: str
) -> None:
    values = pd.DataFrame({"S1": [value]}, index=["A"])
    with pytest.raises(StudyError, match=sentence):
        on_log2(values, series(scale=scale))


def test_missing_values_contradict_no_scale() -> None:
    values = pd.DataFrame({"S1": [np.nan, 1.0]})
    assert on_log2(values, series(scale="raw"))["S1"].isna().tolist() == [True, False]
    assert on_log2(values, series()) is values


@pytest.mark.parametrize(
    ("matrix", "sheet", "sentence"),
    [
        (MATRIX.replace("TP53", "2-Sep"), SHEET, r"toy: a spreadsheet .*'2-Sep' \(row 2-Sep\)"),
        (MATRIX, SHEET.replace("1.0", "2"), r"toy has no positive sample by 'her2'"),
        ("gene,S2,S4\nA,1,2\n", SHEET, r"no positive sample .*'0' \(2 samples\)"),
        ("gene,S1,S2\nA,1,\n,1,2\n", SHEET, r"none of its 2 rows has both a gene and complete"),
        (
            MATRIX.replace("HLA-A,1,2", "HLA-A,1,2,9"),
            SHEET,
            r"row 2 has 6 fields, others 5\. It may",
        ),
        (MATRIX.replace("HLA-A,1", "HLA-A,x"), SHEET, r"not numbers: 'x' \(row HLA-A, column S1\)"),
        (MATRIX, SHEET.replace("S2", "S1"), r"'sample' holds S1 twice"),
        (MATRIX, SHEET.replace("her2", "erbb2"), r"no field 'her2'; they have 'erbb2', 'patient'"),
    ],
)
def test_bad_input_is_one_sentence(tmp_path: Path, matrix: str, sheet: str, sentence: str) -> None:
    with pytest.raises(StudyError, match=sentence):
        read(tmp_path, matrix, sheet)


def test_arms_of_another_size_than_expected_are_told(tmp_path: Path) -> None:
    spec = series(expected={"positive": 3, "negative": 2})
    assert unexpected(spec, read(tmp_path).facts) == {"positive": -2}
    assert unexpected(series(), read(tmp_path).facts) == {}


def real(mirror: Path, name: str, how: str = "mean") -> ExpressionData:
    study = Study.load("her2-scanb", STUDIES)
    if isinstance(study.expression, Absent):
        raise TypeError
    places = {
        "gse96058": "gse96058/exprBC_log2fpkm.tsv.gz",
        "gse96058-samples": "gse96058/samplesBC.csv",
        "expo": "expo-gpl570/expos_expr_probes_x_samples.tsv.gz",
        "expo-samples": "expo-gpl570/expos_demo.csv",
        "expo-probes": "expo-gpl570/expos_annot.csv",
    }
    files = {source: mirror / place for source, place in places.items()}
    [spec] = [spec for spec in study.expression if spec.name == name]
    return read_series(spec, files, how)  # type: ignore[arg-type]


@pytest.mark.realdata
def test_erbb2_is_eightfold_higher_in_her2_positive_tumours_of_scan_b(mirror: Path) -> None:
    data = real(mirror, "gse96058")
    counts = {name: data.facts[name] for name in ("n_positive", "n_negative", "n_unlabelled")}
    assert counts == {"n_positive": 42, "n_negative": 343, "n_unlabelled": 15}
    assert data.matrix.shape == (10000, 385)
    positive = data.samples["outcome"].to_numpy() == 1
    erbb2 = data.matrix.loc["ERBB2"].to_numpy()
    # R: x <- read.delim("exprBC_log2fpkm.tsv.gz", row.names = 1); s <- the sheet in its order
    #    mean(x["ERBB2", s$her2_status == 1]) - mean(x["ERBB2", s$her2_status == 0])
    assert erbb2[positive].mean() - erbb2[~positive].mean() == pytest.approx(3.12628765792031)


@pytest.mark.realdata
def test_hyphenated_genes_of_scan_b_survive(mirror: Path) -> None:
    genes = real(mirror, "gse96058").matrix.index
    assert {"NKX6-1", "HLA-C", "BCL2L2-PABPN1"} <= set(genes)
    assert genes.str.contains("-").sum() == 45  # zcat ... | cut -f1 | grep -c -- -


# R: p <- read.delim("expos_expr_probes_x_samples.tsv.gz", row.names = 1); g <- HUGO.gene.symbol
#    of each probe; aggregate(p[, !is.na(her2)], by = list(g), FUN = mean) and FUN = median;
#    max_mean: p[rows, ][which.max(rowMeans(p[rows, ])), ], which is 215016_x_at.
@pytest.mark.realdata
@pytest.mark.parametrize(
    ("how", "dst"),
    [
        ("mean", [6.69077432014288, 7.28777119187792]),
        ("median", [6.93901751176215, 7.28983287810909]),
        ("max_mean", [8.75186589690456, 9.47566174320369]),
    ],
)
def test_the_six_probes_of_dst_on_gpl570_agree_with_r(
    mirror: Path, how: str, dst: list[float]
) -> None:
    data = real(mirror, "expo-gpl570", how)
    assert list(data.matrix.loc["DST", ["GSM38051", "GSM38054"]]) == pytest.approx(dst, rel=1e-13)


@pytest.mark.realdata
def test_expo_keeps_its_labelled_samples_and_its_named_probes(mirror: Path) -> None:
    data = real(mirror, "expo-gpl570")
    # R: table(her2, useNA = "always") 166 61 126; sum(is.na(g)) 52; length(unique(g)) - 1 = 638
    expected = {"n_positive": 61, "n_negative": 166, "n_unlabelled": 126, "n_probes": 966}
    expected |= {"n_without_gene": 52, "n_incomplete": 0, "n_genes": 638}
    assert {name: data.facts[name] for name in expected} == expected
    positive = data.samples["outcome"].to_numpy() == 1
    erbb2 = data.matrix.loc["ERBB2"].to_numpy()
    # R: mean(m["ERBB2", her2 == 1]) - mean(m["ERBB2", her2 == 0])
    assert erbb2[positive].mean() - erbb2[~positive].mean() == pytest.approx(1.62230076141765)

import logging
from pathlib import Path

import numpy as np
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.genomics.soft import read_soft
from tests.genomics.files import gzipped, soft

FIELDS = {"GSM1": ["her2: 1"], "GSM2": ["her2: 0", "age: 60"]}
VALUES: dict[str, dict[str, object]] = {
    "GSM1": {"p1": 1.5, "p2": "null"},
    "GSM2": {"p2": 4, "p1": 2.5},
}
PLATFORM = [("p1", "HLA-A"), ("p2", "")]


def written(folder: Path, text: str) -> Path:
    path = folder / "GSE1_family.soft"
    path.write_text(text)
    return path


@pytest.mark.parametrize("zipped", [True, False])
def test_samples_are_aligned_by_probe_whatever_their_order(tmp_path: Path, zipped: bool) -> None:
    text = soft(VALUES, FIELDS, PLATFORM)
    path = gzipped(tmp_path / "x.soft.gz", text) if zipped else written(tmp_path, text)
    series = read_soft(path, "GPL570")
    np.testing.assert_array_equal(series.matrix.loc["p1"], [1.5, 2.5])
    np.testing.assert_array_equal(series.matrix.loc["p2"], [np.nan, 4])
    assert series.samples["her2"].to_dict() == {"GSM1": "1", "GSM2": "0"}
    assert series.samples["age"].tolist() == ["", "60"]
    assert series.samples["title"].tolist() == ["T1", "T2"]
    assert series.platform["Gene Symbol"].to_dict() == {"p1": "HLA-A", "p2": ""}


def test_geoparse_keeps_quiet_and_gets_its_voice_back(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    level = logging.getLogger("GEOparse").level
    read_soft(written(tmp_path, soft(VALUES, FIELDS, PLATFORM)), "GPL570")
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("GEOparse").level == level


def test_samples_of_another_platform_are_left_out_and_counted(tmp_path: Path) -> None:
    text = soft(VALUES, FIELDS, PLATFORM, {"GSM2": "GPL96"})
    series = read_soft(written(tmp_path, text), "GPL570")
    assert series.matrix.columns.tolist() == ["GSM1"]
    assert series.n_other_platform == 1


def test_samples_without_tables_give_an_empty_matrix(tmp_path: Path) -> None:
    series = read_soft(written(tmp_path, soft({}, FIELDS)), "GPL570")
    assert series.matrix.shape == (0, 2)
    assert series.platform.empty


WHOLE = soft(VALUES, FIELDS, PLATFORM)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (WHOLE[: WHOLE.index("^SAMPLE = GSM2")], r"is truncated: it has no sample GSM2\. Fetch it"),
        (WHOLE[: WHOLE.rindex("p1\t")], r"is truncated: it has too few values of GSM2"),
        ("no SOFT at all\n", r"is not a SOFT family file"),
        (WHOLE.replace("#VALUE = log2\n", ""), r"is not a SOFT family file \(.*GSM1"),
        ("", r"is not a SOFT family file"),
        (
            soft(VALUES | {"GSM2": {}}, FIELDS),
            r"GSM2 have no values, others have\. Name the series",
        ),
        (WHOLE.replace("p2\t4", "p1\t4"), r"GSM2 has two values of p1"),
        (WHOLE.replace("p2\t4", "p2\thigh"), r"not numbers: 'high' \(row p2, column GSM2\)"),
        (WHOLE.replace("VALUE", "SIGNAL"), r"GSM1 has no ID_REF and VALUE but ID_"),
        (WHOLE.replace("p2\t\n", "p1\tX\n"), r"platform GPL570: 'ID' holds p1 twice"),
    ],
)
def test_a_broken_file_is_told(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(StudyError, match=sentence):
        read_soft(written(tmp_path, text), "GPL570")


def test_an_unknown_platform_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(StudyError, match=r"has no sample on GPL96; its platforms are GPL570\."):
        read_soft(written(tmp_path, WHOLE), "GPL96")


def test_a_truncated_archive_is_told(tmp_path: Path) -> None:
    path = gzipped(tmp_path / "x.soft.gz", WHOLE)
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(StudyError, match="is truncated or damaged"):
        read_soft(path, "GPL570")


@pytest.mark.realdata
def test_a_real_family_file_is_read(mirror: Path) -> None:
    platform = "Murine 15K long oligo array version 2.0"
    series = read_soft(mirror / "geo-soft" / "soft_ex_family.soft", platform)
    assert series.matrix.shape == (20, 3)  # three tables of twenty spots in the file
    # the first line of the first table: 1 <tab> -1.6274758
    assert series.matrix.loc["1", "Control Embyronic Stem Cell Replicate 1"] == -1.6274758
    assert series.platform.loc["2", "Gene_Sym"] == "Gpr3"
    assert set(series.samples["Strain"]) == {"129Sv"}
    assert set(series.samples["Strain (channel 2)"]) == {"C57BL/6"}


@pytest.mark.realdata
def test_a_real_series_without_samples_is_told(mirror: Path) -> None:
    with pytest.raises(StudyError, match="describes no series with samples"):
        read_soft(mirror / "geo-soft" / "GSE105845_family.soft", "GPL13112")

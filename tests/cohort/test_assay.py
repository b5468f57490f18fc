"""HER2 by IHC and FISH: each line of the ASCO/CAP 2018 scheme, worked on paper."""

from collections.abc import Sequence

import pandas as pd
import pytest

from sonogenomics.cohort.assay import fish_group, her2_by_assay
from sonogenomics.errors import StudyError
from sonogenomics.study import ByAssay

POSITIVE, NEGATIVE, UNDETERMINED = 1.0, 0.0, None
BY_COUNTS = ByAssay(ihc="ihc", fish="fish", fish_ratio="ratio", fish_copies="copies")


def one(ihc: str | None, fish: str | None, ratio: str | None, copies: str | None) -> pd.DataFrame:
    cells = {"ihc": [ihc], "fish": [fish], "ratio": [ratio], "copies": [copies]}
    return pd.DataFrame(cells, index=["P1"], dtype="str")


def status(patients: pd.DataFrame, rule: ByAssay = BY_COUNTS) -> Sequence[float | None]:
    return [None if pd.isna(value) else value for value in her2_by_assay(patients, rule)]


@pytest.mark.parametrize(
    ("ihc", "fish", "expected"),
    [
        ("0", None, NEGATIVE),
        ("1+", None, NEGATIVE),
        ("1", None, NEGATIVE),
        ("3+", None, POSITIVE),
        ("3.0", None, POSITIVE),
        ("2+", "positive", POSITIVE),
        ("2+", "Negative", NEGATIVE),
        ("2+", None, UNDETERMINED),
        ("3+", "negative", POSITIVE),  # definite IHC is not sent to FISH
        ("0", "positive", NEGATIVE),
        (None, "positive", POSITIVE),  # FISH as the first assay
        (None, None, UNDETERMINED),
    ],
)
def test_ihc_decides_and_fish_settles_the_equivocal(
    ihc: str | None, fish: str | None, expected: float | None
) -> None:
    assert status(one(ihc, fish, None, None)) == [expected]


@pytest.mark.parametrize(
    ("ratio", "copies", "group", "with_2", "without_ihc"),
    [
        ("2.0", "4.0", 1, POSITIVE, POSITIVE),
        ("3.1", "3.9", 2, NEGATIVE, UNDETERMINED),
        ("1.99", "6.0", 3, POSITIVE, UNDETERMINED),
        ("1.2", "5.99", 4, NEGATIVE, UNDETERMINED),
        ("1.2", "4.0", 4, NEGATIVE, UNDETERMINED),
        ("1.0", "2.1", 5, NEGATIVE, NEGATIVE),
    ],
)
def test_the_five_dual_probe_groups_with_the_concurrent_ihc(
    ratio: str, copies: str, group: int, with_2: float | None, without_ihc: float | None
) -> None:
    assert fish_group(pd.Series([float(ratio)]), pd.Series([float(copies)])).tolist() == [group]
    assert status(one("2+", None, ratio, copies)) == [with_2]
    assert status(one(None, None, ratio, copies)) == [without_ihc]
    assert status(one("1+", None, ratio, copies)) == [NEGATIVE]
    assert status(one("3+", None, ratio, copies)) == [POSITIVE]


def test_a_reported_fish_goes_before_its_counts() -> None:
    assert status(one("2+", "negative", "2.4", "7")) == [NEGATIVE]


def test_half_a_count_settles_nothing() -> None:
    assert status(one("2+", None, "2.4", None)) == [UNDETERMINED]


def test_ihc_alone_leaves_every_equivocal_patient_undetermined() -> None:
    patients = pd.DataFrame({"ihc": ["2+", "3+", "0"]}, dtype="str")
    assert status(patients, ByAssay(ihc="ihc")) == [UNDETERMINED, POSITIVE, NEGATIVE]


def test_every_unreadable_cell_is_told_with_patient_column_and_what_is_accepted() -> None:
    patients = pd.concat([one("4+", "maybe", "x", "-1"), one("3+", None, "inf", "2")])
    patients.index = pd.Index(["P1", "P2"])
    with pytest.raises(StudyError) as told:
        her2_by_assay(patients, BY_COUNTS)
    lines = str(told.value).splitlines()
    assert "5 HER2 cell(s)" in lines[0]
    assert lines[1] == "  patient P1, ihc: '4+' (accepted are 0, 1+, 2+, 3+ or blank)"
    assert lines[2] == "  patient P1, fish: 'maybe' (accepted are negative, positive or blank)"
    assert [line.split(" (")[0].strip() for line in lines[3:]] == [
        "patient P1, ratio: 'x'",
        "patient P2, ratio: 'inf'",
        "patient P1, copies: '-1'",
    ]


def test_a_ratio_without_copies_is_refused() -> None:
    with pytest.raises(StudyError, match="needs both the HER2/CEP17 ratio and the HER2 copies"):
        her2_by_assay(one("2+", None, "2", "5"), ByAssay(ihc="ihc", fish_ratio="ratio"))

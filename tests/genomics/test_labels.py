import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.genomics.labels import column_named, outcome_labels, plain
from sonogenomics.study import ByValue

RULE = ByValue(column="her2", positive=("1", "Positive", "3+"), negative=("0", "negative"))


def sheet(*values: str) -> pd.DataFrame:
    return pd.DataFrame({"HER2": values}, index=[f"S{n}" for n in range(len(values))])


@pytest.mark.parametrize(
    ("value", "label"),
    [
        ("1", 1),
        ("1.0", 1),
        (" positive ", 1),
        ("POSITIVE", 1),
        ("3+", 1),
        ("0.0", 0),
        ("Negative", 0),
        ("2+", None),
        ("", None),
        ("10", None),
        ("1.5", None),
        ("NA", None),
    ],
)
def test_a_value_is_compared_as_a_person_reads_it(value: str, label: int | None) -> None:
    labels = outcome_labels(sheet("1", "0", value), RULE, "toy")
    assert labels.to_dict().get("S2") == label


def test_a_number_without_its_fraction_is_the_whole_number() -> None:
    assert [plain(v) for v in ("1.0", "1.", "-1.0", "1.50", "v1.0")] == [
        "1",
        "1",
        "-1.0",
        "1.50",
        "v1.0",
    ]


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        (
            ("1", "1"),
            r"toy has no negative sample by 'her2'; its values are '1' \(2 samples\)",
        ),
        (("0", "x"), r"no positive sample"),
        (("x", ""), r"no positive and no negative sample.*'x' \(1 samples\).*Correct"),
    ],
)
def test_a_series_without_an_arm_lists_what_it_found(
    values: tuple[str, ...], sentence: str
) -> None:
    with pytest.raises(StudyError, match=sentence):
        outcome_labels(sheet(*values), RULE, "toy")


def test_an_unknown_field_lists_those_there_are() -> None:
    with pytest.raises(
        StudyError, match=r"toy: its samples have no field 'erbb2'; they have 'HER2'"
    ):
        column_named(sheet("1"), "erbb2", "toy")


def test_the_exact_name_wins_over_other_capitals() -> None:
    frame = pd.DataFrame({"HER2": ["a"], "her2": ["b"]})
    assert column_named(frame, "her2", "toy").tolist() == ["b"]


def test_values_that_are_the_same_when_read_cannot_mean_both() -> None:
    rule = ByValue(column="her2", positive=("1",), negative=("1.0",))
    with pytest.raises(StudyError, match="1 cannot mean positive and negative"):
        outcome_labels(sheet("1"), rule, "toy")

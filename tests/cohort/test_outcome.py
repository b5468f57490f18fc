"""Outcome by label and by identifier."""

import pandas as pd
import pytest

from sonogenomics.cohort.outcome import n_unrecorded, outcome_by_pattern, outcome_status
from sonogenomics.errors import StudyError
from sonogenomics.study import ByAssay, ByPattern, ByValue

BY_VALUE = ByValue(column="outcome", positive=("positive", "1"), negative=("negative", "0"))


def patients(*labels: str | None) -> pd.DataFrame:
    return pd.DataFrame({"outcome": list(labels)}, dtype="str")


def test_labels_are_compared_without_case_spaces_or_decimals() -> None:
    table = patients("POSITIVE", " negative", "1.0", "0")
    assert outcome_status(table, BY_VALUE).tolist() == [1, 0, 1, 0]


def test_a_label_that_is_neither_and_a_blank_are_undetermined_and_told_apart() -> None:
    table = patients("equivocal", None, "1", None)
    status = outcome_status(table, BY_VALUE)
    assert status.isna().tolist() == [True, True, False, True]
    assert n_unrecorded(table[status.isna()], BY_VALUE) == 2


def test_the_assay_rule_is_reached_through_the_same_door() -> None:
    table = pd.DataFrame({"ihc": ["3+", None]}, dtype="str")
    rule = ByAssay(ihc="ihc")
    assert outcome_status(table, rule).fillna(-1).tolist() == [1, -1]
    assert n_unrecorded(table, rule) == 1


def test_the_identifier_tells_the_arm() -> None:
    table = pd.DataFrame(index=pd.Index(["pos1", "neg1", "other"]))
    rule = ByPattern(positive_id="^pos", negative_id="^neg")
    assert outcome_status(table, rule).fillna(-1).tolist() == [1, 0, -1]
    assert n_unrecorded(table, rule) == 0


def test_an_identifier_that_is_both_is_refused() -> None:
    with pytest.raises(StudyError, match="Patient posneg matches both 'pos' and 'neg'"):
        outcome_by_pattern(pd.Index(["posneg"]), ByPattern(positive_id="pos", negative_id="neg"))


def test_a_broken_pattern_is_refused() -> None:
    with pytest.raises(StudyError, match=r"'\(' .* is no regular expression"):
        outcome_by_pattern(pd.Index(["P1"]), ByPattern(positive_id="(", negative_id="x"))

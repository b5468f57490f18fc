import pandas as pd
import pytest

from sonogenomics.diagnosis.feature_sets import feature_sets, sets_of
from sonogenomics.errors import StudyError

URFS = ["a", "b", "c", "d"]


def tables(differential: list[str], module: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    selected = pd.DataFrame({"selected": [f in differential for f in URFS]}, index=URFS)
    return selected, pd.DataFrame({"feature": module})


def test_sets_come_in_order_and_their_features_in_the_tables() -> None:
    sets = feature_sets(URFS, *tables(["c", "a"], ["d", "c", "a"]))
    assert list(sets) == ["differential", "module", "all"]
    assert sets == {"differential": ["a", "c"], "module": ["a", "c", "d"], "all": URFS}


def test_an_empty_set_is_left_out() -> None:
    assert list(feature_sets(URFS, *tables([], []))) == ["all"]
    assert feature_sets([], *(table.iloc[:0] for table in tables([], []))) == {}


def test_equal_sets_are_both_kept() -> None:
    assert list(feature_sets(URFS, *tables(["a"], ["a"]))) == ["differential", "module", "all"]


def test_a_member_that_nobody_measured_is_a_sentence() -> None:
    with pytest.raises(StudyError, match="z should be learned from"):
        feature_sets(URFS, *tables(["a"], ["z"]))


def test_the_reference_is_the_plain_logistic_models_alone() -> None:
    sets = feature_sets(URFS, *tables(["a"], ["a", "b"]))
    assert list(sets_of("logistic", sets)) == ["differential", "module", "all"]
    assert list(sets_of("forest", sets)) == ["differential", "module"]


def test_where_nothing_was_selected_all_seven_are_still_compared() -> None:
    sets = feature_sets(URFS, *tables([], []))
    assert list(sets_of("forest", sets)) == ["all"]

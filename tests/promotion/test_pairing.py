"""Models are compared on the patients that both met and neither learned from."""

from dataclasses import replace

import pytest

from sonogenomics.errors import StudyError
from sonogenomics.promotion.pairing import pair
from sonogenomics.promotion.patients import digest
from tests.promotion.models import patients, told


def test_only_patients_in_common_are_compared() -> None:
    table = patients(120)
    pairs = pair(told(table.iloc[:100]), told(table.iloc[10:]), 20)
    assert set(pairs.table.index) == {digest(name) for name in table["patient_id"].iloc[10:100]}
    assert (pairs.n_alone, pairs.n_learned) == (30, 0)


def test_whom_either_model_learned_from_is_left_out_and_counted() -> None:
    table = patients(120)
    mine = replace(told(table), learned=frozenset({digest("P003"), digest("elsewhere")}))
    theirs = replace(told(table), learned=frozenset({digest("P005"), digest("P003")}))
    pairs = pair(mine, theirs, 20)
    assert pairs.n_learned == 2
    assert not {digest("P003"), digest("P005")} & set(pairs.table.index)


def test_each_score_stays_with_its_patient() -> None:
    table = patients(60)
    pairs = pair(told(table), told(table.sample(frac=1, random_state=3), factor=2.0), 10)
    doubled = told(table, factor=2.0).scores.loc[pairs.table.index, "probability"]
    assert pairs.table["champion"].tolist() == doubled.tolist()


def test_the_first_model_has_no_pair() -> None:
    pairs = pair(told(patients(60)), None, 20)
    assert not pairs.is_paired
    assert len(pairs.table) == 60


def test_two_outcomes_of_one_patient_are_a_sentence() -> None:
    table = patients(60)
    other = table.assign(outcome=table["outcome"].where(table.index != 4, 1 - table["outcome"]))
    with pytest.raises(StudyError, match="1 of 60 held-out patients have one outcome"):
        pair(told(table), told(other), 20)


def test_nobody_in_common_is_a_sentence() -> None:
    table = patients(120)
    with pytest.raises(StudyError, match="no held-out patient in common"):
        pair(told(table.iloc[:60]), told(table.iloc[60:]), 5)


def test_too_few_are_a_sentence_that_counts_those_learned_from() -> None:
    table = patients(60)
    learned = frozenset(digest(name) for name in table["patient_id"].iloc[:40])
    with pytest.raises(StudyError, match=r"Too few .* after 40 that a model learned from, and 20"):
        pair(replace(told(table), learned=learned), None, 20)

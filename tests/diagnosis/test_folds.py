from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.diagnosis.folds import Rows, deal
from sonogenomics.errors import StudyError

SETTING = "nested.folds"


def one_row_each(n_positive: int, n_negative: int, sites: str = "") -> Rows:
    n = n_positive + n_negative
    strata = np.array([sites[i % len(sites)] if sites else "" for i in range(n)])
    outcome = np.array([1] * n_positive + [0] * n_negative)
    return Rows(outcome, np.array([f"P{i:03d}" for i in range(n)]), strata)


@given(st.integers(5, 40), st.integers(5, 40), st.integers(2, 5), st.integers(0, 99))
def test_every_fold_has_its_share_of_both_arms(n1: int, n0: int, k: int, seed: int) -> None:
    rows = one_row_each(n1, n0)
    fold = deal(rows, k, SETTING, np.random.default_rng(seed)).fold
    for arm, n in ((1, n1), (0, n0)):
        sizes = np.bincount(fold[rows.outcome == arm], minlength=k)
        assert sizes.sum() == n
        assert np.ptp(sizes) <= 1
    assert np.ptp(np.bincount(fold, minlength=k)) <= 1


@given(st.lists(st.integers(1, 6), min_size=12, max_size=30), st.integers(0, 99))
def test_rows_of_a_patient_are_never_parted(n_rows: list[int], seed: int) -> None:
    groups = np.repeat([f"P{i:02d}" for i in range(len(n_rows))], n_rows)
    outcome = np.repeat(np.arange(len(n_rows)) % 2, n_rows)
    order = np.random.default_rng(seed).permutation(len(groups))
    rows = Rows(outcome[order], groups[order], np.full(len(groups), ""))
    fold = deal(rows, 3, SETTING, np.random.default_rng(seed)).fold
    for name in np.unique(groups):
        assert len(set(fold[rows.groups == name])) == 1
    for i in range(3):
        assert set(rows.outcome[fold == i]) == {0, 1}


def test_each_site_is_spread_evenly_arm_by_arm(rng: np.random.Generator) -> None:
    rows = one_row_each(40, 60, sites="AAB")
    dealt = deal(rows, 5, SETTING, rng)
    assert dealt.merged == ()
    for arm in (1, 0):
        for site in "AB":
            mine = (rows.outcome == arm) & (rows.strata == site)
            assert np.ptp(np.bincount(dealt.fold[mine], minlength=5)) <= 1


def test_strata_smaller_than_the_folds_are_merged_and_told(rng: np.random.Generator) -> None:
    rows = one_row_each(20, 20)
    rows.strata[:] = "A"
    rows.strata[[0, 1]], rows.strata[[2, 3, 4]] = "B", "C"
    dealt = deal(rows, 5, SETTING, rng)
    assert dealt.merged == ("positive: B", "positive: C")
    assert np.bincount(dealt.fold[:5], minlength=5).tolist() == [1] * 5
    assert np.bincount(dealt.fold[:20], minlength=5).tolist() == [4] * 5


def test_the_draw_depends_on_names_and_seed_but_not_on_the_order_of_rows() -> None:
    rows = one_row_each(15, 17)
    fold = deal(rows, 4, SETTING, np.random.default_rng(3)).fold
    order = np.random.default_rng(8).permutation(32)
    again = deal(rows.at(order), 4, SETTING, np.random.default_rng(3)).fold
    assert np.array_equal(again, fold[order])
    draws = [deal(rows, 4, SETTING, np.random.default_rng(s)).fold for s in range(4)]
    assert not any(np.array_equal(a, b) for a, b in pairwise(draws))


def test_any_two_patients_meet_in_a_fold_as_often_as_chance_has_it() -> None:
    rows = one_row_each(10, 10)
    met = np.zeros((20, 20))
    for seed in range(2000):
        fold = deal(rows, 5, SETTING, np.random.default_rng(seed)).fold
        met += fold[:, None] == fold
    # within an arm one other of nine shares the fold, across arms two of ten
    assert np.allclose(met[:10, :10][~np.eye(10, dtype=bool)] / 2000, 1 / 9, atol=0.04)
    assert np.allclose(met[:10, 10:] / 2000, 2 / 10, atol=0.05)


def test_an_arm_with_fewer_patients_than_folds_is_refused(rng: np.random.Generator) -> None:
    with pytest.raises(StudyError, match=r"5 folds need as many positive patients, here 4 of 14"):
        deal(one_row_each(4, 10), 5, SETTING, rng)


def test_many_rows_of_few_patients_do_not_make_up_for_patients(rng: np.random.Generator) -> None:
    rows = Rows(np.array([1] * 9 + [0] * 9), np.array(list("aaabbbccc") + list("defghijkl")), "")  # type: ignore[arg-type]
    rows = rows._replace(strata=np.full(18, ""))
    with pytest.raises(StudyError, match="here 3 of 12 are positive"):
        deal(rows, 4, SETTING, rng)


def test_a_patient_in_both_arms_is_refused_by_name(rng: np.random.Generator) -> None:
    rows = Rows(np.array([1, 0, 1, 0]), np.array(list("aabc")), np.full(4, ""))
    with pytest.raises(StudyError, match="Patient a is positive in one row and negative in"):
        deal(rows, 2, SETTING, rng)

"""The study's splits against R itself, and what cannot be split."""

import numpy as np
import pandas as pd
import pytest

from sonogenomics.diagnosis.published_splits import PublishedSplits, draw_splits, has_both_arms
from sonogenomics.errors import StudyError
from sonogenomics.study import Published
from tests.diagnosis.her2_rows import her2_rule
from tests.r_language import in_r


def test_the_studys_splits_are_those_of_r_itself() -> None:
    splits = draw_splits(her2_rule(), n_rows=320)
    assert splits.train.shape == (10_000, 224)
    assert splits.test.shape == (10_000, 96)
    script = """
        set.seed(1234); seeds <- sample(1:10000000, 10000)
        for (i in c(1, 11, 1152, 10000)) {
          set.seed(seeds[i]); cat(seeds[i], sample(2:320, 224) - 1, "\\n")
        }
    """
    for row, printed in zip((0, 10, 1151, 9999), in_r(script), strict=True):
        assert splits.seeds[row] == printed[0]
        assert splits.train[row].tolist() == printed[1:]


def test_the_first_row_never_trains_and_the_sides_share_nobody() -> None:
    splits = draw_splits(Published(), n_rows=50, n=40)
    assert (splits.test[:, 0] == 0).all()
    for train, test in zip(splits.train, splits.test, strict=True):
        assert sorted([*train, *test]) == list(range(50))


def test_fewer_splits_are_the_first_of_more() -> None:
    few, more = draw_splits(her2_rule(), 320, n=5), draw_splits(her2_rule(), 320, n=9)
    assert all((one == two[:5]).all() for one, two in zip(few, more, strict=True))


def test_a_study_that_says_nothing_is_split_150_times_seven_to_three() -> None:
    splits = draw_splits(Published(), n_rows=60)
    assert splits.train.shape == (150, 42)


def test_too_few_rows_for_the_training_size_are_told() -> None:
    with pytest.raises(StudyError, match=r"224 of 220 rows cannot be learnt from: 219 of them may"):
        draw_splits(her2_rule(), n_rows=220)
    with pytest.raises(StudyError, match=r"published\.n_train"):
        draw_splits(Published(first_row=30), n_rows=60)


def test_a_seed_too_large_for_r_is_told() -> None:
    with pytest.raises(StudyError, match="too large for R"):
        draw_splits(Published(sampler_seed=2**40), n_rows=60)


def test_splits_that_lack_an_arm_on_a_side_are_found() -> None:
    train, test = np.array([[0, 1, 2], [0, 1, 3], [1, 2, 4]]), np.array([[3, 4], [2, 4], [0, 3]])
    outcome = pd.Series([0, 0, 1, 1, 0])
    found = has_both_arms(PublishedSplits(np.arange(3), train, test), outcome)
    assert found.tolist() == [True, True, True]
    outcome = pd.Series([0, 0, 1, 1, 1])
    found = has_both_arms(PublishedSplits(np.arange(3), train, test), outcome)
    assert found.tolist() == [False, False, True]

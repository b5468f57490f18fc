import os
import signal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis import resampling
from sonogenomics.diagnosis.classifiers import NAMES, build, fit, score
from sonogenomics.diagnosis.metrics import performance
from sonogenomics.diagnosis.resampling import Splits, resample, splits
from sonogenomics.diagnosis.tuning import Recipe
from sonogenomics.errors import StudyError
from tests.diagnosis.patients import PUBLISHED_EIGHT, SETTINGS, cohort


def status(n_positive: int, n_negative: int) -> pd.Series:
    return pd.Series([1] * n_positive + [0] * n_negative)


def test_the_studys_320_patients_are_split_224_to_96(rng: np.random.Generator) -> None:
    drawn = splits(20, status(145, 175), 0.3, stratify=False, rng=rng)
    assert drawn.test.shape == (20, 96)
    assert all(len(set(test)) == 96 for test in drawn.test)
    assert len({tuple(test) for test in drawn.test}) == 20


def test_stratified_splits_keep_the_proportion(rng: np.random.Generator) -> None:
    outcome = status(40, 160)
    drawn = splits(10, outcome, 0.3, stratify=True, rng=rng)
    assert (outcome.to_numpy()[drawn.test].sum(axis=1) == 12).all()


@given(
    st.integers(2, 12), st.integers(2, 30), st.booleans(), st.floats(0.2, 0.6), st.integers(0, 99)
)
def test_both_arms_are_on_both_sides(
    n_positive: int, n_negative: int, stratify: bool, test_fraction: float, seed: int
) -> None:
    outcome = status(n_positive, n_negative)
    n_test = int(np.ceil(round(test_fraction * len(outcome), 9)))
    if not 2 <= n_test <= len(outcome) - 2:
        return
    drawn = splits(3, outcome, test_fraction, stratify, np.random.default_rng(seed))
    for test in drawn.test:
        tested, learned = outcome.iloc[test], outcome.drop(index=test)
        assert tested.nunique() == learned.nunique() == 2
        assert len(tested) == n_test


def test_every_patient_is_tested_as_often_as_chance_has_it(rng: np.random.Generator) -> None:
    drawn = splits(2000, status(10, 10), 0.3, stratify=False, rng=rng)
    counts = np.bincount(drawn.test.ravel(), minlength=20)
    # Binomial: 2000 draws at 0.3, standard deviation 20.5; five of them either side.
    assert (abs(counts - 600) < 103).all()


def test_more_resamplings_are_the_same_ones_and_some_more() -> None:
    few, many = (
        splits(n, status(20, 25), 0.3, stratify=False, rng=np.random.default_rng(4)) for n in (5, 9)
    )
    np.testing.assert_array_equal(few.test, many.test[:5])
    np.testing.assert_array_equal(few.seeds, many.seeds[:5])


@pytest.mark.parametrize("stratify", [True, False])
def test_too_few_patients_of_an_arm_is_a_sentence(stratify: bool, rng: np.random.Generator) -> None:
    with pytest.raises(StudyError, match="1 positive and 30 negative"):
        splits(3, status(1, 30), 0.3, stratify, rng)
    with pytest.raises(StudyError, match=r"resampling\.test_fraction"):
        splits(3, status(3, 3), 0.9, stratify, rng)


def test_no_resamplings_ask_nothing_of_the_patients(rng: np.random.Generator) -> None:
    assert len(splits(0, status(0, 0), 0.3, stratify=False, rng=rng).test) == 0


@pytest.mark.parametrize("name", NAMES)
def test_any_number_of_workers_gives_the_same_bytes(name: str, rng: np.random.Generator) -> None:
    x, outcome = cohort(rng, n=40)
    drawn = splits(5, outcome, 0.3, stratify=True, rng=rng)
    recipe = Recipe(name, SETTINGS[name], trials=2 if name in {"svm", "tree"} else 0)
    results = [resample(recipe, x, outcome, drawn, Plan(workers)) for workers in (1, 2, 3)]
    assert results[0].scores.tobytes() == results[1].scores.tobytes()
    assert results[0].scores.tobytes() == results[2].scores.tobytes()
    assert len({result.n_not_converged for result in results}) == 1


def test_each_row_of_scores_is_a_plain_fit_on_the_others(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng, n=40)
    drawn = splits(4, outcome, 0.3, stratify=True, rng=rng)
    done = resample(Recipe("forest", {"trees": 10}), x, outcome, drawn, Plan())
    for test, seed, scores in zip(drawn.test, drawn.seeds, done.scores, strict=True):
        model = build("forest", {"trees": 10}, int(seed))
        learned = np.setdiff1d(np.arange(40), test)
        fit(model, x.iloc[learned], outcome.iloc[learned])
        assert scores == pytest.approx(score(model, x.iloc[test]))


def test_tested_patients_are_not_learned_from(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng, n=40)
    drawn = Splits(np.array([[0, 1, 2, 3]]), np.array([9]))
    before = resample(Recipe("logistic"), x, outcome, drawn, Plan()).scores
    outcome.iloc[:4] = 1 - outcome.iloc[:4]
    after = resample(Recipe("logistic"), x, outcome, drawn, Plan()).scores
    np.testing.assert_array_equal(before, after)


def test_fits_that_do_not_come_to_rest_are_counted(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng, n=40)
    drawn = splits(4, outcome, 0.3, stratify=True, rng=rng)
    restless = Recipe("network", {"hidden": 3, "decay": 0.0, "iterations": 1, "scaled": True})
    assert resample(restless, x, outcome, drawn, Plan(2)).n_not_converged == 4
    assert resample(Recipe("bayes"), x, outcome, drawn, Plan(2)).n_not_converged == 0


def test_a_killed_worker_is_one_sentence(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    x, outcome = cohort(rng, n=40)
    drawn = splits(4, outcome, 0.3, stratify=True, rng=rng)
    monkeypatch.setattr(resampling, "learn", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
    with pytest.raises(StudyError, match=r"at bayes, \d+ URFs.*SONOGENOMICS_WORKERS=1"):
        resample(Recipe("bayes"), x, outcome, drawn, Plan(2))


def test_a_fault_in_a_worker_reaches_the_reader(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng, n=10)
    drawn = splits(4, outcome, 0.3, stratify=True, rng=rng)
    with pytest.raises(StudyError, match="fewer than the 10"):
        resample(Recipe("neighbours", {"k": 9}), x, outcome, drawn, Plan(2))


def published_table(mirror: Path) -> tuple[pd.DataFrame, pd.Series]:
    table = pd.read_csv(mirror / "her2-urf/F-S_matrix.txt", sep="\t", index_col=0)
    x = table.loc[:, table.columns.str.startswith(("pos", "neg"))].T
    return x, pd.Series(x.index.str.startswith("pos").astype(int), index=x.index)


@pytest.mark.realdata
def test_the_published_eight_tell_a_little_and_the_luckiest_split_much_more(mirror: Path) -> None:
    x, outcome = published_table(mirror)
    drawn = splits(200, outcome, 0.3, stratify=False, rng=np.random.default_rng(1234))
    done = resample(Recipe("logistic"), x[PUBLISHED_EIGHT], outcome, drawn, Plan())
    table = performance(outcome.to_numpy()[drawn.test], done.scores)
    assert 0.54 < table["auc"].mean() < 0.60
    # The published 0.715 is the best of 10,000 splits; the best of 200 is near it already.
    assert 0.66 < table["auc"].max() < 0.76
    assert table["auc"].max() > table["auc"].mean() + 0.09

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.metrics import roc_curve
from statsmodels.stats.proportion import proportion_confint

from sonogenomics.diagnosis.cut_off import calls_at, youden_cut_off
from sonogenomics.errors import StudyError

OUTCOME = [0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1]
SCORES = [0.1, 0.4, 0.35, 0.8, 0.2, 0.3, 0.6, 0.9, 0.8, 0.55, 0.7, 0.35]
grid = st.integers(0, 10).map(lambda i: i / 10)


def test_the_cut_off_is_that_of_proc() -> None:
    # R, pROC: coords(roc(y, s), "best", best.method = "youden") gives 0.575, 2/3 and 5/6
    cut_off = youden_cut_off(OUTCOME, SCORES)
    assert cut_off == pytest.approx(0.575)
    found = calls_at(OUTCOME, SCORES, cut_off)
    assert found.sensitivity.value == pytest.approx(2 / 3)
    assert found.specificity.value == pytest.approx(5 / 6)


@given(arrays(float, 20, elements=grid), st.integers(1, 19))
def test_no_threshold_of_the_roc_curve_does_better(scores: np.ndarray, n1: int) -> None:
    outcome = np.array([1] * n1 + [0] * (20 - n1))
    fpr, tpr, _ = roc_curve(outcome, scores, drop_intermediate=False)
    found = calls_at(outcome, scores, youden_cut_off(outcome, scores))
    j = found.sensitivity.value + found.specificity.value - 1
    assert j == pytest.approx(float(np.max(tpr - fpr)))


def test_of_equals_the_lowest_misses_fewest() -> None:
    assert youden_cut_off([0, 1, 0, 1], [0.1, 0.3, 0.5, 0.7]) == pytest.approx(0.2)


def test_scores_that_say_nothing_call_everyone_positive() -> None:
    assert youden_cut_off([0, 1], [0.5, 0.5]) == 0.5
    assert youden_cut_off([1, 0], [0.2, 0.8]) == 0.2


def test_neighbouring_floats_are_still_parted() -> None:
    low = 0.3
    high = float(np.nextafter(low, 1))
    assert youden_cut_off([0, 1], [low, high]) == high


def test_the_intervals_are_those_of_statsmodels() -> None:
    found = calls_at(OUTCOME, SCORES, 0.575, "exact")
    wanted = proportion_confint(5, 6, method="beta")
    assert (found.specificity.low, found.specificity.high) == pytest.approx(wanted)
    found = calls_at(OUTCOME, SCORES, 0.575)
    wanted = proportion_confint(4, 6, method="wilson")
    assert (found.sensitivity.low, found.sensitivity.high) == pytest.approx(wanted)


def test_every_patient_may_have_the_cut_off_of_his_fold() -> None:
    found = calls_at([0, 1, 0, 1], [0.4, 0.4, 0.6, 0.6], [0.5, 0.3, 0.7, 0.7])
    assert (found.sensitivity.value, found.specificity.value) == (0.5, 1.0)


def test_one_arm_is_refused() -> None:
    with pytest.raises(StudyError, match="2 are positive and 0 negative"):
        youden_cut_off([1, 1], [0.1, 0.2])
    with pytest.raises(StudyError, match="0 patients are positive and 2 negative"):
        calls_at([0, 0], [0.1, 0.2], 0.5)

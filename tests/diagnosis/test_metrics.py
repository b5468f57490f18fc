import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.stats import mannwhitneyu
from sklearn.metrics import (
    accuracy_score,
    brier_score_loss,
    confusion_matrix,
    roc_auc_score,
)
from sklearn.metrics import auc as area

from sonogenomics.diagnosis.metrics import (
    auc,
    auc_interval,
    brier,
    calibration,
    performance,
    roc_points,
)
from sonogenomics.errors import StudyError

# A dozen patients with ties, for values printed by R.
OUTCOME = [0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1]
SCORES = [0.1, 0.4, 0.35, 0.8, 0.2, 0.3, 0.6, 0.9, 0.8, 0.55, 0.7, 0.35]
grid = st.integers(0, 10).map(lambda i: i / 10)  # coarse: ties are wanted


@given(arrays(float, (3, 20), elements=grid), st.integers(1, 19))
def test_auc_is_that_of_scikit_learn_and_of_mann_whitney(scores: np.ndarray, n1: int) -> None:
    outcome = np.array([1] * n1 + [0] * (20 - n1))
    wanted = [roc_auc_score(outcome, row) for row in scores]
    assert auc(np.tile(outcome, (3, 1)), scores) == pytest.approx(wanted, abs=1e-12)
    u = mannwhitneyu(scores[0, :n1], scores[0, n1:]).statistic
    assert float(auc(outcome, scores[0])) == pytest.approx(u / (n1 * (20 - n1)), abs=1e-12)


def test_auc_of_a_single_arm_is_undefined() -> None:
    assert np.isnan(auc([1, 1], [0.2, 0.4]))


def test_calls_at_one_half_are_counted_as_scikit_learn_counts(rng: np.random.Generator) -> None:
    outcome = np.array([[1, 0] * 15, [0] * 20 + [1] * 10])
    scores = rng.integers(0, 11, size=(2, 30)) / 10
    table = performance(outcome, scores)
    for row in (0, 1):
        called = scores[row] >= 0.5
        tn, fp, fn, tp = confusion_matrix(outcome[row], called).ravel()
        assert table.loc[row, "sensitivity"] == pytest.approx(tp / (tp + fn))
        assert table.loc[row, "specificity"] == pytest.approx(tn / (tn + fp))
        assert table.loc[row, "accuracy"] == pytest.approx(accuracy_score(outcome[row], called))


def test_delong_is_that_of_r() -> None:
    # R: psi <- outer(s[h == 1], s[h == 0], function(a, b) (a > b) + .5 * (a == b))
    #    se <- sqrt(var(rowMeans(psi)) / 6 + var(colMeans(psi)) / 6)
    #    c(mean(psi), mean(psi) + c(-1, 1) * qnorm(.975) * se)
    #    0.722222222222222 0.408522140305872 1.035922304138572
    interval = auc_interval(OUTCOME, SCORES)
    assert interval.value == pytest.approx(0.722222222222222, rel=1e-12)
    assert interval.low == pytest.approx(0.408522140305872, rel=1e-9)
    assert interval.high == 1.0  # cut, as no AUC lies above


def test_arms_fully_apart_have_no_width() -> None:
    interval = auc_interval([0, 0, 1, 1], [0.1, 0.2, 0.8, 0.9])
    assert (interval.low, interval.value, interval.high) == (1.0, 1.0, 1.0)


def test_one_patient_in_an_arm_gives_no_interval() -> None:
    with pytest.raises(StudyError, match=r"1 are positive and 3 negative"):
        auc_interval([0, 0, 0, 1], [0.1, 0.2, 0.3, 0.4])


def test_the_interval_covers_the_truth_as_often_as_it_says(rng: np.random.Generator) -> None:
    # Two normals one standard deviation apart: AUC = pnorm(1 / sqrt(2)) = 0.7602499.
    outcome = np.repeat([0, 1], 40)
    intervals = [auc_interval(outcome, rng.normal(size=80) + outcome) for _ in range(400)]
    covered = np.mean([one.low <= 0.7602499 <= one.high for one in intervals])
    assert 0.91 < covered < 0.985


def test_brier_is_that_of_scikit_learn() -> None:
    assert brier(OUTCOME, SCORES) == pytest.approx(brier_score_loss(OUTCOME, SCORES))


def test_the_area_under_the_corners_is_the_auc() -> None:
    points = roc_points(OUTCOME, SCORES)
    assert points.iloc[0].tolist() == [0, 0]
    assert points.iloc[-1].tolist() == [1, 1]
    assert area(points["fpr"], points["tpr"]) == pytest.approx(float(auc(OUTCOME, SCORES)))


def test_calibration_groups_hold_everyone_once() -> None:
    table = calibration(OUTCOME, SCORES, bins=4)
    assert table["n"].sum() == 12
    assert (table["observed"] * table["n"]).sum() == pytest.approx(sum(OUTCOME))
    assert table["predicted"].is_monotonic_increasing


def test_calibration_of_equal_scores_is_one_group() -> None:
    assert calibration([0, 1, 1, 0], [0.5] * 4)["n"].tolist() == [4]

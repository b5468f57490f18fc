import numpy as np
import pytest
from sklearn.metrics import brier_score_loss

from sonogenomics.diagnosis.calibrated import (
    EQUAL,
    SEPARATED,
    calibration_groups,
    recalibration,
    scaled_brier,
)
from sonogenomics.errors import StudyError

OUTCOME = [0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1]
SCORES = [0.1, 0.4, 0.35, 0.8, 0.2, 0.3, 0.6, 0.9, 0.8, 0.55, 0.7, 0.35]


def test_intercept_and_slope_are_those_of_r() -> None:
    # R: coef(glm(y ~ 1, offset = qlogis(s), family = binomial))
    #    coef(glm(y ~ qlogis(s), family = binomial))[2]
    found = recalibration(OUTCOME, SCORES)
    assert found.intercept == pytest.approx(-0.0221015485385561, rel=1e-6)
    assert found.slope == pytest.approx(0.8343012684828262, rel=1e-6)
    assert (found.n_clipped, found.why) == (0, "")


def test_true_probabilities_need_no_recalibration(rng: np.random.Generator) -> None:
    p = rng.beta(2, 2, size=40_000)
    found = recalibration(rng.random(40_000) < p, p)
    assert found.intercept == pytest.approx(0, abs=0.04)
    assert found.slope == pytest.approx(1, abs=0.04)


def test_scores_too_extreme_have_half_the_slope(rng: np.random.Generator) -> None:
    p = rng.beta(2, 2, size=40_000)
    extreme = p**2 / (p**2 + (1 - p) ** 2)  # twice the logit
    assert recalibration(rng.random(40_000) < p, extreme).slope == pytest.approx(0.5, abs=0.03)


def test_certain_scores_are_clipped_and_counted() -> None:
    scores = [0.0, *SCORES[1:-1], 1.0]
    clipped = [0.001, *SCORES[1:-1], 0.999]
    found, wanted = recalibration(OUTCOME, scores), recalibration(OUTCOME, clipped)
    assert found.n_clipped == 2
    assert (found.intercept, found.slope) == (wanted.intercept, wanted.slope)


@pytest.mark.parametrize(
    ("scores", "why"),
    [([0.1, 0.2, 0.7, 0.9], SEPARATED), ([0.9, 0.8, 0.2, 0.1], SEPARATED), ([0.5] * 4, EQUAL)],
)
def test_where_there_is_no_slope_it_says_why(scores: list[float], why: str) -> None:
    found = recalibration([0, 0, 1, 1], scores)
    assert np.isnan(found.slope)
    assert np.isfinite(found.intercept)
    assert found.why == why


def test_one_arm_cannot_be_calibrated() -> None:
    with pytest.raises(StudyError, match="all 2 are of one"):
        recalibration([1, 1], [0.2, 0.4])


def test_groups_carry_wilsons_limits_of_patients_not_rows() -> None:
    # statsmodels: proportion_confint(k, 2, method="wilson") for k = 0 and 2
    outcome, scores = [0, 0, 1, 1] * 3, [0.1, 0.2, 0.6, 0.8] * 3
    groups = calibration_groups(outcome, scores, bins=2, repeats=3)
    assert groups["n"].tolist() == [2, 2]
    assert groups["observed"].tolist() == [0, 1]
    assert groups["high"].to_numpy() == pytest.approx([0.657619771, 1.0])
    assert groups["low"].to_numpy() == pytest.approx([0.0, 0.342380229])


def test_the_scaled_brier_score_is_the_share_saved() -> None:
    share = np.mean(OUTCOME)
    worst = brier_score_loss(OUTCOME, [share] * 12)
    wanted = 1 - brier_score_loss(OUTCOME, SCORES) / worst
    assert scaled_brier(OUTCOME, SCORES) == pytest.approx(wanted)
    assert scaled_brier(OUTCOME, 1 - np.array(OUTCOME)) < 0

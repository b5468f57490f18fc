import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from MLstatkit import Delong_test

from sonogenomics.diagnosis.delong import delong_covariance, delong_test
from sonogenomics.diagnosis.metrics import auc_interval
from sonogenomics.errors import StudyError

OUTCOME = [0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1]
ONE = [0.1, 0.4, 0.35, 0.8, 0.2, 0.3, 0.6, 0.9, 0.8, 0.55, 0.7, 0.35]
OTHER = [0.3, 0.2, 0.45, 0.5, 0.6, 0.4, 0.5, 0.7, 0.9, 0.65, 0.6, 0.1]
grid = st.integers(0, 10).map(lambda i: i / 10)  # coarse: ties are wanted


def test_the_paired_test_is_that_of_proc() -> None:
    # R 4, pROC 1.18: a <- roc(y, one, direction = "<"); b <- roc(y, other, direction = "<")
    #   t <- roc.test(a, b, method = "delong", paired = TRUE)
    #   c(t$estimate, t$statistic, t$p.value, t$conf.int, var(a), cov(a, b))
    found = delong_test(OUTCOME, ONE, OTHER)
    assert (found.one, found.other) == pytest.approx((0.722222222222222, 0.611111111111111))
    assert found.z == pytest.approx(0.71383061024825, rel=1e-12)
    assert found.p == pytest.approx(0.475331929123554, rel=1e-12)
    limits = (-0.193966554281062, 0.416188776503284)
    assert (found.low, found.high) == pytest.approx(limits, rel=1e-12)
    _, covariance = delong_covariance(OUTCOME, [ONE, OTHER])
    assert covariance[0, 0] == pytest.approx(0.0256172839506173, rel=1e-12)
    assert covariance[0, 1] == pytest.approx(0.0172067901234568, rel=1e-12)


@given(arrays(float, (2, 24), elements=grid), st.integers(2, 22))
def test_it_is_that_of_mlstatkit(scores: np.ndarray, n1: int) -> None:
    outcome = np.array([1] * n1 + [0] * (24 - n1))
    found = delong_test(outcome, *scores)
    if found.low < found.high:  # MLstatkit resamples where there is no variance
        *_, info = Delong_test(outcome, *scores)
        z, p = Delong_test(outcome, *scores, return_ci=False, return_auc=False)
        if info["method"] == "delong":
            assert (-found.z, found.p) == pytest.approx((z, p), abs=1e-9)


def test_its_variance_is_that_of_the_single_interval() -> None:
    _, covariance = delong_covariance(OUTCOME, [ONE])
    interval = auc_interval(OUTCOME, ONE)
    assert interval.value - interval.low == pytest.approx(
        1.959963984540054 * covariance[0, 0] ** 0.5
    )


def test_a_model_does_not_differ_from_itself() -> None:
    found = delong_test(OUTCOME, ONE, ONE)
    assert (found.difference, found.low, found.high, found.z, found.p) == (0, 0, 0, 0, 1)


def test_models_without_any_variance_differ_or_do_not() -> None:
    apart, outcome = [0.1, 0.2, 0.8, 0.9], [0, 0, 1, 1]
    assert delong_test(outcome, apart, [1, 2, 3, 4]).p == 1
    found = delong_test(outcome, apart, [0.5] * 4)
    assert (found.difference, found.z, found.p) == (0.5, np.inf, 0)


def test_exchanging_the_models_changes_the_sign_alone() -> None:
    there, back = delong_test(OUTCOME, ONE, OTHER), delong_test(OUTCOME, OTHER, ONE)
    assert (there.z, there.p) == pytest.approx((-back.z, back.p))
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))


def test_one_patient_in_an_arm_is_too_few() -> None:
    with pytest.raises(StudyError, match="1 are positive and 3 negative"):
        delong_test([0, 0, 0, 1], [1, 2, 3, 4], [1, 2, 3, 4])


def test_equal_models_are_told_apart_as_rarely_as_promised(rng: np.random.Generator) -> None:
    outcome = np.repeat([0, 1], 40)
    signal = rng.normal(size=(400, 80)) + outcome
    noise = rng.normal(size=(2, 400, 80))
    p = [delong_test(outcome, s + a, s + b).p for s, a, b in zip(signal, *noise, strict=True)]
    assert 0.02 < np.mean(np.array(p) < 0.05) < 0.085

import warnings

import numpy as np
import pytest
import statsmodels.api as sm

from sonogenomics.diagnosis.maximum_likelihood import fit_logistic

OUTCOME = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 1, 1])
SCORES = np.array([0.1, 0.4, 0.35, 0.8, 0.2, 0.3, 0.6, 0.9, 0.8, 0.55, 0.7, 0.35])
LOGIT = np.log(SCORES / (1 - SCORES))
STAGE = np.array(["I", "II", "III"] * 3 + ["I", "II", "II"])


def test_coefficients_and_likelihood_are_those_of_r() -> None:
    # R: m <- glm(y ~ factor(stage) + qlogis(s), family = binomial); coef(m); logLik(m)
    design = np.column_stack([np.ones(12), STAGE == "II", STAGE == "III", LOGIT])
    fitted = fit_logistic(design, OUTCOME)
    wanted = [-1.58631537616496, 2.14158231740235, 2.60784493712619, 1.22324765088104]
    assert fitted.coefficients == pytest.approx(wanted, rel=1e-6)
    assert fitted.log_likelihood == pytest.approx(-5.99771510515384, rel=1e-10)


def test_an_offset_is_added_as_r_adds_it() -> None:
    # R: m <- glm(y ~ 1, offset = qlogis(s), family = binomial); coef(m); logLik(m)
    fitted = fit_logistic(np.ones((12, 1)), OUTCOME, LOGIT)
    assert fitted.coefficients[0] == pytest.approx(-0.0221015485385561, rel=1e-6)
    assert fitted.log_likelihood == pytest.approx(-7.1273052594495, rel=1e-10)


def test_random_data_give_what_statsmodels_gives(rng: np.random.Generator) -> None:
    for _ in range(20):
        design = np.column_stack([np.ones(80), rng.normal(size=(80, 4))])
        outcome = (rng.random(80) < 0.4).astype(int)
        wanted = sm.GLM(outcome, design, family=sm.families.Binomial()).fit(tol=1e-12)
        fitted = fit_logistic(design, outcome)
        np.testing.assert_allclose(fitted.coefficients, wanted.params, atol=1e-5)
        assert fitted.log_likelihood == pytest.approx(wanted.llf, abs=1e-8)


def test_separated_arms_reach_a_likelihood_of_one() -> None:
    x = np.arange(10.0) - 4.5
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted = fit_logistic(np.column_stack([np.ones(10), x]), (x > 0).astype(int))
    assert fitted.log_likelihood == pytest.approx(0, abs=1e-8)
    assert fitted.coefficients[1] > 5


def test_a_column_twice_and_a_constant_one_do_no_harm() -> None:
    design = np.column_stack([np.ones(12), LOGIT])
    doubled = np.column_stack([design, LOGIT, np.zeros(12), np.ones(12)])
    one, other = fit_logistic(design, OUTCOME), fit_logistic(doubled, OUTCOME)
    assert one.log_likelihood == pytest.approx(other.log_likelihood)
    np.testing.assert_allclose(design @ one.coefficients, doubled @ other.coefficients, atol=1e-6)

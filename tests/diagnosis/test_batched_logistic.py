"""Many logistic regressions at once against R's glm, one by one."""

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from sonogenomics.diagnosis.batched_logistic import fit_logistic, linear_predictor
from tests.diagnosis.r_patients import LEARNT, sixty
from tests.r_language import in_r

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]

# every number a multiple of 1/1024, so that R reads exactly what was written
SCRIPT = """
    input <- file("stdin", "r")
    size <- scan(input, nlines = 1, quiet = TRUE)
    for (case in seq_len(size[1])) {
      y <- scan(input, nlines = 1, quiet = TRUE)
      x <- matrix(scan(input, nlines = 1, quiet = TRUE), length(y), byrow = TRUE)
      warned <- 0
      g <- withCallingHandlers(glm(y ~ x, family = binomial), warning = function(w) {
        if (grepl("numerically 0 or 1", conditionMessage(w))) warned <<- 1
        invokeRestart("muffleWarning")
      })
      b <- coef(g); b[is.na(b)] <- 1e9
      cat(as.integer(g$converged), warned, sprintf("%.17g", b), "\\n")
    }
"""


def in_glm(cases: list[tuple[Floats, Labels]]) -> list[tuple[bool, bool, Floats]]:
    """Converged, warned of fitted 0 or 1, and coefficients (1e9 where NA), of each case."""
    lines = [str(len(cases))]
    for x, outcome in cases:
        lines += [" ".join(map(str, outcome)), " ".join(repr(float(v)) for v in x.ravel())]
    printed = in_r(SCRIPT, "\n".join(lines) + "\n")
    return [(one[0] == 1, one[1] == 1, np.array(one[2:])) for one in printed]


def agrees(x: Floats, outcome: Labels, of_r: tuple[bool, bool, Floats]) -> None:
    fits = fit_logistic(x[None], outcome[None])
    converged, warned, coefficients = of_r
    assert bool(fits.converged[0]) == converged
    assert bool(fits.separated[0]) == warned
    assert fits.aliased[0].tolist() == (coefficients == 1e9).tolist()
    expected = np.where(coefficients == 1e9, 0, coefficients)
    np.testing.assert_allclose(fits.coefficients[0], expected, rtol=1e-6, atol=1e-6)


def random_case(rng: np.random.Generator, kind: str) -> tuple[Floats, Labels]:
    n, p = int(rng.integers(25, 90)), int(rng.integers(1, 7))
    x = rng.integers(-4096, 4096, (n, p)) / 1024 * 10.0 ** rng.integers(-2, 3, p)
    x = np.round(x * 1024) / 1024
    outcome = (x[:, 0] / max(np.abs(x[:, 0]).max(), 1) + rng.normal(size=n) > 0).astype(int)
    if kind == "separated":
        outcome = (x[:, 0] > np.median(x[:, 0])).astype(int)
    if kind == "collinear":
        x = np.column_stack([x, 2 * x[:, 0] - 3, x[:, -1], np.full(n, 7.0), rng.integers(0, 9, n)])
    if kind == "nearly":
        x = np.column_stack([x, x[:, 0] + rng.integers(0, 2, n) / 1024])
    return x, outcome


@pytest.mark.parametrize("kind", ["plain", "separated", "collinear", "nearly"])
def test_it_does_what_r_does(kind: str) -> None:
    rng = np.random.default_rng(11)
    cases = [random_case(rng, kind) for _ in range(25)]
    for case, of_r in zip(cases, in_glm(cases), strict=True):
        if kind == "separated":  # the coefficients run away, R's as ours: only where they go counts
            fits = fit_logistic(case[0][None], case[1][None])
            assert (bool(fits.converged[0]), bool(fits.separated[0])) == of_r[:2]
        else:
            agrees(*case, of_r)


def test_coefficients_are_those_r_printed() -> None:
    # R: g <- glm(y[1:40] ~ x[1:40, ], family = binomial); coef(g)
    x, outcome = sixty()
    fits = fit_logistic(x[None, LEARNT], outcome[None, LEARNT])
    printed = [-7.54178431778, 6.11612332772, 5.55361244681, 2.32654575272]
    np.testing.assert_allclose(fits.coefficients[0], printed, rtol=1e-10)
    assert fits.converged.all()
    assert not fits.separated.any()


def test_perfect_separation_is_told_and_gone_on_with_as_r_does() -> None:
    # R: glm(c(0,0,0,1,1,1) ~ c(1,2,3,4,5,6), binomial) warns of fitted probabilities 0 or 1,
    # converged is TRUE after 25 steps, coef is -165.3178286, 47.23366529
    x = np.arange(1.0, 7)[None, :, None]
    fits = fit_logistic(x, np.array([[0, 0, 0, 1, 1, 1]]))
    assert fits.separated.tolist() == [True]
    assert fits.converged.tolist() == [True]
    np.testing.assert_allclose(fits.coefficients[0], [-165.3178286, 47.23366529], rtol=1e-6)


def test_what_earlier_columns_explain_is_dropped_as_r_drops_it() -> None:
    # R: x <- cbind(1:6, 2 * 1:6, c(1,0,2,5,3,1), 7); coef(glm(c(0,1,0,1,1,0) ~ x, binomial))
    # is -0.9055597912, -0.08323314926, NA, 0.6221675592, NA
    one = np.arange(1.0, 7)
    x = np.column_stack([one, 2 * one, [1, 0, 2, 5, 3, 1], np.full(6, 7.0)])
    fits = fit_logistic(x[None], np.array([[0, 1, 0, 1, 1, 0]]))
    assert fits.aliased[0].tolist() == [False, False, True, False, True]
    printed = [-0.9055597912, -0.08323314926, 0, 0.6221675592, 0]
    np.testing.assert_allclose(fits.coefficients[0], printed, rtol=1e-8, atol=1e-12)


def test_more_features_than_patients_leave_the_last_ones_out() -> None:
    rng = np.random.default_rng(3)
    x = rng.integers(-1024, 1024, (6, 8)) / 1024
    case = x, np.array([0, 1, 0, 1, 1, 0])
    converged, warned, coefficients = in_glm([case])[0]
    fits = fit_logistic(x[None], case[1][None])
    assert fits.aliased[0].tolist() == (coefficients == 1e9).tolist()
    assert fits.aliased[0].sum() == 3
    assert (bool(fits.converged[0]), bool(fits.separated[0])) == (converged, warned)


def test_splits_fitted_together_equal_splits_fitted_alone() -> None:
    rng = np.random.default_rng(5)
    x, outcome = rng.normal(size=(6, 50, 3)), rng.integers(0, 2, (6, 50))
    x[2, :, 1] = 4.0  # constant in one of them
    outcome[4] = (x[4, :, 0] > 0).astype(int)  # separated in another
    together = fit_logistic(x, outcome)
    for i in range(6):
        alone = fit_logistic(x[i : i + 1], outcome[i : i + 1])
        assert together.aliased[i].tolist() == alone.aliased[0].tolist()
        assert together.separated[i] == alone.separated[0] == (i == 4)
        np.testing.assert_array_equal(together.coefficients[i], alone.coefficients[0])
    assert together.aliased[2].tolist() == [False, False, True, False]


def test_the_scores_are_those_of_scikit_learn() -> None:
    x, outcome = sixty()
    fits = fit_logistic(x[None, LEARNT], outcome[None, LEARNT])
    library = LogisticRegression(C=np.inf, tol=1e-10, max_iter=1000).fit(x[LEARNT], outcome[LEARNT])
    ours = linear_predictor(fits.coefficients, x[None])[0]
    np.testing.assert_allclose(ours, library.decision_function(x), rtol=1e-5, atol=1e-5)

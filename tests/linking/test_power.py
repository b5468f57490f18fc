import numpy as np
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.linking.paired_scan import pearson_p
from sonogenomics.linking.power import CorrelationTest

# R, with the formula of pwr::pwr.r.test (two sides):
# two <- function(r, n, sig.level) {
#   ttt <- qt(sig.level / 2, df = n - 2, lower = FALSE); rc <- sqrt(ttt^2 / (ttt^2 + n - 2))
#   zr <- atanh(r) + r / (2 * (n - 1)); zrc <- atanh(rc)
#   pnorm((zr - zrc) * sqrt(n - 3)) + pnorm((-zr - zrc) * sqrt(n - 3)) }
R_TWO_SIDED = [
    (0.3, 50, 0.05, 0.571555841860208),
    (0.5, 101, 0.05 / 129000, 0.614051738949043),
    (0.4, 94, 0.05 / 129000, 0.131715723578162),
]
# and `alternative = "greater"`: qt(sig.level, ...) and the first term alone
R_ONE_SIDED = [(0.3, 45, 0.05, 0.649615095617008), (0.5, 45, 0.05 / 1241, 0.329156774564983)]
# uniroot(function(r) two(r, n, alpha) - 0.8, c(1e-10, 1 - 1e-10), tol = 1e-12)$root
R_DETECTABLE = [
    (101, 0.05 / 129000, True, 0.540482165476472),
    (50, 0.01, True, 0.459083922447772),
    (45, 0.05, False, 0.362170796092674),
]


@pytest.mark.parametrize(("r", "n", "alpha", "printed"), R_TWO_SIDED)
def test_power_is_the_one_r_prints(r: float, n: int, alpha: float, printed: float) -> None:
    assert CorrelationTest(n, alpha).power(r) == pytest.approx(printed, rel=1e-10)
    assert CorrelationTest(n, alpha).power(-r) == pytest.approx(printed, rel=1e-10)


@pytest.mark.parametrize(("r", "n", "alpha", "printed"), R_ONE_SIDED)
def test_power_in_a_known_direction_is_the_one_r_prints(
    r: float, n: int, alpha: float, printed: float
) -> None:
    test = CorrelationTest(n, alpha, two_sided=False)
    assert test.power(r) == pytest.approx(printed, rel=1e-10)
    assert test.power(-r) < alpha


@pytest.mark.parametrize(("n", "alpha", "two_sided", "printed"), R_DETECTABLE)
def test_the_smallest_detectable_correlation_is_the_one_r_finds(
    n: int, alpha: float, two_sided: bool, printed: float
) -> None:
    found = CorrelationTest(n, alpha, two_sided).detectable()
    assert found == pytest.approx(printed, abs=1e-8)


@pytest.mark.parametrize(("n", "r", "alpha"), [(30, 0.4, 0.05), (60, 0.5, 1e-3), (100, 0.5, 1e-6)])
def test_power_is_how_often_drawn_patients_show_the_link(n: int, r: float, alpha: float) -> None:
    draws, rng = 40_000, np.random.default_rng(7)
    x = rng.standard_normal((draws, n))
    y = r * x + np.sqrt(1 - r * r) * rng.standard_normal((draws, n))
    x -= x.mean(axis=1, keepdims=True)
    y -= y.mean(axis=1, keepdims=True)
    seen = (x * y).sum(axis=1) / np.sqrt((x * x).sum(axis=1) * (y * y).sum(axis=1))
    share = (pearson_p(seen, n) < alpha).mean()
    assert CorrelationTest(n, alpha).power(r) == pytest.approx(share, abs=0.012)


def test_without_a_link_power_is_the_level() -> None:
    assert CorrelationTest(80, 0.05).power(0.0) == pytest.approx(0.05, abs=0.002)


def test_a_column_of_covariates_costs_a_patient() -> None:
    assert CorrelationTest(53, 0.01, n_covariates=3).power(0.4) == CorrelationTest(50, 0.01).power(
        0.4
    )


def test_where_no_link_could_be_found_the_smallest_one_is_one() -> None:
    assert CorrelationTest(4, 1e-30).detectable() == 1.0


def test_three_pairs_and_a_level_of_zero_are_told() -> None:
    with pytest.raises(StudyError, match="6 patients less 3 columns of covariates leave 3"):
        CorrelationTest(6, 0.05, n_covariates=3)
    with pytest.raises(StudyError, match="between 0 and 1"):
        CorrelationTest(60, 0.0)

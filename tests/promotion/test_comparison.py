"""Numbers of the comparison agree with statsmodels, MLstatkit and a count by hand."""

import numpy as np
import pytest
import statsmodels.api as sm
from MLstatkit import Delong_test
from scipy.special import logit
from statsmodels.stats.contingency_tables import mcnemar as mcnemar_elsewhere
from statsmodels.stats.weightstats import DescrStatsW

from sonogenomics.promotion.calibration import calibrated
from sonogenomics.promotion.comparison import compare
from sonogenomics.promotion.mcnemar import mcnemar
from sonogenomics.promotion.pairing import pair
from tests.promotion.models import patients, told


def test_slope_and_intercept_have_the_intervals_of_statsmodels() -> None:
    table = patients(150)
    scores = told(table, factor=1.7, shift=0.3).scores
    found = calibrated(scores["outcome"], scores["probability"])
    x = logit(scores["probability"].to_numpy())
    family = sm.families.Binomial()
    slope = sm.GLM(scores["outcome"], sm.add_constant(x), family=family).fit()
    whole = sm.GLM(scores["outcome"], np.ones(len(x)), family=family, offset=x).fit()
    for mine, theirs in ((found.slope, slope), (found.intercept, whole)):
        limits = theirs.conf_int().to_numpy()[-1]
        assert mine.value == pytest.approx(theirs.params.to_numpy()[-1], abs=1e-6)
        assert (mine.low, mine.high) == pytest.approx(tuple(limits), abs=1e-5)


def test_arms_fully_apart_have_no_slope_and_say_why() -> None:
    found = calibrated([0, 0, 0, 1, 1, 1], [0.1, 0.2, 0.3, 0.6, 0.7, 0.8])
    assert np.isnan(found.slope.value)
    assert "separate the arms" in found.why


@pytest.mark.parametrize(("gained", "lost"), [(9, 2), (0, 0), (3, 3), (1, 12)])
def test_mcnemar_is_that_of_statsmodels(gained: int, lost: int) -> None:
    one = [True] * gained + [False] * lost + [True] * 5 + [False] * 4
    other = [False] * gained + [True] * lost + [True] * 5 + [False] * 4
    elsewhere = mcnemar_elsewhere([[5, gained], [lost, 4]], exact=True).pvalue
    assert mcnemar(one, other) == pytest.approx(elsewhere)


def test_a_pair_of_models_is_measured_on_the_same_patients() -> None:
    table = patients(150)
    pairs = pair(told(table), told(table, noise=1.0), 20)
    found = compare(pairs, (0.5, 0.4))
    assert found.champion is not None
    assert found.difference is not None
    rows = pairs.table
    z, p, *_ = Delong_test(rows["outcome"], rows["challenger"], rows["champion"])
    assert abs(found.difference.auc.z) == pytest.approx(abs(z), abs=1e-6)
    assert found.difference.auc.p == pytest.approx(p, abs=1e-6)
    squared = (rows["challenger"] - rows["outcome"]) ** 2 - (
        rows["champion"] - rows["outcome"]
    ) ** 2
    assert found.difference.brier.value == pytest.approx(squared.mean())
    assert found.difference.brier.low == pytest.approx(
        DescrStatsW(squared).zconfint_mean(alpha=0.05)[0]
    )
    positive = rows["outcome"] == 1
    called = (rows["champion"] >= 0.4) & positive
    assert (found.champion.sensitivity.k, found.champion.sensitivity.n) == (
        int(called.sum()),
        int(positive.sum()),
    )


def test_equal_models_differ_by_nothing() -> None:
    table = patients(80)
    found = compare(pair(told(table), told(table), 20), (0.5, 0.5)).difference
    assert found is not None
    assert (found.auc.difference, found.auc.low, found.auc.p) == (0, 0, 1)
    assert (found.brier.value, found.p_sensitivity, found.p_specificity) == (0, 1, 1)


def test_the_first_model_is_measured_alone() -> None:
    found = compare(pair(told(patients(80)), None, 20), (0.5, None))
    assert found.champion is None
    assert found.difference is None

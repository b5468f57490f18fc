import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from sonogenomics.diagnosis.proportions import Method, share_interval

# R: prop.test(k, 9, correct = FALSE)$conf.int and binom.test(k, 9)$conf.int
R = [
    (7, "wilson", 0.452588969106989, 0.936774892882153),
    (0, "wilson", 0.0, 0.299145048419544),
    (7, "exact", 0.399906426283688, 0.971855026522102),
    (0, "exact", 0.0, 0.336267116879943),
]


@pytest.mark.parametrize(("k", "method", "low", "high"), R)
def test_the_limits_are_those_of_r(k: int, method: Method, low: float, high: float) -> None:
    assert share_interval(k, 9, method) == pytest.approx((low, high), rel=1e-12)


@pytest.mark.parametrize(("method", "name"), [("wilson", "wilson"), ("exact", "beta")])
def test_all_shares_of_thirty_are_those_of_statsmodels(method: Method, name: str) -> None:
    k = np.arange(31)
    low, high = share_interval(k, 30, method)
    wanted = np.array([proportion_confint(int(i), 30, method=name) for i in k])
    np.testing.assert_allclose(np.c_[low, high], wanted, atol=1e-9)


@pytest.mark.parametrize("method", ["wilson", "exact"])
def test_a_limit_never_leaves_zero_to_one(method: Method) -> None:
    for n in (1, 2, 50):
        low, high = share_interval([0, n], n, method)
        assert low[0] == 0
        assert high[1] == 1
        assert (low < high).all()

import numpy as np
import pandas as pd
import pytest
from dcurves import dca

from sonogenomics.diagnosis.net_benefit import decision_curves, net_benefit
from sonogenomics.errors import StudyError


def test_curves_are_those_of_dcurves(rng: np.random.Generator) -> None:
    scores = rng.integers(0, 100, size=200) / 100 + 0.005  # off the thresholds
    outcome = (rng.random(200) < scores).astype(int)
    thresholds = np.arange(5, 95, 5) / 100
    frame = pd.DataFrame({"y": outcome, "m": scores})
    oracle = dca(frame, "y", ["m"], thresholds=list(thresholds)).pivot_table(
        index="threshold", columns="model", values="net_benefit"
    )
    found = decision_curves({"m": outcome}, {"m": scores}, thresholds)
    mine = found.pivot_table(index="threshold", columns="policy", values="net_benefit")
    for policy in ("m", "all", "none"):
        np.testing.assert_allclose(mine[policy], oracle[policy], atol=1e-12)


def test_a_case_worked_on_paper() -> None:
    # 10 patients, 4 positive; at 0.2 six are treated, 3 of them positive: 3/10 - 3/10 * 0.25
    outcome = [1, 1, 1, 0, 0, 0, 1, 0, 0, 0]
    scores = [0.9, 0.5, 0.2, 0.8, 0.4, 0.3, 0.1, 0.1, 0.0, 0.1]
    assert net_benefit(outcome, scores, [0.2])[0] == pytest.approx(0.225)


def test_a_score_at_the_threshold_is_acted_on() -> None:
    assert net_benefit([1], [0.5], [0.5])[0] == 1


@pytest.mark.parametrize("threshold", [0.0, 1.0, -0.1, np.nan])
def test_a_threshold_beyond_the_ends_is_refused(threshold: float) -> None:
    with pytest.raises(StudyError, match="between 0 and 1"):
        net_benefit([1, 0], [0.5, 0.5], [threshold])

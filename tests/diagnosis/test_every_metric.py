import numpy as np
import pandas as pd
import pytest
from sklearn import metrics

from sonogenomics.diagnosis.every_metric import (
    METRICS,
    call_metrics,
    confusion,
    judged_by_group,
    judged_once,
)


def scores(n: int = 60) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    outcome = (np.arange(n) % 3 == 0).astype(int)
    return outcome, np.clip(rng.normal(0.4 + 0.2 * outcome, 0.2), 0, 1)


def test_measures_of_calls_are_those_of_scikit_learn() -> None:
    outcome, score = scores()
    called = score >= 0.5
    found = call_metrics(*confusion(outcome, called))
    assert found["sensitivity"] == pytest.approx(metrics.recall_score(outcome, called))
    assert found["specificity"] == pytest.approx(metrics.recall_score(1 - outcome, ~called))
    assert found["ppv"] == pytest.approx(metrics.precision_score(outcome, called))
    assert found["npv"] == pytest.approx(metrics.precision_score(1 - outcome, ~called))
    assert found["f1"] == pytest.approx(metrics.f1_score(outcome, called))
    assert found["mcc"] == pytest.approx(metrics.matthews_corrcoef(outcome, called))
    assert found["balanced"] == pytest.approx(metrics.balanced_accuracy_score(outcome, called))
    assert found["accuracy"] == pytest.approx(metrics.accuracy_score(outcome, called))


def test_nobody_called_positive_has_no_positive_predictive_value() -> None:
    found = call_metrics(0, 5, 7, 0)
    assert np.isnan(found["ppv"])
    assert found["npv"] == pytest.approx(7 / 12)


def test_every_measure_lies_within_its_interval() -> None:
    outcome, score = scores()
    found = judged_once(outcome, score, score >= 0.5, np.random.default_rng(1))
    for name in METRICS:
        assert found[f"{name}_low"] < found[name] < found[f"{name}_high"]


def test_a_score_that_is_no_probability_has_no_brier_score() -> None:
    outcome, score = scores()
    found = judged_once(outcome, 10 * score - 5, score >= 0.5, np.random.default_rng(1))
    assert np.isnan(found["brier"])
    assert found["auc"] == pytest.approx(metrics.roc_auc_score(outcome, score))


def test_each_group_is_judged_by_itself() -> None:
    outcome, score = scores()
    rows = pd.DataFrame({"outcome": outcome, "score": score, "fold": np.arange(60) // 30})
    table = judged_by_group(rows, ["fold"], score >= 0.5)
    second = rows[rows["fold"] == 1]
    expected = metrics.brier_score_loss(second["outcome"], second["score"])
    assert table.loc[1, "brier"] == pytest.approx(expected)
    called = second["score"] >= 0.5
    assert table.loc[1, "f1"] == pytest.approx(metrics.f1_score(second["outcome"], called))

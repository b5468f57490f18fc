import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import f1_score, roc_auc_score

from sonogenomics.reporting.evaluated import once, over_folds, over_resamplings


def scores(n: int = 40, **columns: object) -> pd.DataFrame:
    rng = np.random.default_rng(5)
    frame = pd.DataFrame({"outcome": np.arange(n) % 2})
    frame["score"] = np.clip(rng.normal(0.4 + 0.2 * frame["outcome"], 0.2), 0, 1)
    return frame.assign(**columns)  # type: ignore[arg-type]


def test_a_model_met_once_is_judged_at_the_cut_off_and_one_of_a_single_arm_is_left_out() -> None:
    met = scores(classifier="svm", feature_set="module")
    lone = met[met["outcome"] == 1].assign(classifier="tree")
    table = once(pd.concat([met, lone]), np.random.default_rng(1))
    assert table["classifier"].tolist() == ["svm"]
    assert table["auc"].iloc[0] == pytest.approx(roc_auc_score(met["outcome"], met["score"]))
    assert table["f1"].iloc[0] == pytest.approx(f1_score(met["outcome"], met["score"] >= 0.5))
    assert table["n"].iloc[0] == 40


def test_calls_that_are_given_count_and_not_the_cut_off() -> None:
    met = scores(classifier="svm", feature_set="module", called=True)
    assert once(met, np.random.default_rng(1))["sensitivity"].iloc[0] == 1


def test_splits_are_averaged_and_their_quantiles_given() -> None:
    rows = scores(feature_set="module", resampling=np.arange(40) // 20)
    aucs = pd.DataFrame({"feature_set": "module", "resampling": [0, 1], "auc": [0.5, 0.7]})
    row = over_resamplings("svm", rows, aucs).iloc[0]
    assert (row["auc"], row["n"]) == (pytest.approx(0.6), 20)
    assert row["auc_low"] == pytest.approx(0.505)
    each = [f1_score(r["outcome"], r["score"] >= 0.5) for _, r in rows.groupby("resampling")]
    assert row["f1"] == pytest.approx(np.mean(each))


def test_folds_have_the_wider_interval_of_overlapping_training_sets() -> None:
    rows = scores(candidate="ridge", repeat=0, fold=np.arange(40) // 10, cut_off=0.5)
    folds = pd.DataFrame({"candidate": "ridge", "repeat": 0, "fold": range(4)})
    folds = folds.assign(auc=[0.5, 0.6, 0.7, 0.8], n_train=30, n_test=10)
    row = over_folds(rows, folds).iloc[0]
    # se^2 = s^2 (1/4 + 10/30); t of 3 degrees of freedom at 97.5 %: 3.182446
    reach = 3.182446 * np.std([0.5, 0.6, 0.7, 0.8], ddof=1) * np.sqrt(1 / 4 + 1 / 3)
    assert row["auc"] == pytest.approx(0.65)
    assert row["auc_low"] == pytest.approx(0.65 - reach, abs=1e-6)
    assert row["auc_high"] == pytest.approx(0.65 + reach, abs=1e-6)

import numpy as np
import pandas as pd
import pytest
from MLstatkit import Delong_test
from scipy.stats import ttest_rel
from sklearn.metrics import brier_score_loss, confusion_matrix

from sonogenomics.catalog import CALIBRATION, CANDIDATES, DECISION_CURVE, NESTED, NESTED_FOLDS
from sonogenomics.diagnosis.judging import calibration_table, candidates_table, decision_table
from sonogenomics.errors import StudyError
from tests.diagnosis.nested_runs import nested_runs

WORDS = {"module": "the module", "ridge": "all URFs, ridge", "differential": "those that differ"}
Runs = tuple[pd.DataFrame, pd.DataFrame]


@pytest.fixture
def runs(rng: np.random.Generator) -> Runs:
    scores, folds = nested_runs(rng)
    return NESTED.schema.validate(scores), NESTED_FOLDS.schema.validate(folds)


@pytest.fixture
def table(runs: Runs) -> pd.DataFrame:
    return candidates_table(*runs, WORDS, reference="ridge", chosen="module")


def test_the_table_keeps_its_promise_best_first(table: pd.DataFrame) -> None:
    CANDIDATES.schema.validate(table)
    assert set(table["candidate"]) == set(WORDS)
    assert table["auc"].is_monotonic_decreasing
    assert table.loc[table["reference"], "candidate"].tolist() == ["ridge"]
    assert table.loc[table["chosen"], "candidate"].tolist() == ["module"]
    assert table.loc[table["reference"], ["difference", "p", "p_delong"]].isna().all(axis=None)


def test_the_difference_is_tested_fold_by_fold(table: pd.DataFrame, runs: Runs) -> None:
    aucs = runs[1].pivot_table(index=["repeat", "fold"], columns="candidate", values="auc")
    row = table.set_index("candidate").loc["module"]
    usual = ttest_rel(aucs["module"], aucs["ridge"])
    assert row["difference"] == pytest.approx((aucs["module"] - aucs["ridge"]).mean())
    # six values, 20 tested beside 40: the correction widens by sqrt((1 / 6 + 1 / 2) / (1 / 6))
    low, high = usual.confidence_interval()
    reach = (row["difference_high"] - row["difference_low"]) / (high - low)
    assert reach == pytest.approx(2.0)
    assert row["p"] > usual.pvalue


def test_delong_compares_the_mean_scores_of_patients(table: pd.DataFrame, runs: Runs) -> None:
    mean = runs[0].pivot_table(index="patient_id", columns="candidate", values="score")
    outcome = runs[0].groupby("patient_id")["outcome"].first()
    _, p = Delong_test(outcome, mean["module"], mean["ridge"], return_ci=False, return_auc=False)
    assert table.set_index("candidate").loc["module", "p_delong"] == pytest.approx(p)


def test_calls_use_the_cut_off_of_each_fold(table: pd.DataFrame, runs: Runs) -> None:
    mine = runs[0][runs[0]["candidate"] == "ridge"]
    tn, fp, fn, tp = confusion_matrix(mine["outcome"], mine["score"] >= mine["cut_off"]).ravel()
    row = table.set_index("candidate").loc["ridge"]
    assert row["sensitivity"] == pytest.approx(tp / (tp + fn))
    assert row["specificity"] == pytest.approx(tn / (tn + fp))
    assert row["brier"] == pytest.approx(brier_score_loss(mine["outcome"], mine["score"]))


def test_a_reference_that_is_no_candidate_is_refused(runs: Runs) -> None:
    with pytest.raises(StudyError, match="reference 'lasso' is none of the candidates"):
        candidates_table(*runs, WORDS, reference="lasso", chosen="module")


def test_unequal_folds_are_refused(runs: Runs) -> None:
    fewer = runs[1][(runs[1]["candidate"] != "ridge") | (runs[1]["repeat"] == 0)]
    with pytest.raises(StudyError, match="was not run on the folds of the reference"):
        candidates_table(runs[0], fewer, WORDS, reference="ridge", chosen="module")


def test_calibration_counts_patients_once(runs: Runs) -> None:
    table = CALIBRATION.schema.validate(calibration_table(runs[0]))
    assert table.groupby("candidate")["n"].sum().tolist() == [60, 60, 60]
    assert (table["low"] <= table["observed"]).all()
    assert (table["high"] >= table["observed"]).all()


def test_decisions_of_all_and_none_stand_beside_the_candidates(runs: Runs) -> None:
    table = DECISION_CURVE.schema.validate(decision_table(runs[0]))
    assert set(table["policy"]) == {*WORDS, "all", "none"}
    at_half = table[table["threshold"] == 0.5].set_index("policy")["net_benefit"]
    assert at_half["all"] == pytest.approx(0)  # half of the patients are positive

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from sonogenomics.reporting.held_out import held_out
from tests.reporting import fake_run


def test_models_are_judged_as_scikit_learn_judges_them() -> None:
    validation = fake_run.full_run().validation
    table = held_out(validation)
    assert ((table["auc_low"] <= table["auc"]) & (table["auc"] <= table["auc_high"])).all()
    for row in table.itertuples():
        mine = validation.query("classifier == @row.classifier and feature_set == @row.feature_set")
        assert row.auc == pytest.approx(roc_auc_score(mine["outcome"], mine["score"]))


def test_one_patient_in_an_arm_gives_an_auc_without_an_interval() -> None:
    frame = pd.DataFrame({"outcome": [1, 0, 0], "score": [0.8, 0.2, 0.9]})
    table = held_out(frame.assign(classifier="svm", feature_set="all", patient_id="x"))
    assert table["auc"].tolist() == [0.5]
    assert np.isnan(table["auc_low"].iloc[0])


def test_a_model_that_met_one_arm_only_is_left_out() -> None:
    assert held_out(fake_run.full_run().validation.query("outcome == 1")).empty

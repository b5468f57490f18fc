import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.comparison import PERFORMANCE, SCORES, compare_feature_sets
from sonogenomics.diagnosis.resampling import splits
from sonogenomics.diagnosis.tuning import Recipe
from tests.diagnosis.patients import cohort


def test_every_tested_patient_has_a_row_and_its_own_label(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng, n=40)
    drawn = splits(3, outcome, 0.3, stratify=True, rng=rng)
    tables = {"differential": x.iloc[:, :1], "all": x}
    compared = compare_feature_sets(Recipe("bayes"), tables, outcome, drawn, Plan())
    assert len(compared.scores) == 2 * 3 * 12
    labels = compared.scores["patient_id"].map(outcome)
    assert (labels == compared.scores["outcome"]).all()
    assert compared.summaries["differential"]["n_features"] == 1


def test_the_metrics_are_those_of_the_scores(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng, n=40)
    drawn = splits(3, outcome, 0.3, stratify=True, rng=rng)
    compared = compare_feature_sets(Recipe("bayes"), {"all": x}, outcome, drawn, Plan())
    groups = compared.scores.groupby("resampling")
    wanted = [roc_auc_score(rows["outcome"], rows["score"]) for _, rows in groups]
    assert compared.performance["auc"].tolist() == pytest.approx(wanted)


def test_without_feature_sets_the_tables_keep_their_columns(rng: np.random.Generator) -> None:
    _, outcome = cohort(rng, n=40)
    drawn = splits(0, outcome, 0.3, stratify=True, rng=rng)
    compared = compare_feature_sets(Recipe("bayes"), {}, outcome, drawn, Plan())
    assert list(compared.scores) == list(SCORES)
    assert list(compared.performance) == list(PERFORMANCE)
    assert len(compared.scores) == len(compared.performance) == 0
    assert compared.summaries == {}

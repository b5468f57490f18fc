import numpy as np
import pandas as pd
import pytest

from sonogenomics.diagnosis.ranking import candidates, choice, rank, summary

SETS = {"differential": ["a"], "module": ["a", "b"], "all": ["a", "b", "c"]}


def runs(classifier: str, feature_set: str, aucs: list[float], accuracy: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "classifier": classifier,
            "feature_set": feature_set,
            "resampling": range(len(aucs)),
            "auc": aucs,
            "sensitivity": 0.5,
            "specificity": 0.75,
            "accuracy": accuracy,
        }
    )


def test_the_distribution_is_summarised_as_on_paper() -> None:
    figures = summary(runs("svm", "all", list(np.linspace(0.5, 0.9, 41)), 0.6))
    assert figures["auc_mean"] == pytest.approx(0.7)
    assert figures["auc_median"] == pytest.approx(0.7)
    assert figures["auc_low"] == pytest.approx(0.51)  # 40 steps of 0.01, one step in from 0.5
    assert figures["auc_high"] == pytest.approx(0.89)
    assert figures["auc_best"] == pytest.approx(0.9)
    assert figures["calls_auc_best"] == pytest.approx(0.625)


def test_the_metric_asked_for_decides() -> None:
    table = pd.concat([runs("svm", "all", [0.8], 0.5), runs("tree", "all", [0.6], 0.7)])
    assert rank(table, SETS, "auc")["classifier"].tolist() == ["svm", "tree"]
    assert rank(table, SETS, "accuracy")["classifier"].tolist() == ["tree", "svm"]


def test_of_equals_fewer_features_then_the_name_go_first() -> None:
    table = pd.concat(
        [
            runs("tree", "differential", [0.7], 0.5),
            runs("svm", "all", [0.7], 0.5),
            runs("bayes", "differential", [0.7], 0.5),
        ]
    )
    ranking = rank(table, SETS, "auc")
    assert ranking["classifier"].tolist() == ["bayes", "tree", "svm"]
    assert ranking["champion"].tolist() == [True, False, False]


def test_the_mean_counts_not_the_luckiest_resampling() -> None:
    table = pd.concat([runs("svm", "all", [0.5, 0.9], 0.5), runs("tree", "all", [0.75] * 2, 0.5)])
    assert rank(table, SETS, "auc")["classifier"].iloc[0] == "tree"


def test_each_classifier_sends_its_best_set_and_logistic_is_served() -> None:
    table = pd.concat(
        [
            runs("logistic", "module", [0.6], 0.5),
            runs("logistic", "all", [0.65], 0.5),
            runs("svm", "module", [0.8], 0.5),
        ]
    )
    chosen = candidates(rank(table, SETS, "auc"), SETS)
    assert [(one.classifier, one.feature_set) for one in chosen] == [
        ("svm", "module"),
        ("logistic", "all"),
    ]
    written = choice(chosen)
    assert written["champion"] == {
        "classifier": "svm",
        "feature_set": "module",
        "features": ["a", "b"],
        "champion": True,
    }
    served = written["served"]
    assert isinstance(served, dict)
    assert served["features"] == ["a", "b", "c"]


def test_without_resamplings_there_is_no_champion() -> None:
    ranking = rank(runs("svm", "all", [], 0.5), SETS, "auc")
    assert ranking.empty
    assert choice(candidates(ranking, SETS))["champion"] is None

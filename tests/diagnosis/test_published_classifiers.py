"""The seven on the study's splits: what e1071 printed, scikit-learn's own, and both forests."""

import sys
from typing import Any

import numpy as np
import pytest
from scipy.stats import ks_2samp

from sonogenomics.diagnosis.classifiers import NAMES, build
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.diagnosis.published_classifiers import (
    ENGINES,
    Forest,
    Judged,
    Trial,
    judge_splits,
)
from sonogenomics.diagnosis.published_differences import DIFFERENCES
from sonogenomics.diagnosis.published_splits import PublishedSplits
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from tests.diagnosis.r_patients import sixty, three_hundred
from tests.pipeline.graph import PROJECT

PARAMS = Params.load(PROJECT / "params.yaml")


def split(n_learnt: int, n: int) -> PublishedSplits:
    """One split: the first so many are learnt from."""
    every = np.arange(n)[None]
    return PublishedSplits(np.array([9]), every[:, :n_learnt], every[:, n_learnt:])


def judged(name: str, settings: dict[str, Any], forest: Forest = "scikit-learn") -> Judged:
    x, outcome = sixty()
    trial = Trial(name, settings, x, outcome, split(40, 60), forest)
    return Judged(**judge_splits(trial, range(1)))


# R, package e1071 1.7-13: s <- svm(x[1:40, ], factor(y[1:40]), kernel = "radial", cost = ...,
# scale = ...); attr(predict(s, x[41:60, ], decision.values = TRUE), "decision.values")[1:5]
E1071 = {
    (10.0, False): [0.133226808334, -1.05840592294, -2.21454210065, 0.539340179975, 0.382125028068],
    (1.0, True): [0.188509425892, -0.987400273587, -1.23675305085, 0.187040766624, 0.146214350912],
}


@pytest.mark.parametrize(("cost", "scaled"), E1071)
def test_the_support_vector_machine_decides_as_e1071_does(cost: float, scaled: bool) -> None:
    found = judged("svm", {"cost": cost, "scaled": scaled})
    np.testing.assert_allclose(found.scores[0, :5], E1071[cost, scaled], rtol=1e-9)
    assert found.calls[0, :5].tolist() == [True, False, False, True, True]


def test_a_constant_feature_stops_all_scaling_as_in_e1071() -> None:
    x, outcome = sixty()
    with_constant = np.column_stack([10 * x, np.full(60, 2.0)])
    scaled, not_scaled = (
        judge_splits(
            Trial("svm", {"cost": 1, "scaled": s}, with_constant, outcome, split(40, 60)), range(1)
        )
        for s in (True, False)
    )
    assert scaled["scores"].tolist() == not_scaled["scores"].tolist()


@pytest.mark.parametrize("name", NAMES)
def test_every_classifier_gives_a_finite_score_and_a_call_to_everyone(name: str) -> None:
    x, outcome = three_hundred()
    orders = np.array([np.roll(np.arange(300), shift) for shift in range(3)])
    splits = PublishedSplits(np.array([3, 4, 5]), orders[:, :220], orders[:, 220:])
    settings = getattr(PARAMS.classifiers, name).model_dump()
    if name == "forest":
        settings["trees"] = 30
    trial = Trial(name, settings, x, outcome, splits)
    whole = Judged(**judge_splits(trial, range(3)))
    assert np.isfinite(whole.scores).all()
    assert whole.scores.shape == whole.calls.shape == (3, 80)
    assert (auc(outcome[splits.test], whole.scores) > 0.6).all()
    last = Judged(**judge_splits(trial, range(2, 3)))
    assert last.scores[0].tolist() == whole.scores[2].tolist()  # whatever piece it is in
    nobody = judge_splits(trial, range(0))
    assert nobody["scores"].shape == (0, 80)


@pytest.mark.parametrize(
    ("name", "settings"), [("forest", {"trees": 40}), ("neighbours", {"k": 7})]
)
def test_its_scores_are_those_of_the_librarys_estimator(
    name: str, settings: dict[str, Any]
) -> None:
    x, outcome = sixty()
    library = build(name, settings, seed=9).fit(x[:40], outcome[:40])
    expected = library.predict_proba(x[40:])[:, 1]
    np.testing.assert_allclose(judged(name, settings).scores[0], expected, atol=1e-9)


def test_collinear_constant_and_separated_data_are_counted() -> None:
    x, outcome = sixty()
    x = np.column_stack([x[:, 0], 2 * x[:, 0], np.ones(60)])
    found = Judged(**judge_splits(Trial("logistic", {}, x, outcome, split(40, 60)), range(1)))
    assert found.aliased.tolist() == [[False, True, True]]
    separated = (x[:, 0] > 0.5).astype(int)
    found = Judged(**judge_splits(Trial("logistic", {}, x, separated, split(40, 60)), range(1)))
    assert found.separated.tolist() == [True]
    assert auc(separated[40:], found.scores[0]) == 1


def test_fewer_patients_than_neighbours_are_told() -> None:
    with pytest.raises(StudyError, match=r"40 patients to learn from are fewer than the 41"):
        judged("neighbours", {"k": 40})


def test_a_forest_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearnex.ensemble", None)
    with pytest.raises(StudyError, match=r"install the extra `fast`"):
        judged("forest", {"trees": 5}, "intelex")


def test_both_forests_tell_the_arms_apart_equally_well() -> None:
    x, outcome = three_hundred()
    rng = np.random.default_rng(4)
    orders = np.array([rng.permutation(300) for _ in range(60)])
    splits = PublishedSplits(np.arange(60), orders[:, :200], orders[:, 200:])
    aucs = {}
    forests: tuple[Forest, ...] = ("scikit-learn", "intelex")
    for forest in forests:
        trial = Trial("forest", {"trees": 100}, x, outcome, splits, forest)
        aucs[forest] = auc(outcome[splits.test], judge_splits(trial, range(60))["scores"])
    ours, other = (aucs[forest] for forest in forests)
    assert ks_2samp(ours, other).pvalue > 0.05
    assert abs((ours - other).mean()) < 0.005  # on the same splits; their AUCs spread by 0.03
    assert np.corrcoef(ours, other)[0, 1] > 0.9
    assert (ours != other).any()


def test_what_differs_from_r_is_said_of_every_classifier() -> None:
    assert [one.classifier for one in DIFFERENCES] == list(ENGINES) == list(NAMES)
    assert all(one.differs and "::" in one.r_function for one in DIFFERENCES)

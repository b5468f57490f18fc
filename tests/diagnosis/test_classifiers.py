from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone

from sonogenomics.diagnosis.classifiers import NAMES, build, fit, score
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.errors import StudyError
from tests.diagnosis.patients import SETTINGS, cohort

every_classifier = pytest.mark.parametrize("name", NAMES)


@every_classifier
def test_a_clear_difference_is_learned_and_scores_are_probabilities(
    name: str, rng: np.random.Generator
) -> None:
    x, outcome = cohort(rng, n=120, shift=3.0)
    model = build(name, SETTINGS[name], seed=1)
    fit(model, x.iloc[:80], outcome.iloc[:80])
    scores = score(model, x.iloc[80:])
    assert scores.shape == (40,)
    assert ((scores >= 0) & (scores <= 1)).all()
    assert auc(outcome.iloc[80:], scores) > 0.85
    assert ((scores >= 0.5) == (outcome.iloc[80:] == 1)).mean() > 0.75


@every_classifier
def test_equal_seeds_give_equal_scores_and_a_clone_learns_the_same(
    name: str, rng: np.random.Generator
) -> None:
    x, outcome = cohort(rng)
    models = [build(name, SETTINGS[name], seed=5), build(name, SETTINGS[name], seed=5)]
    models.append(clone(models[0]))
    scores = []
    for model in models:
        fit(model, x, outcome)
        scores.append(score(model, x))
    np.testing.assert_array_equal(scores[0], scores[1])
    np.testing.assert_array_equal(scores[0], scores[2])


@every_classifier
def test_columns_are_found_by_name_not_by_place(name: str, rng: np.random.Generator) -> None:
    x, outcome = cohort(rng)
    model = build(name, SETTINGS[name], seed=1)
    fit(model, x, outcome)
    turned = x[list(reversed(x.columns))].assign(original_glcm_Unknown=0.0)
    np.testing.assert_array_equal(score(model, turned), score(model, x))
    with pytest.raises(StudyError, match="original_glcm_F0"):
        score(model, x.drop(columns="original_glcm_F0"))


@every_classifier
def test_what_cannot_be_learned_from_is_a_sentence(name: str, rng: np.random.Generator) -> None:
    x, outcome = cohort(rng)
    model = build(name, SETTINGS[name], seed=1)
    with pytest.raises(StudyError, match="is positive"):
        fit(model, x[outcome == 0], outcome[outcome == 0])
    holey = x.copy()
    holey.iloc[3, 1] = np.nan
    with pytest.raises(StudyError, match="original_glcm_F1"):
        fit(model, holey, outcome)
    fit(model, x, outcome)
    with pytest.raises(StudyError, match="original_glcm_F1"):
        score(model, holey)


@every_classifier
def test_a_constant_feature_does_no_harm(name: str, rng: np.random.Generator) -> None:
    x, outcome = cohort(rng)
    x["original_glcm_F1"] = 7.0
    model = build(name, SETTINGS[name], seed=1)
    fit(model, x, outcome)
    assert np.isfinite(score(model, x)).all()


@every_classifier
def test_patients_who_are_all_alike_teach_nothing(name: str, rng: np.random.Generator) -> None:
    x, outcome = cohort(rng)
    x[:] = 1.0
    with pytest.raises(StudyError, match="None of the 4 feature"):
        fit(build(name, SETTINGS[name], seed=1), x, outcome)


def test_an_empty_feature_set_is_a_sentence(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng)
    with pytest.raises(StudyError, match="feature set is empty"):
        fit(build("bayes", {}, seed=1), x[[]], outcome)


def test_an_unknown_classifier_is_a_sentence_with_the_seven() -> None:
    with pytest.raises(StudyError, match=r"'boost'.*logistic.*neighbours"):
        build("boost", {}, seed=1)


def test_a_fit_that_does_not_come_to_rest_is_told_not_printed(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng)
    restless = build("network", {**SETTINGS["network"], "iterations": 2, "decay": 0.0}, seed=1)
    assert fit(restless, x, outcome) is False
    assert fit(build("logistic", {}, seed=1), x, outcome) is True


@pytest.mark.realdata
def test_the_logistic_model_is_that_of_r(mirror: Path) -> None:
    # R: glm(y ~ x[, f], family = binomial), y = 1 for pos*, f as below; fitted(g)[1:4]
    table = pd.read_csv(mirror / "her2-urf/F-S_matrix.txt", sep="\t", index_col=0)
    x = table.loc[:, table.columns.str.startswith(("pos", "neg"))].T
    outcome = pd.Series(x.index.str.startswith("pos").astype(int), index=x.index)
    features = ["glszm_ZoneEntropy", "glszm_SmallAreaEmphasis", "glrlm_ShortRunEmphasis"]
    x = x[[f"original_{feature}" for feature in features]]
    model = build("logistic", {}, seed=1)
    assert fit(model, x, outcome)
    fitted = [0.426303276163269, 0.333358773058925, 0.456095207881487, 0.389563622996567]
    assert score(model, x)[:4] == pytest.approx(fitted, rel=1e-6)

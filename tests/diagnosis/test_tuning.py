import numpy as np
import pytest
from sklearn.model_selection import StratifiedKFold, cross_val_score

from sonogenomics.diagnosis.classifiers import NAMES, build, positive
from sonogenomics.diagnosis.tuning import SPACES, Recipe, learn, recipe_for, tune
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.profiles import PROFILES
from tests.diagnosis.patients import SETTINGS, cohort

tunable = pytest.mark.parametrize("name", SPACES)
PARAMS = Params.load()


def test_without_trials_the_papers_settings_are_taken(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng)
    recipe = Recipe("svm", SETTINGS["svm"])
    assert tune(recipe, x.to_numpy(), outcome.to_numpy(), seed=1) == SETTINGS["svm"]


@tunable
def test_with_one_trial_the_papers_settings_are_taken(name: str, rng: np.random.Generator) -> None:
    x, outcome = cohort(rng)
    recipe = Recipe(name, SETTINGS[name], trials=1)
    assert tune(recipe, x.to_numpy(), outcome.to_numpy(), seed=1) == SETTINGS[name]


@tunable
def test_what_is_chosen_is_no_worse_than_the_papers_on_the_inner_folds(
    name: str, rng: np.random.Generator
) -> None:
    frame, outcome = cohort(rng, n=60, n_features=6, shift=0.5)
    x, y = frame.to_numpy(), outcome.to_numpy()
    chosen = tune(Recipe(name, SETTINGS[name], trials=4), x, y, seed=3)
    folds = StratifiedKFold(3, shuffle=True, random_state=3)
    papers, tuned = (
        cross_val_score(build(name, settings, 3), x, y, cv=folds, scoring="roc_auc").mean()
        for settings in (SETTINGS[name], chosen)
    )
    assert tuned >= papers - 1e-12


@tunable
def test_the_same_seed_chooses_the_same(name: str, rng: np.random.Generator) -> None:
    x, outcome = cohort(rng, n=60)
    recipe = Recipe(name, SETTINGS[name], trials=3)
    chosen = [tune(recipe, x.to_numpy(), outcome.to_numpy(), seed=8) for _ in range(2)]
    assert chosen[0] == chosen[1]


def test_a_penalty_is_found_where_there_are_many_useless_features(
    rng: np.random.Generator,
) -> None:
    x, outcome = cohort(rng, n=60, n_features=3, shift=1.5)
    useless = rng.normal(size=(60, 25))
    chosen = tune(
        Recipe("logistic", trials=12), np.hstack([x, useless]), outcome.to_numpy(), seed=1
    )
    assert float(str(chosen["c"])) < 10


def test_learning_is_tuning_and_then_fitting_on_everyone(rng: np.random.Generator) -> None:
    frame, outcome = cohort(rng, n=60)
    x, y = frame.to_numpy(), outcome.to_numpy()
    recipe = Recipe("svm", SETTINGS["svm"], trials=3)
    model, converged = learn(recipe, x, y, seed=2)
    again = build("svm", tune(recipe, x, y, seed=2), 2).fit(x, y)
    assert converged
    np.testing.assert_array_equal(positive(model, x), positive(again, x))


def test_fewer_patients_than_folds_is_a_sentence(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng, n=12)
    few = outcome.to_numpy().copy()
    few[5:] = 0
    with pytest.raises(StudyError, match=r"3 folds .*12 has 2 patient\(s\).*tuning\.folds"):
        tune(Recipe("bayes", {}, trials=2), x.to_numpy(), few, seed=1)


def test_neighbours_asked_for_fit_into_the_smallest_fold(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng, n=15)
    recipe = Recipe("neighbours", {"k": 3}, trials=10)
    chosen = tune(recipe, x.to_numpy(), outcome.to_numpy(), seed=1)
    assert int(str(chosen["k"])) < 10


def test_published_takes_the_papers_settings_and_honest_searches() -> None:
    for name in NAMES:
        published = recipe_for(name, PARAMS.classifiers, PARAMS.tuning, PROFILES["published"])
        honest = recipe_for(name, PARAMS.classifiers, PARAMS.tuning, PROFILES["honest"])
        assert published.trials == 0
        assert (honest.trials > 0) == (name != "forest")
        assert published.settings == getattr(PARAMS.classifiers, name).model_dump()
    assert honest.folds == PARAMS.tuning.folds


def test_honest_gives_the_network_standardised_features() -> None:
    recipe = recipe_for("network", PARAMS.classifiers, PARAMS.tuning, PROFILES["honest"])
    assert recipe.settings["scaled"] is True
    assert recipe.trials == (PARAMS.tuning.trials + 1) // 2


def test_an_unknown_classifier_is_a_sentence() -> None:
    with pytest.raises(StudyError, match="'model_fields'"):
        recipe_for("model_fields", PARAMS.classifiers, PARAMS.tuning, PROFILES["honest"])

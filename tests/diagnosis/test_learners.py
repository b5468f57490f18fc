import json

import numpy as np
import optuna
import pytest
from sklearn.linear_model import LogisticRegression

from sonogenomics.diagnosis.classifiers import NAMES, positive, train
from sonogenomics.diagnosis.learners import LEARNERS, learner
from sonogenomics.diagnosis.transforms import scale
from tests.diagnosis.nestings import RECIPES
from tests.diagnosis.patients import cohort

ALL = [*NAMES, *LEARNERS]


@pytest.mark.parametrize("name", ALL)
def test_every_learner_learns_with_its_first_settings_and_with_any_proposed(
    name: str, rng: np.random.Generator
) -> None:
    urfs, outcome = cohort(rng, n=60, n_features=12, shift=2.0)
    one = learner(name, RECIPES)
    x = scale(one.scale).fit_transform(urfs.to_numpy())
    proposed = [one.start]
    if one.space is not None:
        study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=2))
        proposed += [{**one.start, **one.space(study.ask(), 60)} for _ in range(3)]
    for settings in proposed:
        model = one.build(settings, 1)
        train(model, x, outcome.to_numpy())
        scores = positive(model, x)
        assert ((scores >= 0) & (scores <= 1)).all()
        assert json.loads(json.dumps(settings)) == settings


def test_ridge_is_scikit_learns_penalised_logistic_regression(rng: np.random.Generator) -> None:
    urfs, outcome = cohort(rng, n=60)
    x = scale("power").fit_transform(urfs.to_numpy())
    ours = LEARNERS["ridge"].build({"c": 0.3}, 1).fit(x, outcome)
    theirs = LogisticRegression(C=0.3, tol=1e-10, max_iter=1000).fit(x, outcome)
    assert np.allclose(ours.predict_proba(x), theirs.predict_proba(x), atol=1e-5)


def test_the_network_costs_most_and_is_given_half_the_trials() -> None:
    assert learner("network", RECIPES).share == 0.5
    assert learner("svm", RECIPES).share == 1.0
    assert learner("forest", RECIPES).space is None

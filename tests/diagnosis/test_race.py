import numpy as np
from sklearn.metrics import roc_auc_score

from sonogenomics.diagnosis.classifiers import positive
from sonogenomics.diagnosis.estimators import Floats, Labels
from sonogenomics.diagnosis.learners import LEARNERS, learner
from sonogenomics.diagnosis.race import Split, race
from tests.diagnosis.nestings import RECIPES
from tests.diagnosis.patients import cohort


def halves(rng: np.random.Generator) -> tuple[Floats, Labels, list[Split], Split]:
    urfs, outcome = cohort(rng, n=90, n_features=30, shift=1.0)
    x, y = urfs.to_numpy() / urfs.to_numpy().std(axis=0), outcome.to_numpy()
    first, second, last = slice(0, 30), slice(30, 60), slice(60, 90)
    inner = [Split(x[a], y[a], x[b], y[b]) for a, b in ((first, second), (second, first))]
    return x, y, inner, Split(x[:60], y[:60], x[last], y[last])


def test_the_settings_of_highest_inner_auc_win(rng: np.random.Generator) -> None:
    _, _, inner, whole = halves(rng)
    ridge = LEARNERS["ridge"]

    def mean_auc(scores: list[Floats]) -> float:
        pairs = zip(inner, scores, strict=True)
        return float(np.mean([roc_auc_score(split.outcome_left, mine) for split, mine in pairs]))

    first, won = (race(ridge, inner, whole, n, seed=3) for n in (1, 8))
    assert first.settings == {"c": 1.0}
    assert mean_auc(won.inner) >= mean_auc(first.inner)


def test_scores_are_those_of_the_models_with_the_settings_that_won(
    rng: np.random.Generator,
) -> None:
    _, _, inner, whole = halves(rng)
    won = race(LEARNERS["ridge"], inner, whole, 4, seed=3)
    for split, scores in zip([*inner, whole], [*won.inner, won.test], strict=True):
        model = LEARNERS["ridge"].build(won.settings, 3).fit(split.x, split.outcome)
        assert np.array_equal(positive(model, split.x_left), scores)


def test_outcomes_of_the_patients_left_out_of_the_whole_change_nothing(
    rng: np.random.Generator,
) -> None:
    _, _, inner, whole = halves(rng)
    turned = whole._replace(outcome_left=1 - whole.outcome_left)
    one, other = (race(LEARNERS["log-components"], inner, w, 4, 3) for w in (whole, turned))
    assert one.settings == other.settings
    assert np.array_equal(one.test, other.test)


def test_a_learner_without_settings_is_not_searched(rng: np.random.Generator) -> None:
    _, _, inner, whole = halves(rng)
    forest = learner("forest", RECIPES)
    assert race(forest, inner, whole, 50, 1).settings == forest.start

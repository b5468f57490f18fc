import numpy as np
import pytest

from sonogenomics.diagnosis.classifiers import build, fit, score
from sonogenomics.diagnosis.estimators import triangular
from sonogenomics.errors import StudyError
from tests.diagnosis.patients import SETTINGS, cohort


def test_neighbours_weigh_by_the_next_ones_distance() -> None:
    # By hand, k = 3: distances 1, 2, 3 to the three, 4 to the fourth.
    assert triangular(np.array([[1.0, 2.0, 3.0, 4.0]])) == pytest.approx(
        np.array([[0.75, 0.5, 0.25, 0.0]])
    )


@pytest.mark.parametrize("distance", [0.0, 2.0])
def test_neighbours_all_equally_far_weigh_the_same(distance: float) -> None:
    weights = triangular(np.full((1, 4), distance))
    assert (weights[0, :3] > 0).all()
    assert len(set(weights[0, :3])) == 1
    assert weights[0, 3] == 0


def test_the_share_of_positive_neighbours_is_worked_on_paper(rng: np.random.Generator) -> None:
    # On a line at -3, -1, 1, 3 (unit spread kept by the scaler's ratio); asked at 0 with k = 2:
    # the two at distance 1 and 1 weigh alike, the third lies at 3: (1 * 2/3) / (2 * 2/3) = 1/2.
    x, outcome = cohort(rng, n=4, n_features=1)
    x.iloc[:, 0] = [-3.0, -1.0, 1.0, 3.0]
    outcome[:] = [0, 0, 1, 1]
    model = build("neighbours", {"k": 2}, seed=1)
    fit(model, x, outcome)
    asked = x.iloc[:2].copy()
    asked.iloc[:, 0] = [0.0, 0.5]
    # At 0.5: distances 0.5 (positive), 1.5 (negative), third 2.5: weights 0.8 and 0.4.
    assert score(model, asked) == pytest.approx([0.5, 0.8 / 1.2])


def test_fewer_patients_than_neighbours_is_a_sentence(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng, n=6)
    with pytest.raises(StudyError, match=r"classifiers\.neighbours\.k"):
        fit(build("neighbours", {"k": 7}, seed=1), x, outcome)


def test_the_networks_decay_is_that_of_nnet(rng: np.random.Generator) -> None:
    # nnet minimises sum(entropy) + decay * sum(w^2); at rest its gradient by w is zero.
    x, outcome = cohort(rng, n_features=2)
    decay, y = 0.5, outcome.to_numpy()
    settings = {"hidden": 2, "decay": decay, "iterations": 5000, "scaled": True}
    model = build("network", settings, seed=1)
    model[-1].set_params(tol=1e-10, max_fun=100_000)
    fit(model, x, outcome)
    z = model[0].transform(x)
    (w1, w2), (b1, b2) = model[-1].coefs_, model[-1].intercepts_

    def objective(w1: np.ndarray, w2: np.ndarray) -> float:
        hidden = 1 / (1 + np.exp(-(z @ w1 + b1)))
        p = 1 / (1 + np.exp(-(hidden @ w2 + b2)))[:, 0]
        entropy = -(y * np.log(p) + (1 - y) * np.log(1 - p)).sum()
        return float(entropy + decay * ((w1**2).sum() + (w2**2).sum()))

    for weights in (w1, w2):
        for place in np.ndindex(weights.shape):
            ends = []
            for step in (1e-4, -1e-4):
                moved = weights.copy()
                moved[place] += step
                ends.append(objective(moved, w2) if weights is w1 else objective(w1, moved))
            assert (ends[0] - ends[1]) / 2e-4 == pytest.approx(0, abs=2e-3)


def test_the_tree_keeps_its_leaves_as_large_as_asked(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng)
    model = build("tree", {**SETTINGS["tree"], "complexity": 0.0}, seed=1)
    fit(model, x, outcome)
    sizes = np.unique(model[-1].apply(x), return_counts=True)[1]
    assert sizes.min() >= 7
    assert len(sizes) > 1


def test_more_complexity_costs_leaves(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng)
    leaves = []
    for complexity in (0.0, 0.05, 1.0):
        model = build("tree", {**SETTINGS["tree"], "complexity": complexity}, seed=1)
        fit(model, x, outcome)
        leaves.append(model[-1].get_n_leaves())
    assert leaves[0] >= leaves[1] >= leaves[2] == 1


def test_the_forest_has_the_trees_asked_for(rng: np.random.Generator) -> None:
    x, outcome = cohort(rng)
    model = build("forest", {"trees": 25}, seed=1)
    fit(model, x, outcome)
    assert len(model[-1].estimators_) == 25


@pytest.mark.parametrize("name", ["logistic", "bayes", "neighbours"])
def test_units_of_a_feature_do_not_matter(name: str, rng: np.random.Generator) -> None:
    x, outcome = cohort(rng)
    scores = []
    for unit in (1.0, 1000.0):
        model = build(name, SETTINGS[name], seed=1)
        fit(model, x * unit, outcome)
        scores.append(score(model, x * unit))
    assert scores[0] == pytest.approx(scores[1], rel=1e-6)

import numpy as np
import pytest

from sonogenomics.simulation.phantom import Habit, beneath, echogenicity, habit

SHAPE = (248, 288)
DISC = np.hypot(*np.ogrid[-90:158, -140:148]) < 30


@pytest.fixture
def own() -> Habit:
    return Habit(posterior_db=-10.0, spiculation=0.0, fat=0.25, muscle=0.75)


def test_layers_lie_where_they_do_in_a_breast(own: Habit, rng: np.random.Generator) -> None:
    levels = np.mean([echogenicity(SHAPE, own, rng) for _ in range(10)], axis=0).mean(axis=1)
    skin, fat, gland = levels[:6].mean(), levels[30:45].mean(), levels[100:150].mean()
    muscle, deep = levels[195:205].mean(), levels[240:].mean()
    assert skin > gland > fat
    assert gland > muscle > deep


@pytest.mark.parametrize("posterior_db", [-10.0, 5.0])
def test_shadow_and_enhancement_lie_below_the_lesion(posterior_db: float) -> None:
    change = beneath(DISC, posterior_db)
    assert np.abs(change[:55]).max() < 0.5  # nothing above
    below = change[160, 130:150].mean()
    assert 0.5 * abs(posterior_db) < abs(below) < abs(posterior_db)
    assert np.sign(below) == np.sign(posterior_db)
    assert np.abs(change[160, :80]).max() < 0.2  # nothing beside


def test_a_rounded_edge_casts_a_narrow_shadow() -> None:
    change = beneath(DISC, 0.0)[150]
    assert change.min() < -2
    left, right = int(change[:140].argmin()), 140 + int(change[140:].argmin())
    assert (140 - left, right - 140) == pytest.approx((30, 30), abs=3)
    assert abs(change[140]) < 0.1


def test_some_lesions_cast_a_shadow_and_some_enhance(rng: np.random.Generator) -> None:
    drawn = np.array([habit(rng).posterior_db for _ in range(400)])
    assert 0.35 < (drawn < -6).mean() < 0.55
    assert 0.15 < (drawn > 2).mean() < 0.35

import pytest

from sonogenomics.simulation.features import DIFFERENTIAL, FEATURES
from sonogenomics.simulation.functions import FUNCTIONS
from sonogenomics.simulation.latents import TRAITS
from sonogenomics.simulation.settings import Settings
from sonogenomics.simulation.truth import Truth
from sonogenomics.simulation.visibility import calibration, image_truth

CARRIERS = {function.name: (f"{n}A", f"{n}B") for n, function in enumerate(FUNCTIONS)}


def _truth(**settings: float) -> Truth:
    given = {"seed": 1, "effect": 1.1, "link_correlation": 0.6, **settings}
    return image_truth(Settings.of(given), CARRIERS, 400)


def test_the_table_has_every_feature_and_trait() -> None:
    table = calibration()
    assert sorted(table.index) == sorted(feature.name for feature in FEATURES)
    assert table.columns.tolist() == ["her2_effect", *TRAITS]
    assert (table[list(TRAITS)].abs() < 1).to_numpy().all()


def test_most_of_the_papers_eight_differ_and_as_in_the_paper() -> None:
    effect = calibration()["her2_effect"]
    as_published = [effect[name] * sign for name, sign in DIFFERENTIAL.items()]
    assert sum(shift > 0.3 for shift in as_published) >= 5
    assert min(as_published) > -0.1
    assert len(set(_truth().differential) & set(DIFFERENTIAL)) >= 5


def test_what_differs_is_the_grain_and_not_the_grey_level() -> None:
    table = calibration()
    for name in ("firstorder_Mean", "firstorder_Median", "firstorder_Variance"):
        assert abs(table["her2_effect"][f"original_{name}"]) < 0.1
    assert table["her2_effect"].corr(-table["fineness"]) > 0.93


def test_every_function_is_shown_and_nothing_is_both_shown_and_undecided() -> None:
    truth = _truth()
    assert all(function.features for function in truth.functions)
    assert truth.differential
    assert not set(truth.differential) & set(truth.undecided)
    for function in truth.functions:
        assert not set(function.features) & set(function.undecided)


def test_without_an_effect_and_links_nothing_is_true() -> None:
    truth = _truth(effect=0, link_correlation=0)
    assert truth.differential == truth.undecided == ()
    assert not truth.links | truth.undecided_links
    assert not truth.module | truth.undecided_module


@pytest.mark.parametrize("setting", ["effect", "link_correlation"])
def test_more_is_shown_where_more_was_planted(setting: str) -> None:
    low, high = _truth(**{setting: 0.45}), _truth(**{setting: 0.6})
    assert set(low.differential) <= set(high.differential)
    assert low.links <= high.links
    assert (low.differential, low.links) != (high.differential, high.links)

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sonogenomics.simulation.features import DIFFERENTIAL, FEATURES
from sonogenomics.simulation.functions import FUNCTIONS
from sonogenomics.simulation.settings import Settings
from sonogenomics.simulation.urfs import Texture, texture, urfs
from tests.simulation.analysis import rank_sum

SETTINGS = Settings(seed=1)
Large = tuple[pd.Series, Texture, pd.DataFrame]


@pytest.fixture(scope="module")
def large() -> Large:
    """Ten times the largest study, so that what is planted shows without noise."""
    rng = np.random.default_rng(8)
    her2 = pd.Series(rng.integers(0, 2, 20_000))
    behind = texture(her2, SETTINGS, rng)
    return her2, behind, urfs(her2.index, behind, SETTINGS, rng)


def test_exactly_the_planted_features_differ(large: Large) -> None:
    her2, _, table = large
    p = rank_sum(table, her2)
    small = set(table.columns[p < 1e-30])
    assert small == set(DIFFERENTIAL)
    null = p[~table.columns.isin(DIFFERENTIAL)]
    assert null.min() > 0.05 / len(null)  # Bonferroni: nothing leaks into the others


def test_the_shift_is_the_effect_that_was_asked_for(large: Large) -> None:
    """Cliff's delta of two normal arms shifted by d is 2 Phi(d / sqrt 2) - 1."""
    her2, _, table = large
    expected = 2 * stats.norm.cdf(SETTINGS.effect / np.sqrt(2)) - 1
    for name, direction in DIFFERENTIAL.items():
        arms = table.loc[her2 == 1, name], table.loc[her2 == 0, name]
        u = stats.mannwhitneyu(*arms).statistic
        delta = 2 * u / (len(arms[0]) * len(arms[1])) - 1
        assert delta == pytest.approx(direction * expected, abs=0.03)


def test_a_feature_follows_its_own_function_and_no_other(large: Large) -> None:
    _, behind, table = large
    for number, function in enumerate(FUNCTIONS):
        r = table.corrwith(pd.Series(behind.functions[:, number]), method="spearman").abs()
        followed = set(r.index[r > 0.04])
        assert followed == set(function.features)
        assert r[sorted(followed)].min() > 0.55


def test_features_of_a_family_reach_a_correlation_of_about_95_percent(large: Large) -> None:
    _, _, table = large
    all_pairs = np.triu_indices(len(FEATURES), 1)
    r = table.corr(method="spearman").abs().to_numpy()[all_pairs]
    assert 0.85 < r.max() < 0.97
    assert np.median(r) < 0.1  # families are unrelated to one another


def test_without_an_effect_nothing_differs() -> None:
    rng = np.random.default_rng(3)
    quiet = Settings(seed=1, effect=0)
    her2 = pd.Series(rng.integers(0, 2, 2000))
    table = urfs(her2.index, texture(her2, quiet, rng), quiet, rng)
    p = rank_sum(table, her2)
    assert p.min() > 0.05 / len(p)

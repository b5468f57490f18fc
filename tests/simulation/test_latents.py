import numpy as np
import pandas as pd
import pytest

from sonogenomics.simulation.functions import FUNCTIONS
from sonogenomics.simulation.latents import SHOWN_BY, TRAITS, VIEW_ICC, in_view, traits


def test_every_function_is_shown_by_one_trait() -> None:
    assert sorted(SHOWN_BY.values()) == sorted(function.name for function in FUNCTIONS)


def test_her2_coarsens_the_grain_and_moves_nothing_else(rng: np.random.Generator) -> None:
    her2 = pd.Series(np.repeat([0, 1], 10_000))
    table = traits(her2, rng.standard_normal((20_000, 6)), 0.8, 0.7, rng)
    shift = table[her2 == 1].mean() - table[her2 == 0].mean()
    assert shift["fineness"] == pytest.approx(-0.8, abs=0.05)
    assert shift.drop("fineness").abs().max() < 0.05
    assert table[her2 == 0].std().to_numpy() == pytest.approx(1, abs=0.03)


def test_a_trait_follows_its_own_function_as_asked(rng: np.random.Generator) -> None:
    functions = rng.standard_normal((20_000, 6))
    table = traits(pd.Series(np.zeros(20_000)), functions, 0.8, 0.7, rng)
    names = [function.name for function in FUNCTIONS]
    for trait, function in SHOWN_BY.items():
        for number, name in enumerate(names):
            r = np.corrcoef(table[trait], functions[:, number])[0, 1]
            assert r == pytest.approx(0.7 if name == function else 0, abs=0.03)


def test_views_agree_as_stated(rng: np.random.Generator) -> None:
    """The intraclass correlation is the correlation of two views of one lesion."""
    lesions = rng.standard_normal((4000, len(TRAITS)))
    pairs = [
        [in_view(dict(zip(TRAITS, one, strict=True)), rng)["order"] for _ in range(2)]
        for one in lesions
    ]
    assert np.corrcoef(np.array(pairs).T)[0, 1] == pytest.approx(VIEW_ICC, abs=0.03)

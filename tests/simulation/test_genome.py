import numpy as np
import pandas as pd
import pytest

from sonogenomics.simulation.functions import FUNCTIONS
from sonogenomics.simulation.genome import HER2_SHIFTS, Genome, expression, genome


@pytest.fixture(scope="module")
def genes() -> Genome:
    return genome(1500, np.random.default_rng(5))


@pytest.fixture(scope="module")
def tumours(genes: Genome) -> tuple[pd.Series, np.ndarray, pd.DataFrame]:
    rng = np.random.default_rng(6)
    her2 = pd.Series(rng.integers(0, 2, 3000))
    functions = rng.standard_normal((len(her2), len(FUNCTIONS)))
    return her2, functions, expression(genes, her2, functions, rng)


def test_names_are_unique_and_some_hold_a_hyphen(genes: Genome) -> None:
    assert len(set(genes.names)) == 1500
    assert not set(genes.names) & set(genes.unmeasured)
    hyphenated = {name for name in genes.names.tolist() if "-" in name}
    assert {"HLA-A", "HLA-B"} < hyphenated
    assert len(hyphenated) > 20


def test_every_function_has_its_genes_and_shares_none(genes: Genome) -> None:
    sizes = {function.name: function.n_genes for function in FUNCTIONS}
    assert {name: len(carriers) for name, carriers in genes.carriers.items()} == sizes
    everyone = [gene for carriers in genes.carriers.values() for gene in carriers]
    assert len(set(everyone)) == len(everyone)
    assert set(everyone) <= set(genes.names.tolist())


def test_erbb2_differs_by_three_log2_units_and_other_genes_do_not(
    tumours: tuple[pd.Series, np.ndarray, pd.DataFrame],
) -> None:
    her2, _, values = tumours
    shift = values.loc[:, her2 == 1].mean(axis=1) - values.loc[:, her2 == 0].mean(axis=1)
    assert shift["ERBB2"] == pytest.approx(3.0, abs=0.2)
    assert shift.drop(list(HER2_SHIFTS)).abs().max() < 0.25


def test_the_genes_of_a_function_follow_it_and_no_other(
    genes: Genome, tumours: tuple[pd.Series, np.ndarray, pd.DataFrame]
) -> None:
    _, functions, values = tumours
    for number, function in enumerate(FUNCTIONS):
        r = values.T.corrwith(pd.Series(functions[:, number])).abs()
        followed = set(r.index[r > 0.1])
        assert followed == set(genes.carriers[function.name])
        assert r[sorted(followed)].mean() == pytest.approx(0.8, abs=0.03)

import numpy as np
import pandas as pd
import pytest

from sonogenomics.simulation.arrays import BETWEEN_SYMBOLS, Array, array, measured
from sonogenomics.simulation.functions import FUNCTIONS
from sonogenomics.simulation.genome import Genome, expression, genome


@pytest.fixture(scope="module")
def genes() -> Genome:
    return genome(800, np.random.default_rng(2))


@pytest.fixture(scope="module")
def values(genes: Genome) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    her2 = pd.Series(rng.integers(0, 2, 60))
    return expression(genes, her2, rng.standard_normal((60, len(FUNCTIONS))), rng)


@pytest.fixture(scope="module")
def chip(genes: Genome, values: pd.DataFrame) -> Array:
    return array(values, genes, np.random.default_rng(4))


def test_a_platform_covers_all_that_was_planted_and_not_quite_everything(genes: Genome) -> None:
    covered = measured(genes, 0.9, np.random.default_rng(1))
    assert genes.kept_by_all() <= set(covered)
    assert 0.85 * 800 < len(covered) < 800


def test_probes_have_one_gene_or_two_or_none(chip: Array) -> None:
    symbols = chip.annotation["Gene Symbol"]
    assert chip.annotation["ID"].is_unique
    assert chip.annotation["ID"].tolist() == chip.signals.index.tolist()
    assert (symbols == "").sum() == 60
    assert symbols.str.contains(BETWEEN_SYMBOLS, regex=False).sum() == 30


def test_the_mean_of_a_genes_own_probes_follows_the_gene(chip: Array, values: pd.DataFrame) -> None:
    symbols = chip.annotation.set_index("ID")["Gene Symbol"]
    single = ~symbols.str.contains("/").reindex(chip.signals.index) & (symbols != "")
    by_gene = chip.signals[single].groupby(symbols[single]).mean()
    assert sorted(by_gene.index) == sorted(values.index)
    assert by_gene.corrwith(values, axis=1).min() > 0.7


def test_gaps_spare_every_gene_in_which_something_was_planted(chip: Array, genes: Genome) -> None:
    with_gap = chip.signals.index[chip.signals.isna().any(axis=1)]
    assert len(with_gap) == 5
    symbols = chip.annotation.set_index("ID").loc[with_gap, "Gene Symbol"]
    assert not genes.kept_by_all() & {part for s in symbols for part in s.split(BETWEEN_SYMBOLS)}

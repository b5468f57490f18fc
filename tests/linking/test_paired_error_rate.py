"""What is promised of false links, kept over many seeds: nothing planted, something planted.

URFs are correlated within families (0.8) and genes within groups (0.5), as real ones are. Heavy
tails are those of real URFs and worse: exp(1.2 z), sinh(1.3 z).
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.typing import NDArray

from sonogenomics.linking.counting import Floats
from sonogenomics.linking.paired import paired_links
from sonogenomics.linking.paired_replication import replicate
from sonogenomics.linking.paired_sides import Transform

pytestmark = pytest.mark.slow

FDR, ERRORS = 0.05, 3  # standard errors that a mean may lie above what is promised
FAMILIES, GROUPS, FUNCTIONS = 8, 10, 3
N_FEATURES, N_GENES, N, N_AGAIN = 40, 400, 60, 40


@dataclass(frozen=True)
class World:
    """What is true, and how it is measured."""

    planted: bool = False
    heavy: bool = True
    transform: Transform = "normal_scores"
    confounded: bool = False

    @property
    def truth(self) -> NDArray[np.bool_]:
        family = np.repeat(np.arange(FAMILIES), N_FEATURES // FAMILIES)[:, None]
        group = np.repeat(np.arange(GROUPS), N_GENES // GROUPS)
        linked: NDArray[np.bool_] = (family == group) & (family < FUNCTIONS) & self.planted
        return linked

    def draw(
        self, rng: np.random.Generator, n: int
    ) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None]:
        """URFs, expression and covariates of n patients."""
        activity = rng.standard_normal((n, FUNCTIONS))
        site = rng.choice(["A", "B", "C"], n)
        shift = 1.2 * (site == "B") if self.confounded else np.zeros(n)
        x = self._side(rng, (FAMILIES, N_FEATURES), 0.8, activity) + shift[:, None]
        y = self._side(rng, (GROUPS, N_GENES), 0.5, activity) + shift[:, None]
        if self.heavy:
            x, y = np.exp(1.2 * x), np.sinh(1.3 * y)
        who = [f"P{i:02}" for i in range(n)]
        urfs = pd.DataFrame(x, who, [f"f{i}" for i in range(N_FEATURES)])
        genes = pd.DataFrame(y.T, [f"g{i}" for i in range(N_GENES)], who)
        return urfs, genes, pd.DataFrame({"site": site}, who) if self.confounded else None

    def _side(
        self, rng: np.random.Generator, sizes: tuple[int, int], shared: float, activity: Floats
    ) -> Floats:
        n_groups, n_columns = sizes
        group = np.repeat(np.arange(n_groups), n_columns // n_groups)
        common = rng.standard_normal((len(activity), n_groups))[:, group]
        own = rng.standard_normal((len(activity), n_columns))
        values: Floats = np.sqrt(shared) * common + np.sqrt(1 - shared) * own
        if self.planted:
            for k in range(FUNCTIONS):
                values[:, group == k] = 0.8 * activity[:, [k]] + 0.6 * values[:, group == k]
        return values


def false_share(links: pd.DataFrame, world: World) -> float:
    if links.empty:
        return 0.0
    feature, gene = (links[side].str[1:].astype(int).to_numpy() for side in ("feature", "gene"))
    return float(1 - world.truth[feature, gene].mean())


def over_seeds(world: World, n_seeds: int) -> dict[str, tuple[float, float]]:
    """Mean and standard error of what discovery and replication came to."""
    rows = []
    for seed in range(n_seeds):
        rng = np.random.default_rng([seed, 20230121])
        urfs, genes, covariates = world.draw(rng, N)
        links = paired_links(urfs, genes, FDR, covariates, world.transform).links
        urfs, genes, covariates = world.draw(rng, N_AGAIN)
        again = replicate(links, urfs, genes, FDR, covariates, world.transform).links
        met = again[again["replicated"]]
        rows.append(
            {
                "any": float(len(links) > 0),
                "false": false_share(links, world),
                "false again": false_share(met, world),
                "found": len(links) * (1 - false_share(links, world)),
            }
        )
    table = pd.DataFrame(rows)
    errors = table.std() / np.sqrt(n_seeds)
    return {name: (float(table[name].mean()), float(errors[name])) for name in rows[0]}


def kept(rate: tuple[float, float], promised: float = FDR) -> bool:
    mean, error = rate
    return mean <= promised + ERRORS * error


@pytest.mark.parametrize(
    "world",
    [
        World(),
        World(heavy=False, transform="none"),
        World(heavy=False, transform="none", confounded=True),
    ],
    ids=["heavy tails, normal scores", "normal, Pearson", "confounded, adjusted"],
)
def test_where_nothing_is_linked_one_study_in_twenty_finds_anything(world: World) -> None:
    rates = over_seeds(world, 1000)
    assert kept(rates["any"]), rates
    assert kept(rates["false again"], 0.01), rates


@pytest.mark.parametrize(
    "world",
    [
        World(planted=True),
        World(planted=True, heavy=False, transform="none"),
        World(planted=True, heavy=False, transform="none", confounded=True),
    ],
    ids=["heavy tails, normal scores", "normal, Pearson", "confounded, adjusted"],
)
def test_where_something_is_linked_one_link_in_twenty_is_false(world: World) -> None:
    rates = over_seeds(world, 400)
    assert kept(rates["false"]), rates
    assert rates["false again"][0] < 0.01, rates  # of those met again, hardly any
    assert rates["found"][0] > 0.95 * world.truth.sum(), rates


def test_outliers_on_both_sides_break_pearsons_promise() -> None:
    nothing = over_seeds(World(transform="none"), 60)
    assert nothing["any"][0] > 0.9
    something = over_seeds(World(planted=True, transform="none"), 60)
    assert something["false"][0] > 0.2


def test_a_confounder_left_out_links_nearly_everything() -> None:
    world = World(heavy=False, transform="none", confounded=True)
    urfs, genes, covariates = world.draw(np.random.default_rng(3), N)
    assert len(paired_links(urfs, genes, FDR).links) > 1000
    assert len(paired_links(urfs, genes, FDR, covariates).links) < 10


@pytest.mark.realdata
def test_real_urfs_beside_real_genes_of_others_keep_the_promise_by_normal_scores_alone(
    mirror: Path,
) -> None:
    """The published URFs and SCAN-B's expression are of different women: no link is real."""
    table = pd.read_csv(mirror / "her2-urf/F-S_matrix.txt", sep="\t", index_col=0)
    urfs = table[[name for name in table if str(name).startswith(("pos", "neg"))]].T.to_numpy(float)
    genes = pd.read_csv(mirror / "gse96058/exprBC_log2fpkm.tsv.gz", sep="\t", index_col=0).to_numpy(
        float
    )
    who, n_draws = [f"P{i}" for i in range(60)], 120
    found: dict[Transform, int] = {"none": 0, "normal_scores": 0}
    for seed in range(n_draws):
        rng = np.random.default_rng(seed)
        patients = pd.DataFrame(urfs[rng.choice(len(urfs), 60, replace=False)], who)
        rows = rng.choice(len(genes), 3000, replace=False)
        columns = rng.choice(genes.shape[1], 60, replace=False)
        drawn = pd.DataFrame(genes[np.ix_(rows, columns)], columns=who)
        for transform in found:
            links = paired_links(patients, drawn, FDR, transform=transform).links
            found[transform] += len(links) > 0
    promised = FDR * n_draws
    assert found["normal_scores"] <= promised + ERRORS * np.sqrt(promised * (1 - FDR))
    assert found["none"] > 2 * promised  # Pearson's r of values as they are

"""The binomial law with a counted hit probability beside what permutation gives."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sonogenomics.linking.association import HitRule
from sonogenomics.linking.chance import Arm, expected_positive_specific
from sonogenomics.linking.counting import Floats
from sonogenomics.linking.gene_lists import perturbed_hits
from sonogenomics.linking.gene_side import GeneSide
from sonogenomics.linking.measured_chance import measured_specific
from sonogenomics.linking.perturbation import LabelledSeries
from tests.linking.sides import Draw, one_series, side_of

RULE = HitRule(alpha=0.05, min_abs_r=0.3)


def by_permutation(
    urfs: dict[int, Floats], side: GeneSide, min_hits: int, n: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Mean count over re-pairings of the same arms, and its standard error."""
    runs = [perturbed_hits(urfs, side, RULE, rng).specific(min_hits) for _ in range(n)]
    means = np.array([run.sum(axis=1).mean() for run in runs])
    return float(means.mean()), float(means.std(ddof=1) / np.sqrt(n))


def measured(
    urfs: dict[int, Floats], side: GeneSide, min_hits: int, rng: np.random.Generator
) -> float:
    """Mean over a few draws of the pairings it counts in."""
    runs = [measured_specific(urfs, side, RULE, min_hits, rng).mean() for _ in range(5)]
    return float(np.mean(runs))


def draws(name: str, rng: np.random.Generator) -> Draw:
    if name == "normal":
        return rng.standard_normal
    return lambda shape: rng.lognormal(0, 1.3, shape)


@pytest.mark.slow
@pytest.mark.parametrize("values", ["normal", "heavy"])
def test_it_agrees_with_the_permutation_whatever_the_values(
    rng: np.random.Generator, values: str
) -> None:
    draw = draws(values, rng)
    series = [one_series("S", draw, (20, 70), 1500, 12), one_series("T", draw, (35, 40), 1500, 12)]
    side = side_of(series)
    patients = draw((120, 8))
    urfs = {1: patients[:50], 0: patients[50:]}
    permuted, error = by_permutation(urfs, side, 3, 60, rng)
    theory = expected_positive_specific(
        1500, [Arm(20, 12), Arm(35, 12)], [Arm(70, 12), Arm(40, 12)], RULE, 3
    )
    assert measured(urfs, side, 3, rng) == pytest.approx(permuted, abs=4 * error, rel=0.02)
    if values == "normal":
        assert theory == pytest.approx(permuted, abs=4 * error, rel=0.02)
    else:
        assert abs(theory - permuted) > 0.1 * permuted  # what the counted probability mends


def test_a_hit_for_sure_and_a_hit_never_give_the_binomial_extremes(
    rng: np.random.Generator,
) -> None:
    side = side_of([one_series("S", rng.standard_normal, (6, 6), 20, 5)])
    urfs = {1: rng.standard_normal((9, 2)), 0: rng.standard_normal((9, 2))}
    always, never = HitRule(0.9999, 0.0), HitRule(1e-12, 0.999999)
    assert measured_specific(urfs, side, never, 1, rng).tolist() == [0, 0]
    urfs[0][:] = 1.0  # no correlation, and so no hit, in the negative arm
    assert measured_specific(urfs, side, always, 5, rng) == pytest.approx([20, 20], rel=0.01)
    assert measured_specific(urfs, side, always, 6, rng) == pytest.approx([0, 0], abs=1e-9)


def test_normal_values_have_the_binomial_probability_of_theory(rng: np.random.Generator) -> None:
    side = side_of([one_series("S", rng.standard_normal, (30, 30), 300, 20)])
    urfs = {arm: rng.standard_normal((30, 12)) for arm in (1, 0)}
    p = stats.binom.sf(2, 20, 0.05)  # of three hits among twenty
    found = measured(urfs, side, 3, rng)
    assert found == pytest.approx(300 * p * (1 - p), rel=0.03)


@pytest.mark.slow
@pytest.mark.realdata
def test_on_the_real_tables_it_agrees_with_the_permutation(
    mirror: Path, rng: np.random.Generator
) -> None:
    urfs = pd.read_csv(mirror / "her2-urf" / "F-S_matrix.txt", sep="\t", index_col=0).T
    arms = {
        arm: urfs[urfs.index.str.match(rf"{name}\d+$")].to_numpy()
        for arm, name in ((1, "pos"), (0, "neg"))
    }
    sheet = pd.read_csv(mirror / "gse96058" / "samplesBC.csv").set_index("title")
    matrix = pd.read_csv(mirror / "gse96058" / "exprBC_log2fpkm.tsv.gz", sep="\t", index_col=0)
    labels = sheet["her2_status"].dropna().astype(int)
    one = LabelledSeries("SCAN-B", matrix.groupby(level=0).mean(), labels, 75)
    side = side_of([one])
    permuted, error = by_permutation(arms, side, 6, 40, rng)
    found = measured(arms, side, 6, rng)
    theory = expected_positive_specific(10_000, [Arm(42, 75)], [Arm(175, 75)], RULE, 6)
    assert error < 0.02 * permuted
    assert found == pytest.approx(permuted, abs=4 * error)
    assert theory == pytest.approx(permuted, abs=4 * error)  # their tails nearly cancel

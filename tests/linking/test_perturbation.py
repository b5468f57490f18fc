import numpy as np
import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.linking.association import HitRule
from sonogenomics.linking.chance import Arm
from sonogenomics.linking.perturbation import (
    LabelledSeries,
    Tally,
    association_counts,
    associations,
    perturb,
    shared_genes,
)

RULE = HitRule(alpha=0.2, min_abs_r=0.0)


def frame(rows: list[list[int]]) -> pd.DataFrame:
    return pd.DataFrame(rows, ["original_a", "original_b"], ["G1", "G2", "G3"])


@pytest.fixture
def tallies() -> dict[int, Tally]:
    """Hits on paper: with two needed, a has G1 alone, b has G3 alone."""
    positive, negative = frame([[2, 5, 0], [1, 0, 3]]), frame([[1, 2, 0], [7, 0, 0]])
    return {1: Tally(positive, [Arm(10, 5)]), 0: Tally(negative, [Arm(20, 5)])}


def urfs(rng: np.random.Generator, n_positive: int, n_negative: int) -> dict[int, pd.DataFrame]:
    names = ["original_a", "original_b"]
    return {
        arm: pd.DataFrame(rng.standard_normal((n, 2)), columns=names)
        for arm, n in ((1, n_positive), (0, n_negative))
    }


def series(
    rng: np.random.Generator, name: str, genes: str, n_positive: int, n_negative: int
) -> LabelledSeries:
    samples = [f"{name}{i}" for i in range(n_positive + n_negative)]
    matrix = pd.DataFrame(rng.standard_normal((len(genes), len(samples))), list(genes), samples)
    outcome = pd.Series([1] * n_positive + [0] * n_negative, samples)
    return LabelledSeries(name, matrix, outcome, perturbations=7)


def test_positive_specific_is_positive_and_not_negative(tallies: dict[int, Tally]) -> None:
    table = associations("discovery", tallies, min_hits=2)
    specific = table[table["positive_specific"]]
    assert specific[["feature", "gene"]].to_numpy().tolist() == [
        ["original_a", "G1"],
        ["original_b", "G3"],
    ]
    assert len(table) == 4  # a-G3 and b-G2 were never hit


def test_counts_are_those_on_paper(tallies: dict[int, Tally]) -> None:
    counts = association_counts("validation", tallies, RULE, min_hits=2).set_index("feature")
    found = counts[["positive", "negative", "positive_specific"]].T.to_dict("list")
    assert found == {"original_a": [2, 1, 1], "original_b": [1, 1, 1]}
    # P(at least 2 of 5 at 0.2) = 1 - 0.8^5 - 5 x 0.2 x 0.8^4 = 0.26272 in both arms
    expected = 3 * 0.26272 * (1 - 0.26272)
    assert counts["expected_positive_specific"].tolist() == pytest.approx([expected] * 2)


def test_each_arm_takes_the_smaller_of_its_two_sides(rng: np.random.Generator) -> None:
    both = [series(rng, "S", "ABC", 5, 30), series(rng, "T", "BCD", 20, 8)]
    tallies = perturb(urfs(rng, 9, 12), both, RULE, rng)
    assert tallies[1].arms == [Arm(5, 7), Arm(9, 7)]
    assert tallies[0].arms == [Arm(12, 7), Arm(8, 7)]


def test_only_genes_of_all_series_are_tested_and_hits_are_summed(rng: np.random.Generator) -> None:
    both = [series(rng, "S", "CAB", 6, 6), series(rng, "T", "BXC", 6, 6)]
    tallies = perturb(urfs(rng, 6, 6), both, HitRule(0.999, 0), rng)
    assert list(tallies[1].counts.columns) == ["B", "C"]
    assert tallies[1].counts.to_numpy().max() > 7


def test_threads_do_not_change_the_counts() -> None:
    found = [
        perturb(
            urfs(np.random.default_rng(3), 9, 9),
            [series(np.random.default_rng(4), "S", "ABCDEF", 8, 11)],
            RULE,
            np.random.default_rng(5),
            n_threads,
        )
        for n_threads in (1, 2)
    ]
    for arm in (0, 1):
        pd.testing.assert_frame_equal(found[0][arm].counts, found[1][arm].counts)


def test_a_series_without_one_arm_is_named(rng: np.random.Generator) -> None:
    with pytest.raises(StudyError, match="negative arm has 9 patients with URFs and 0 samples in"):
        perturb(urfs(rng, 9, 9), [series(rng, "S", "ABC", 5, 0)], RULE, rng)


def test_series_without_a_common_gene_are_named() -> None:
    with pytest.raises(StudyError, match="S, T share no gene"):
        shared_genes(["S", "T"], [pd.Index(["A"]), pd.Index(["B"])])

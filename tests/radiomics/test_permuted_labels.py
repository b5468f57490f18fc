"""Permuted labels against SciPy, statsmodels, all permutations of a small case, and on paper."""

from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from sonogenomics.catalog.chance import FamilyWise
from sonogenomics.radiomics.differential import compare_arms
from sonogenomics.radiomics.permuted_labels import (
    RankTest,
    label_null,
    n_differential,
    permutation_fdr,
    permuted_labels,
    step_down,
)


def table(rng: np.random.Generator, n: int, n_features: int) -> pd.DataFrame:
    """Features that share a trait, some of whole numbers, so that values tie."""
    values = rng.standard_normal((n, n_features)) + rng.standard_normal((n, 1))
    values[:, ::2] = values[:, ::2].round()
    return pd.DataFrame(values, columns=[f"original_f{i}" for i in range(n_features)])


def test_each_permutation_is_tested_as_the_differential_stage_does(
    rng: np.random.Generator,
) -> None:
    urfs = table(rng, 40, 9)
    urfs["original_f3"] = 2.5
    labels = permuted_labels(pd.Series([1] * 15 + [0] * 25), 6, rng)
    found = RankTest.of(urfs)(labels)
    for row, p in zip(labels, found.p, strict=True):
        assert p == pytest.approx(compare_arms(urfs, pd.Series(row))["p"].to_numpy(), rel=1e-12)
    assert not found.z[:, 3].any()


def test_numbers_after_correction_are_those_of_statsmodels(rng: np.random.Generator) -> None:
    p = rng.beta(0.4, 1, (50, 12))
    expected = [(multipletests(row, method="fdr_bh")[1] < 0.05).sum() for row in p]
    assert n_differential(p, 0.05, corrected=True).tolist() == expected
    assert n_differential(p, 0.05, corrected=False).tolist() == (p < 0.05).sum(axis=1).tolist()


def every_labelling(n: int, n_positive: int) -> np.ndarray:
    rows = [np.isin(np.arange(n), some) for some in combinations(range(n), n_positive)]
    return np.array(rows, np.int64)


def from_the_middle(x: Any, y: Any, axis: int) -> Any:
    return abs(stats.mannwhitneyu(x, y, axis=axis).statistic - 10)


def test_over_all_permutations_a_feature_alone_has_scipys_exact_p(
    rng: np.random.Generator,
) -> None:
    values = rng.standard_normal(9)
    test = RankTest.of(pd.DataFrame({"a": values}))
    labels = every_labelling(9, 4)
    z, observed = test(labels).z[:, 0], test(labels[:1]).z[0, 0]
    exact = stats.mannwhitneyu(values[:4], values[4:], method="exact").pvalue
    assert (z >= observed).mean() == pytest.approx(exact, rel=1e-12)
    permuted = stats.permutation_test(
        (values[:4], values[4:]),
        from_the_middle,
        permutation_type="independent",
        alternative="greater",
        vectorized=True,
        n_resamples=1000,  # more than the 126 there are: all of them
    )
    assert (z >= observed).mean() == pytest.approx(permuted.pvalue, rel=1e-12)


def test_step_down_on_paper() -> None:
    # Order: c (5), a (3), b (1). Largest of all in the four rows: 6, 4, 5, 2 -> two of >= 5.
    # Largest of a and b: 2, 4, 1, 2 -> one of >= 3, lifted to the 3/5 before; b alone: 2, 0, 1, 2.
    observed = np.array([3.0, 1.0, 5.0])
    permuted = np.array([[1.0, 2, 6], [4, 0, 1], [0.5, 1, 5], [0, 2, 0]])
    assert step_down(observed, permuted).tolist() == [3 / 5, 4 / 5, 3 / 5]


def test_step_down_of_independent_features_is_what_counting_says(rng: np.random.Generator) -> None:
    """Each feature's p-value by its definition, one after the other."""
    observed, permuted = rng.random(7), rng.random((200, 7))
    expected = np.empty(7)
    left, highest = set(range(7)), 0.0
    for feature in np.argsort(-observed):
        most = permuted[:, sorted(left)].max(axis=1)
        highest = max(highest, (1 + (most >= observed[feature]).sum()) / 201)
        expected[feature] = highest
        left.remove(int(feature))
    assert step_down(observed, permuted) == pytest.approx(expected, rel=1e-14)


def test_a_single_feature_needs_no_correction_for_a_family(rng: np.random.Generator) -> None:
    null = label_null(table(rng, 30, 1), pd.Series([1] * 12 + [0] * 18), 0.05, 199, rng).family
    assert null["p_family"].tolist() == null["p_permutation"].tolist()


def test_twins_have_the_p_value_of_one_feature(rng: np.random.Generator) -> None:
    one = table(rng, 30, 1)
    twins = pd.concat([one, one.set_axis(["original_twin"], axis=1)], axis=1)
    null = label_null(twins, pd.Series([1] * 12 + [0] * 18), 0.05, 199, rng).family
    assert null["p_family"].tolist() == null["p_permutation"].tolist()  # Bonferroni would double it


def test_a_planted_difference_survives_the_family_and_the_table_keeps_its_promise(
    rng: np.random.Generator,
) -> None:
    urfs = table(rng, 80, 10)
    outcome = pd.Series([1] * 40 + [0] * 40)
    urfs["original_f4"] = rng.standard_normal(80) + 2 * outcome
    null = label_null(urfs, outcome, 0.05, 499, rng)
    first = FamilyWise.validate(null.family).iloc[0]
    assert first["feature"] == "original_f4"
    assert (first["p_family"], first["p_permutation"]) == (1 / 500, 1 / 500)
    assert first["fdr"] <= 0.01
    assert (null.family["p_family"] >= null.family["p_permutation"]).all()
    assert (null.family["fdr"].to_numpy()[1:] > 0.05).all()


def test_constant_features_are_never_found(rng: np.random.Generator) -> None:
    urfs = pd.DataFrame({"original_a": np.ones(20), "original_b": np.ones(20)})
    null = label_null(urfs, pd.Series([1, 0] * 10), 0.05, 30, rng)
    assert (null.family[["p", "p_permutation", "p_family", "fdr"]] == 1).all(axis=None)
    assert not null.n_raw.any()


def test_batches_do_not_change_the_result(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    urfs, outcome = table(rng, 25, 4), pd.Series([1] * 10 + [0] * 15)
    whole = label_null(urfs, outcome, 0.05, 50, np.random.default_rng(2))
    monkeypatch.setattr("sonogenomics.radiomics.permuted_labels.AT_ONCE", 7)
    parts = label_null(urfs, outcome, 0.05, 50, np.random.default_rng(2))
    pd.testing.assert_frame_equal(whole.family, parts.family)
    assert whole.n_raw.tolist() == parts.n_raw.tolist()


def test_the_rate_of_false_discoveries_is_what_counting_says(rng: np.random.Generator) -> None:
    observed, permuted = rng.random(6), rng.random((40, 6)) ** 2
    rate = {}
    for t in observed:
        n_found = (observed >= t).sum()
        rate[t] = (n_found + (permuted >= t).sum()) / 41 / n_found
    expected = [min(1, *(rate[t] for t in observed if t <= own)) for own in observed]
    assert permutation_fdr(observed, permuted) == pytest.approx(expected, rel=1e-14)


@pytest.mark.slow
def test_under_a_null_the_family_errs_as_often_as_promised() -> None:
    """Two thousand studies without any difference: at 10 %, one in ten finds something."""
    found, alone = [], []
    for seed in range(2000):
        rng = np.random.default_rng(seed)
        urfs = table(rng, 30, 8)
        family = label_null(urfs, pd.Series([1] * 13 + [0] * 17), 0.05, 39, rng).family
        found.append(family["p_family"].min())
        alone.append(family.loc[family["feature"] == "original_f1", "p_permutation"].item())
    for p in (found, alone):
        for level in (0.1, 0.25, 0.5):
            share = np.mean(np.array(p) <= level + 1e-12)
            assert abs(share - level) < 4 * np.sqrt(level * (1 - level) / 2000)

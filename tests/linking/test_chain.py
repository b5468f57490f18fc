"""The chain in one call against the steps that keep every table, on the same draws."""

from collections.abc import Hashable
from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from sonogenomics.errors import StudyError
from sonogenomics.linking.association import HitRule
from sonogenomics.linking.chain import ChainRules, link, members_of
from sonogenomics.linking.enrichment import EnrichmentRule, over_representation
from sonogenomics.linking.fast_enrichment import enriched_terms, rejected
from sonogenomics.linking.gene_lists import paired_lists
from sonogenomics.linking.gene_side import gene_side
from sonogenomics.linking.modules import module
from sonogenomics.linking.paired import paired_links
from sonogenomics.linking.perturbation import LabelledSeries, associations, perturb
from sonogenomics.linking.similarity import similarity
from sonogenomics.radiomics.differential import compare_arms

Universe = Literal["annotated", "measured"]
ENRICHMENT = EnrichmentRule(alpha=0.2, min_size=3, max_size=30, adjust_over="overlapping")
RULES = ChainRules(0.2, False, HitRule(0.05, 0.3), 2, 0.3, ENRICHMENT, 0.3)
PATIENTS = [f"P{i:02}" for i in range(60)]
GENES = np.array([f"G{i:03}" for i in range(200)])


@pytest.fixture
def urfs(rng: np.random.Generator) -> pd.DataFrame:
    """Twelve features in four groups that move together."""
    traits = rng.lognormal(0, 0.5, (60, 4))
    values = np.repeat(traits, 3, axis=1) + 0.3 * rng.standard_normal((60, 12))
    names = [f"original_{name}" for name in "lkjihgfedcba"]  # not in the order of the alphabet
    return pd.DataFrame(values, PATIENTS, names)


@pytest.fixture
def outcome() -> pd.Series:
    return pd.Series(np.arange(60) % 5 < 2, PATIENTS).astype(int)


@pytest.fixture
def series(rng: np.random.Generator) -> list[LabelledSeries]:
    """Two series of other people, whose genes move together in blocks of ten."""
    found = []
    for name, genes, n in (("S", GENES[:190], 40), ("T", GENES[10:], 70)):
        blocks = np.repeat(rng.standard_normal((19, n)), 10, axis=0)
        values = blocks + 0.5 * rng.standard_normal((190, n))
        samples = [f"{name}{i}" for i in range(n)]
        labels = pd.Series(np.arange(n) % 3 == 0, samples).astype(int)
        found.append(LabelledSeries(name, pd.DataFrame(values, genes, samples), labels, 8))
    return found


@pytest.fixture
def paired(rng: np.random.Generator, urfs: pd.DataFrame) -> pd.DataFrame:
    """Expression of fifty of the patients; the first twenty genes follow the first trait."""
    people = rng.permutation(PATIENTS)[:50]
    values = rng.standard_normal((200, 50))
    values[:20] += urfs.loc[people, "original_l"].to_numpy()
    return pd.DataFrame(values, GENES, people)


@pytest.fixture
def gene_sets(rng: np.random.Generator) -> pd.DataFrame:
    """Sets of two libraries, some of genes that nobody measured, some named twice."""
    everything = [*GENES, *(f"X{i}" for i in range(60))]
    rows = [("GO", f"t{t:02}", g) for t in range(30) for g in _some(everything, 6, rng)]
    rows += [("GO", f"b{b:02}", g) for b in range(19) for g in GENES[10 * b : 10 * b + 12]]
    rows += [
        ("KEGG", f"t{t:02}", g) for t in range(8) for g in _some(everything, 40 * (t % 2), rng)
    ]
    rows += rows[:5]
    return pd.DataFrame(rows, columns=["library", "term", "gene"])


def _some(genes: list[str], n: int, rng: np.random.Generator) -> list[str]:
    return list(rng.choice(genes, n, replace=False))


def step_by_step(
    urfs: pd.DataFrame,
    outcome: pd.Series,
    lists: pd.DataFrame,
    gene_sets: pd.DataFrame,
    rules: ChainRules,
    measured: pd.Index | None,
) -> tuple[dict[Hashable, int], pd.DataFrame, list[str], list[str]]:
    """Terms of each feature, overlaps, differential features and module, as the stages do."""
    table = compare_arms(urfs, outcome)
    deciding = table["p_bh"] if rules.correct_differential else table["p"]
    differential = sorted(table.index[deciding < rules.differential_alpha])
    enrichment = over_representation(lists, gene_sets, rules.enrichment, measured)
    enriched = enrichment[enrichment["enriched"]]
    pairs = similarity("discovery", enriched, list(urfs.columns))
    n_terms = enriched.groupby("feature").size()
    members = module(differential, pairs, n_terms, rules.min_overlap)["feature"].to_list()
    return n_terms.to_dict(), pairs, differential, members


@pytest.mark.parametrize("universe", ["annotated", "measured"])
@pytest.mark.parametrize("over", ["overlapping", "tested"])
def test_by_perturbation_the_chain_is_the_stages_one_after_the_other(
    urfs: pd.DataFrame,
    outcome: pd.Series,
    series: list[LabelledSeries],
    gene_sets: pd.DataFrame,
    universe: Universe,
    over: Literal["overlapping", "tested"],
) -> None:
    rules = replace(RULES, enrichment=replace(ENRICHMENT, adjust_over=over))
    arms = {arm: urfs[outcome == arm] for arm in (1, 0)}
    tallies = perturb(arms, series, rules.hit, np.random.default_rng(7))
    table = associations("discovery", tallies, rules.min_hits)
    lists = table[table["positive_specific"]]
    measured = tallies[1].counts.columns if universe == "measured" else None
    n_terms, pairs, differential, members = step_by_step(
        urfs, outcome, lists, gene_sets, rules, measured
    )
    side = gene_side(series, gene_sets, rules.enrichment, universe)
    found = link(urfs, outcome, side, rules, np.random.default_rng(7))
    n_genes = lists.groupby("feature").size().reindex(urfs.columns, fill_value=0)
    assert found.n_genes.tolist() == n_genes.tolist()
    assert found.n_terms.tolist() == [n_terms.get(name, 0) for name in urfs.columns]
    assert found.differential == differential
    assert found.members == members
    assert len(members) > len(differential) > 0  # or the test would say little
    _same_overlaps(pairs, pd.DataFrame(found.overlap, urfs.columns, urfs.columns))


def _same_overlaps(pairs: pd.DataFrame, found: pd.DataFrame) -> None:
    ours = [found.loc[a, b] for a, b in pairs[["feature_a", "feature_b"]].to_numpy()]
    assert ours == pairs["overlap"].to_list()
    assert np.array_equal(found, found.T)


@pytest.mark.parametrize("fdr", [0.01, 0.3, 1.0])
def test_by_pairs_the_chain_is_the_stages_one_after_the_other(
    urfs: pd.DataFrame,
    outcome: pd.Series,
    paired: pd.DataFrame,
    gene_sets: pd.DataFrame,
    fdr: float,
) -> None:
    some = urfs.iloc[:45]  # a training fold
    known = paired[[p for p in some.index if p in paired.columns]]
    rules = replace(RULES, fdr=fdr)
    links = paired_links(some, known, fdr).links
    expected = step_by_step(some, outcome[some.index], links, gene_sets, rules, paired.index)
    side = gene_side([], gene_sets, rules.enrichment, "measured", paired)
    found = link(some, outcome, side, rules, np.random.default_rng(1))
    by_feature = links.groupby("feature").size().reindex(urfs.columns, fill_value=0)
    assert found.n_genes.tolist() == by_feature.tolist()
    assert found.n_terms.tolist() == [expected[0].get(name, 0) for name in urfs.columns]
    assert found.members == expected[3]


def test_by_pairs_the_chain_holds_fixed_and_ranks_what_discovery_does(
    urfs: pd.DataFrame, outcome: pd.Series, paired: pd.DataFrame, gene_sets: pd.DataFrame
) -> None:
    covariates = pd.DataFrame({"outcome": outcome, "site": list("ABC") * 20}, urfs.index)
    some = urfs.iloc[:45]
    known = paired[[p for p in some.index if p in paired.columns]]
    links = paired_links(some, known, 0.3, covariates, "normal_scores").links
    rules = replace(RULES, fdr=0.3, transform="normal_scores")
    side = gene_side([], gene_sets, ENRICHMENT, "measured", paired, covariates)
    found = link(some, outcome, side, rules, np.random.default_rng(1))
    by_feature = links.groupby("feature").size().reindex(urfs.columns, fill_value=0)
    assert found.n_genes.tolist() == by_feature.tolist()
    plain = paired_links(some, known, 0.3).links
    assert len(links)
    assert set(zip(links["feature"], links["gene"], strict=True)) != set(
        zip(plain["feature"], plain["gene"], strict=True)
    )


def test_with_correction_and_nothing_that_differs_the_module_is_empty(
    urfs: pd.DataFrame, outcome: pd.Series, paired: pd.DataFrame, gene_sets: pd.DataFrame
) -> None:
    rules = replace(RULES, correct_differential=True, differential_alpha=1e-9)
    side = gene_side([], gene_sets, ENRICHMENT, "measured", paired)
    found = link(urfs, outcome, side, rules, np.random.default_rng(1))
    assert (found.differential, found.members) == ([], [])
    assert found.n_terms.any()


def test_without_gene_sets_the_module_is_the_differential_features(
    urfs: pd.DataFrame, outcome: pd.Series, paired: pd.DataFrame, gene_sets: pd.DataFrame
) -> None:
    side = gene_side([], gene_sets.iloc[:0], ENRICHMENT, "annotated", paired)
    found = link(urfs, outcome, side, RULES, np.random.default_rng(1))
    assert found.members == found.differential != []
    assert not found.n_terms.any()


def test_constant_features_and_genes_have_no_link(paired: pd.DataFrame, urfs: pd.DataFrame) -> None:
    urfs["original_l"] = 3.0
    paired.iloc[5] = 0.1
    lists = paired_lists(urfs, paired, fdr=1.0)
    links = paired_links(urfs, paired[[p for p in PATIENTS if p in paired.columns]], 1.0).links
    assert not lists[0].any()
    assert not lists[:, 5].any()
    assert lists.sum() == len(links)


def test_the_order_of_the_outcome_does_not_matter(
    urfs: pd.DataFrame,
    outcome: pd.Series,
    series: list[LabelledSeries],
    gene_sets: pd.DataFrame,
) -> None:
    side = gene_side(series, gene_sets, ENRICHMENT, "measured")
    one, other = (
        link(urfs, labels, side, RULES, np.random.default_rng(1))
        for labels in (outcome, outcome[::-1])
    )
    assert one.members == other.members
    assert np.array_equal(one.n_genes, other.n_genes)


def test_an_arm_too_small_to_be_paired_is_named(
    urfs: pd.DataFrame, outcome: pd.Series, series: list[LabelledSeries], gene_sets: pd.DataFrame
) -> None:
    side = gene_side(series, gene_sets, ENRICHMENT, "measured")
    few = urfs[(outcome == 0) | (np.arange(60) < 5)]
    with pytest.raises(StudyError, match="positive arm has 2 patients to be paired with series S"):
        link(few, outcome, side, RULES, np.random.default_rng(1))
    series[1].outcome[:] = 1
    with pytest.raises(StudyError, match="negative arm of series T has 0 samples"):
        gene_side(series, gene_sets, ENRICHMENT, "measured")


def test_without_any_expression_there_is_nothing_to_link(gene_sets: pd.DataFrame) -> None:
    with pytest.raises(StudyError, match="no expression to link"):
        gene_side([], gene_sets, ENRICHMENT, "measured")


def test_patients_without_expression_are_too_few_to_be_paired(
    urfs: pd.DataFrame, paired: pd.DataFrame
) -> None:
    with pytest.raises(StudyError, match="Only 3 of these patients"):
        paired_lists(urfs, paired.iloc[:, :3], fdr=0.05)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 30), st.sampled_from([0.01, 0.2, 0.7]))
def test_rejections_are_those_of_statsmodels(seed: int, n: int, level: float) -> None:
    p = np.random.default_rng(seed).beta(0.3, 1, n)
    expected = multipletests(p, method="fdr_bh")[1] < level
    smallest = np.sort(p)[: max(1, int((p < level).sum()))]
    assert rejected(smallest, n, level).sum() == expected.sum()


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10**6),
    st.sampled_from([0.05, 0.4, 0.9]),
    st.sampled_from(["overlapping", "tested"]),
)
def test_terms_are_those_of_the_table(
    seed: int, alpha: float, over: Literal["overlapping", "tested"]
) -> None:
    rng = np.random.default_rng(seed)
    sets = pd.DataFrame(
        [("GO", f"t{t}", g) for t in range(25) for g in rng.choice(GENES, rng.integers(1, 40))],
        columns=["library", "term", "gene"],
    )
    lists = rng.random((4, 150)) < [[0.05], [0.3], [0.9], [0.0]]
    lists[0, :30] = True
    rule = EnrichmentRule(alpha, 2, 30, over)
    feature, gene = np.nonzero(lists)
    named = pd.DataFrame({"feature": feature, "gene": GENES[gene]})
    for universe, measured in (("annotated", None), ("measured", pd.Index(GENES[:150]))):
        matrix = pd.DataFrame(0.0, GENES[:150], ["P1"])
        side = gene_side([], sets, rule, universe, matrix)  # type: ignore[arg-type]
        table = over_representation(named, sets, rule, measured)
        expected = table[table["enriched"]].groupby("feature")["term"].apply(set).to_dict()
        terms = np.array(side.libraries[0].terms, dtype=object)
        found = enriched_terms(lists, side.libraries, rule)
        assert [set(terms[row]) for row in found] == [expected.get(i, set()) for i in range(4)]


def test_of_equal_overlaps_the_first_in_the_alphabet_is_joined() -> None:
    overlap = np.full((5, 5), 0.7)
    overlap[:, 3] = overlap[3] = 0.9
    overlap[:, 4] = overlap[4] = 0.0  # shares nothing, and nothing never suffices
    names = ["e", "d", "c", "b", "a"]
    assert members_of(names, ["d", "c"], overlap, min_overlap=0.0) == ["c", "d", "b", "e"]

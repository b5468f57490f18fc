"""Permuted links: what is kept, what is not, and that p-values hold where nothing is planted."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sonogenomics.chance.claims import p_value
from sonogenomics.chance.link_null import (
    LinkNull,
    RoleNull,
    expected_genes,
    largest_overlap,
    link_nulls,
    permuted_arms,
)
from sonogenomics.chance.study import link_task
from sonogenomics.linking.fast_enrichment import enriched_terms
from sonogenomics.linking.gene_lists import paired_lists, perturbed_hits
from sonogenomics.linking.matched_lists import longest
from sonogenomics.linking.modules import module
from sonogenomics.linking.similarity import similarity
from tests.chance.studies import FEATURES, GENES, RULES, Truth, asked, given


@pytest.fixture
def task() -> LinkNull:
    return link_task(given(1), asked())


def test_every_role_is_permuted(task: LinkNull) -> None:
    found = link_nulls(task, range(3))
    assert list(task.roles) == ["discovery", "validation", "paired"]
    assert found["discovery.genes"].shape == found["paired.terms"].shape == (3, 8)
    assert found["agreement"].shape == found["validation.members"].shape == (3,)
    assert len({tuple(row) for row in found["discovery.genes"]}) == 3


def test_an_item_does_not_depend_on_the_piece_it_is_in(task: LinkNull) -> None:
    whole = link_nulls(task, range(4))
    for name, values in whole.items():
        assert np.array_equal(values[2:], link_nulls(task, range(2, 4))[name]), name


def test_arms_keep_their_sizes_and_genes_their_partners(task: LinkNull) -> None:
    arms, side = permuted_arms(task, 0, "discovery")
    assert [len(arms[arm]) for arm in (1, 0)] == [30, 30]
    before, after = (
        np.concatenate([one.genes for one in which.arms], axis=1)
        for which in (task.roles["discovery"].side, side)
    )
    assert sorted(map(tuple, before.T)) == sorted(map(tuple, after.T))  # whole samples moved
    assert not np.array_equal(before, after)


def test_lists_are_as_long_as_the_real_ones_so_an_empty_one_has_no_function() -> None:
    study = given(1)
    study = replace(study, counts=study.counts.assign(positive_specific=0))
    found = link_nulls(link_task(study, asked()), range(3))
    assert not found["discovery.terms"].any()
    assert not found["discovery.naive_terms"].any()
    assert found["discovery.genes"].any()  # by the rule there are genes all the same


def test_co_expression_alone_makes_functions(task: LinkNull) -> None:
    found = link_nulls(task, range(30))
    by_hits = found["discovery.terms"].sum(axis=1).mean()
    one_by_one = found["discovery.naive_terms"].sum(axis=1).mean()
    assert by_hits > 5 * one_by_one


def test_the_module_is_that_of_the_table(rng: np.random.Generator) -> None:
    overlap = rng.integers(0, 4, (8, 8)) / 4
    overlap = np.maximum(overlap, overlap.T)
    pairs = similarity("discovery", pd.DataFrame(columns=["feature", "library", "term"]), FEATURES)
    place = {name: i for i, name in enumerate(FEATURES)}
    values = [overlap[place[a], place[b]] for a, b in pairs[["feature_a", "feature_b"]].to_numpy()]
    pairs = pairs.assign(overlap=values, n_shared=1)
    members = module(FEATURES[:2], pairs, pd.Series(dtype=int), 0.75)
    joined = members.loc[members["kind"] == "auxiliary", "overlap"]
    assert largest_overlap(FEATURES, tuple(FEATURES[:2]), overlap) == joined.max()
    assert largest_overlap(FEATURES, (), overlap) == 0.0


def test_theory_stands_on_the_same_people_as_the_permutation(task: LinkNull) -> None:
    by_theory = expected_genes(task, range(12))["discovery.genes"]
    permuted = link_nulls(task, range(12))["discovery.genes"]
    assert by_theory.shape == permuted.shape
    error = permuted.mean(axis=1).std(ddof=1) / np.sqrt(12)
    assert by_theory.mean() == pytest.approx(permuted.mean(), abs=4 * error)
    assert "paired.genes" not in expected_genes(task, range(1))


def test_shuffled_patients_keep_no_planted_link() -> None:
    task = link_task(given(2, Truth(link=2.0)), asked())
    paired = task.roles["paired"].side.paired
    assert paired is not None
    real = paired_lists(task.urfs, paired, RULES.fdr)
    assert real[0].sum() >= 12
    assert link_nulls(task, range(10))["paired.genes"].sum(axis=1).mean() < 3


def test_a_feature_that_a_covariate_explains_is_linked_to_nothing_when_shuffled_either() -> None:
    study = given(3, Truth(link=2.0))
    covariates = study.urfs[["original_f0"]].set_axis(["age"], axis=1)
    found = link_nulls(link_task(replace(study, covariates=covariates), asked()), range(5))
    assert not found["paired.genes"][:, 0].any()


@pytest.mark.slow
def test_where_nothing_is_linked_p_values_are_as_uniform_as_they_promise() -> None:
    """Eighty studies without any link, their numbers found as the stages find them."""
    p_genes, p_terms = [], []
    for seed in range(80):
        task = link_task(given(seed), asked())
        paired = replace(task.roles["paired"], sizes=np.full(8, 12))
        task = replace(task, roles={"discovery": task.roles["discovery"], "paired": paired})
        null = link_nulls(task, range(19))
        p_genes.append(p_value(_genes(task, seed), null["discovery.genes"].mean(axis=1)))
        p_terms.append(p_value(_terms(task), null["paired.terms"].sum(axis=1)))
    continuous = np.array(p_genes) - np.random.default_rng(1).random(80) / 20
    assert stats.kstest(continuous, "uniform").pvalue > 0.001
    for level in (0.1, 0.25, 0.5):  # terms are few and tie, which errs on the safe side
        error = np.sqrt(level * (1 - level) / 80)
        assert np.mean(np.array(p_terms) <= level + 1e-9) < level + 3 * error
    assert min(p_terms) < 0.2


def _genes(task: LinkNull, seed: int) -> float:
    """Positive-specific genes with the arms as they are, mean over features."""
    values = task.urfs.to_numpy()
    arms = {arm: values[task.outcome == arm] for arm in (1, 0)}
    rng = np.random.default_rng([seed, 99])
    found = perturbed_hits(arms, task.roles["discovery"].side, RULES.hit, rng)
    return float(found.specific(2).sum(axis=1).mean())


def _terms(task: LinkNull) -> float:
    """Functions of the twelve genes that go best with each feature in the same patients."""
    side = task.roles["paired"].side
    if side.paired is None:
        raise ValueError("made without a paired series")
    x = task.urfs.loc[side.paired.columns]
    r = np.abs(np.corrcoef(x.T, side.paired)[:8, 8:])
    lists = longest(r, np.full(8, 12), np.random.default_rng(1))
    return float(enriched_terms(lists, side.libraries, RULES.enrichment).sum())


def test_a_role_without_any_gene_in_a_set_still_has_its_counts(task: LinkNull) -> None:
    sets = pd.DataFrame({"library": "GO", "term": "t", "gene": GENES[:2]})  # fewer than a set needs
    study = replace(given(1), gene_sets=sets)
    few = link_task(study, asked())
    assert isinstance(few.roles["discovery"], RoleNull)
    found = link_nulls(few, range(2))
    assert found["discovery.genes"].any()
    assert not found["discovery.terms"].any()
    assert found["agreement"].tolist() == [0, 0]

"""Permuted labels through the whole chain: both ways, their item 0, and their level."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sonogenomics.chance.claims import p_value
from sonogenomics.chance.given import Given
from sonogenomics.chance.split_aucs import split_aucs
from sonogenomics.chance.whole_chain import WholeChain, as_published, honestly
from sonogenomics.diagnosis.folds import patient_rows
from sonogenomics.diagnosis.resampling import splits
from sonogenomics.linking.chain import link
from sonogenomics.linking.selection import Selection
from sonogenomics.profiles import PROFILES
from tests.chance.studies import RULES, Truth, given

PUBLISHED = PROFILES["published"]


def chain(study: Given, *, corrected: bool = False, alpha: float = 0.05) -> WholeChain:
    rules = replace(RULES, correct_differential=corrected, differential_alpha=alpha)
    patients = study.patients
    rng = np.random.default_rng(3)
    test = splits(12, patients["outcome"], 0.3, stratify=False, rng=rng).test
    selection = Selection(rules, study.linking_side(PUBLISHED, rules))
    return WholeChain(study.urfs, patient_rows(patients), selection, test, 4, seed=5)


def test_item_zero_is_the_chain_with_the_labels_as_they_are() -> None:
    study = given(1, Truth(effect=1.2))
    task = chain(study)
    found = as_published(task, range(1))
    side = study.unpaired_side("discovery", PUBLISHED, RULES)
    assert side is not None
    rng = np.random.default_rng([5, 0, 1])
    linked = link(study.urfs, study.patients["outcome"], side, RULES, rng)
    assert found["n"][0].tolist() == [len(linked.differential), len(linked.members)]
    x = study.urfs[sorted(linked.members)].to_numpy()
    aucs = split_aucs(x, np.array(study.patients["outcome"]), task.test)
    assert found["mean"][0, 1] == pytest.approx(aucs.mean(), abs=1e-12)
    assert found["best"][0, 1] == pytest.approx(aucs.max(), abs=1e-12)


def test_items_do_not_depend_on_their_piece() -> None:
    task = chain(given(1, Truth(effect=1.0)))
    for work in (as_published, honestly):
        whole, part = work(task, range(4)), work(task, range(2, 4))
        for name, values in part.items():
            assert np.array_equal(whole[name][2:], values)


def test_where_nothing_is_chosen_there_is_no_model() -> None:
    task = chain(given(1), corrected=True, alpha=1e-9)
    for work in (as_published, honestly):
        found = work(task, range(3))
        assert not found["n"].any()
        assert (found["mean"] == 0.5).all()
        assert (found["best"] == 0.5).all()


def test_the_honest_way_never_sees_whom_it_tests() -> None:
    """Turning the labels of one fold's patients changes nothing of what was chosen for them."""
    study = given(1, Truth(effect=1.5))
    task = chain(study)
    rows, seen = task.rows, []

    class Spy(Selection):
        def __call__(
            self, urfs: pd.DataFrame, outcome: "pd.Series[int]", rng: np.random.Generator
        ) -> dict[str, list[str]]:
            seen.append(set(urfs.index))
            return super().__call__(urfs, outcome, rng)

    spied = replace(task, selection=Spy(task.selection.rules, task.selection.side))
    honestly(spied, range(1))
    assert len(seen) == 4
    left = [set(rows.groups) - learned for learned in seen]
    assert set.union(*left) == set(rows.groups)
    assert sum(map(len, left)) == len(rows.groups)  # each patient is left out once


def test_a_planted_difference_stands_out_in_both_ways() -> None:
    task = chain(given(1, Truth(effect=1.5)))
    for work in (as_published, honestly):
        found = work(task, range(20))
        assert p_value(found["mean"][0, 0], found["mean"][1:, 0]) == 1 / 20


def test_choosing_on_everyone_lifts_the_null_and_choosing_inside_folds_does_not() -> None:
    task = chain(given(4), alpha=0.2)
    published, honest = as_published(task, range(1, 25)), honestly(task, range(1, 25))
    assert published["mean"][:, 0].mean() > 0.55
    assert abs(honest["mean"][:, 0].mean() - 0.5) < 0.06
    assert (published["best"][:, 0] >= published["mean"][:, 0]).all()


@pytest.mark.slow
def test_without_a_difference_p_values_of_the_chain_are_uniform() -> None:
    """Forty studies without any difference, in both ways."""
    p: dict[str, list[float]] = {"published": [], "honest": [], "best": []}
    for seed in range(40):
        study = given(seed)
        task = chain(study, alpha=0.3)
        published, honest = as_published(task, range(10)), honestly(task, range(10))
        p["published"].append(p_value(published["mean"][0, 0], published["mean"][1:, 0]))
        p["best"].append(p_value(published["best"][0, 0], published["best"][1:, 0]))
        p["honest"].append(p_value(honest["mean"][0, 0], honest["mean"][1:, 0]))
    jitter = np.random.default_rng(1).random(40) / 10
    for way in ("published", "honest"):
        assert stats.kstest(np.array(p[way]) - jitter, "uniform").pvalue > 0.001, way
    for level in (0.1, 0.25, 0.5):  # the best of a few splits ties
        error = np.sqrt(level * (1 - level) / 40)
        assert np.mean(np.array(p["best"]) <= level + 1e-9) < level + 3 * error


def test_a_study_without_genes_is_judged_by_its_differential_features() -> None:
    study = given(1, Truth(effect=1.2))
    task = chain(replace(study, unpaired={}, paired=[]))
    assert task.selection.side is None
    found = as_published(task, range(2))
    assert (found["n"][:, 0] == found["n"][:, 1]).all()

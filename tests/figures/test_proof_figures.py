"""Figures of what was repeated, permuted, nested and judged."""

import re
from collections.abc import Callable
from functools import cache
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest

from sonogenomics.figures.arm_differences import arm_differences
from sonogenomics.figures.best_of_splits import best_of_splits
from sonogenomics.figures.calibration_curves import calibration_curves
from sonogenomics.figures.candidates import label, looks, shown_candidates
from sonogenomics.figures.candidates_forest import candidates_forest
from sonogenomics.figures.confounder_forest import confounder_forest
from sonogenomics.figures.decision_curves import decision_curves
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.learning_curves import learning_curves
from sonogenomics.figures.null_panels import null_panels, of_feature
from sonogenomics.figures.paired_links import paired_links
from sonogenomics.figures.verdict_counts import verdict_counts
from sonogenomics.profiles import PROFILES
from sonogenomics.reporting.proof_run import Proof
from tests.reporting import fake_proof
from tests.reporting.fake_run import FEATURES, study

HER2, HONEST = study().outcome, PROFILES["honest"]
Draw = Callable[[Proof], Figure | Missing]
DRAWN: dict[str, Draw] = {
    "best-of-splits": lambda p: best_of_splits(p.replication, p.best_by_chance()),
    "null-panels": lambda p: null_panels(p.nulls, p.chance),
    "arm-differences": lambda p: arm_differences(p.arm_differences, HONEST, HER2),
    "candidates-forest": lambda p: candidates_forest(p.candidates),
    "calibration-curves": lambda p: calibration_curves(p.calibration, p.candidates, HER2),
    "decision-curves": lambda p: decision_curves(p.decision_curve, p.candidates, HER2),
    "learning-curves": lambda p: learning_curves(p.learning_curve, p.candidates),
    "confounders": lambda p: confounder_forest(p.confounders),
    "verdict-counts": lambda p: verdict_counts(p.ledger),
}


@cache
def made(n: int = 200) -> Proof:
    return fake_proof.proof(n)


@cache
def figure(name: str) -> Figure:
    drawn = DRAWN[name](made())
    assert isinstance(drawn, Figure)
    return drawn


@pytest.mark.parametrize("name", fake_proof.TABLES)
def test_the_made_up_tables_keep_the_catalogs_promise(name: str) -> None:
    assert len(fake_proof.promised(name, made()))


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_tells_its_profile_its_chance_and_its_numbers(name: str) -> None:
    drawn = figure(name)
    assert drawn.name == name
    assert re.search(r"Profile: (honest|published|honest and published)[.,]", drawn.caption)
    assert "chance" in drawn.caption
    assert re.search(r"\d", drawn.caption)
    assert drawn.alt
    assert len(drawn.data)


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_one_svg_with_ids_of_its_own_and_no_markup_of_the_data(name: str) -> None:
    text = figure(name).svg
    root = ET.fromstring(text)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(str(identity).startswith(f"{name}-") for identity in ids)
    assert "currentColor" in text
    assert "<script" not in text


@pytest.mark.parametrize("name", DRAWN)
def test_equal_tables_give_equal_bytes(name: str) -> None:
    again = DRAWN[name](fake_proof.proof())
    assert isinstance(again, Figure)
    assert again.svg == figure(name).svg


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_to_show_is_said_in_a_sentence(name: str) -> None:
    drawn = DRAWN[name](Proof())
    assert isinstance(drawn, Missing)
    assert drawn.reason.endswith(".")


def test_the_quoted_split_stands_beside_its_median_and_its_luck() -> None:
    data = figure("best-of-splits").data.set_index(["classifier", "feature_set"])
    row = data.T[("logistic", "module")]
    splits = made().replication.query("classifier == 'logistic' and feature_set == 'module'")
    assert row["median"] == pytest.approx(splits["auc"].median())
    assert row["quoted"] == splits.sort_values("auc_calls")["auc"].iloc[-1]
    claim = made().chance.set_index("quantity").T["classifier.auc_best.module"]
    assert (row["null_mean"], row["seen"]) == (claim["null_mean"], claim["observed"])
    assert data["null_mean"].notna().sum() == 1


def test_without_a_null_of_the_best_split_the_caption_says_that_none_was_looked_for() -> None:
    drawn = best_of_splits(made().replication, Proof().best_by_chance())
    assert isinstance(drawn, Figure)
    assert "was not looked for in this run" in drawn.caption


@pytest.mark.parametrize("n", [1, 20, 1000])
def test_nulls_can_be_drawn_with_few_and_many_permutations(n: int) -> None:
    proof = made(n)
    drawn = null_panels(proof.nulls, proof.chance)
    assert isinstance(drawn, Figure)
    assert f"{n:,} permutations" in drawn.caption
    assert drawn.svg


def test_claims_of_single_features_do_not_crowd_out_the_others() -> None:
    data, whole = figure("null-panels").data, made().chance
    single = of_feature(whole)
    naive = whole["quantity"].str.endswith("naive")  # the same claim beside a lesser null
    assert int(single.sum()) == len(FEATURES)
    assert set(data["claim"]) == set(whole.loc[~single & ~naive, "claim"])
    assert f"{len(FEATURES) + 1} more are in the table" in figure("null-panels").caption


def test_of_the_feature_sets_the_module_has_the_first_panel() -> None:
    few = fake_proof.made_of_two_sets()
    drawn = null_panels(*few)
    assert isinstance(drawn, Figure)
    shown = drawn.data["claim"].str.rpartition(".")[2]
    assert shown.value_counts().to_dict() == {"module": 15}


def test_every_step_has_a_panel_before_any_has_many() -> None:
    first = made().chance.iloc[:1]
    many = [
        first.assign(claim=f"c{i}", quantity=f"differential.q{i}", what=str(i)) for i in range(30)
    ]
    chance = pd.concat([*many, made().chance.query("step == 'classifier'")])
    nulls = pd.DataFrame({"claim": chance["claim"], "permutation": 0, "value": 1.0})
    drawn = null_panels(nulls, chance)
    assert isinstance(drawn, Figure)
    assert len(drawn.data) == 15
    assert drawn.data["claim"].str.contains("classifier").sum() == 2


def test_a_claim_that_was_never_observed_is_still_drawn() -> None:
    proof = made(20)
    chance = proof.chance.assign(observed=np.nan, p=np.nan)
    drawn = null_panels(proof.nulls, chance)
    assert isinstance(drawn, Figure)
    assert "seen –, p not defined" in drawn.svg


def test_every_candidate_is_in_the_forest_best_first() -> None:
    data = figure("candidates-forest").data
    assert data["candidate"].tolist() == list(fake_proof.CANDIDATES)
    assert data["auc"].is_monotonic_decreasing


def test_the_chosen_and_the_reference_come_first_and_keep_their_colours() -> None:
    table = made().candidates
    names = shown_candidates(table, 3)
    assert names == ["chosen", "ridge", "log-components"]
    colours = looks(table, names)
    assert colours["chosen"][0] != colours["ridge"][0] != colours["log-components"][0]
    assert label("log-components") == "Log components"


def test_one_candidate_that_is_chosen_and_reference_at_once_can_be_drawn() -> None:
    alone = made().candidates.query("candidate == 'ridge'").assign(chosen=True)
    for drawn in (
        candidates_forest(alone),
        calibration_curves(made().calibration, alone, HER2),
        decision_curves(made().decision_curve, alone, HER2),
        learning_curves(made().learning_curve, alone),
    ):
        assert isinstance(drawn, Figure)
        assert drawn.svg
        assert "nan" not in drawn.caption


def test_where_a_model_beats_both_simple_policies_is_told() -> None:
    curves = made().decision_curve
    table = curves.pivot_table(index="threshold", columns="policy", values="net_benefit")
    better = table.index[table["chosen"] > table[["all", "none"]].max(axis=1) + 1e-9]
    told = f"at {len(better)} of 99 thresholds ({better.min():.2f} to {better.max():.2f})"
    assert told in figure("decision-curves").caption
    assert "Share positive: 0.45" in figure("decision-curves").caption
    none = decision_curves(curves.assign(net_benefit=0.0), made().candidates, HER2)
    assert isinstance(none, Figure)
    assert "at no threshold" in none.caption


def test_missing_patients_are_named_with_their_number() -> None:
    assert "Not known and left out: TNM stage 3 patients" in figure("confounders").caption


def test_verdicts_are_counted_by_part_of_the_study_and_told_by_more_than_colour() -> None:
    data = figure("verdict-counts").data.set_index("section")
    assert data.T["classifiers"].to_list() == [2, 1, 0]
    assert data.T["segmentation"].to_list() == [0, 0, 1]
    text = figure("verdict-counts").svg
    assert text.count("pattern") >= 2  # hatching
    assert "cannot be checked (1)" in text


def test_links_met_again_are_counted_and_the_untested_told(rng: np.random.Generator) -> None:
    links = fake_proof.paired_links(rng)
    drawn = paired_links(links, HONEST)
    assert isinstance(drawn, Figure)
    tested = links[links["p"].notna()]
    again, n = int(tested["replicated"].sum()), len(tested)
    assert f"{n} links found in one cohort" in drawn.caption
    assert f"{again} replicated" in drawn.caption
    assert "Not tested, 3: gene not measured" in drawn.caption
    assert ET.fromstring(drawn.svg).tag.endswith("svg")


@pytest.mark.parametrize(
    "links", [pd.DataFrame(), fake_proof.paired_links(np.random.default_rng(1))]
)
def test_no_tested_link_is_said_in_a_sentence(links: pd.DataFrame) -> None:
    untested = links[links["p"].isna()] if len(links) else links
    assert isinstance(paired_links(untested, HONEST), Missing)

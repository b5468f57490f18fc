import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.metrics import roc_auc_score

from sonogenomics.figures.best_split_roc import best_split_roc, mean_curve
from sonogenomics.figures.chance_of import chance_by_feature, chance_of
from sonogenomics.figures.expression_heatmap import differing, expression_heatmap
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.function_bars import function_bars
from sonogenomics.figures.function_heatmap import GRID, density, function_heatmap
from sonogenomics.figures.functions_compared import compared, functions_compared
from sonogenomics.figures.held_out_boxes import held_out_boxes, resampled, useless
from sonogenomics.figures.hierarchy import hierarchy
from sonogenomics.figures.link_dots import link_dots
from sonogenomics.figures.overlap_matrix import overlap_matrix
from sonogenomics.figures.series_arms import chance_of_hit, series_arms
from sonogenomics.figures.study_flow import Link, study_flow
from sonogenomics.linking.association import HitRule
from sonogenomics.reporting.run import Run
from tests.figures import made
from tests.reporting import fake_run
from tests.reporting.fake_run import FEATURES, HOSTILE, SELECTED

Draw = Callable[[Run], Figure | Missing]
RULE = HitRule(alpha=0.05, min_abs_r=0.3)
LINKS = [
    Link("who", "Patients", "80", HOSTILE),
    Link("ultrasound", "Differential URFs", "8", "differ", "chance 4.3 (0 to 23)"),
    Link("genes", "Functions", "39", made.LONG, made.LONG),
    Link("diagnosis", "Held-out patients", "0.63", "AUC", "chance 0.50"),
]


def _members(run: Run) -> tuple[pd.DataFrame, list[str]]:
    return run.modules, run.selected()


def _with_validation(run: Run) -> Run:
    rows = [run.enrichment, run.enrichment.query("role == 'discovery'").assign(role="validation")]
    pairs = [run.similarity, run.similarity.query("role == 'paired'").assign(role="validation")]
    return replace(run, enrichment=pd.concat(rows), similarity=pd.concat(pairs))


DRAWN: dict[str, Draw] = {
    "study-flow": lambda r: study_flow(LINKS, r.profile),
    "series-arms": lambda r: series_arms(r.series, (28, 28), RULE, r.profile, r.study.outcome),
    "link-dots": lambda r: link_dots(
        made.foremost(), r.counts, _members(r), r.profile, r.study.outcome
    ),
    "link-dots-validation": lambda r: link_dots(
        made.foremost(), r.counts, _members(r), r.profile, r.study.outcome, "validation"
    ),
    "expression-heatmap": lambda r: expression_heatmap(
        made.expressed(), "picked", r.profile, r.study.outcome
    ),
    "function-heatmap-paired": lambda r: function_heatmap(
        r.enrichment, _members(r), made.chance(r.profile.name), r.profile, "paired"
    ),
    "function-bars-paired": lambda r: function_bars(
        r.enrichment, r.modules, made.chance(r.profile.name), r.profile, "paired"
    ),
    "functions-compared": lambda r: functions_compared(
        _with_validation(r).enrichment, made.chance(r.profile.name), r.profile
    ),
    "overlap-matrix-validation": lambda r: overlap_matrix(
        _with_validation(r).similarity, *_members(r), r.profile, 0.6, "validation"
    ),
    "hierarchy": lambda r: hierarchy(made.lists(), r.enrichment, made.sets(), r.modules, r.profile),
    "best-split-roc": lambda _: best_split_roc(
        made.best_splits(), made.nested(), made.candidates()
    ),
    "held-out-boxes": lambda r: held_out_boxes(r.validation, r.profile, r.study.outcome),
}
CHANCE = ("chance", "permut", "picked blindly", "no evidence")


@cache
def figure(name: str) -> Figure:
    drawn = DRAWN[name](fake_run.full_run())
    assert isinstance(drawn, Figure)
    return drawn


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_tells_its_profile_its_chance_and_its_numbers(name: str) -> None:
    drawn = figure(name)
    assert drawn.name == name
    profile = "published" if name == "best-split-roc" else "honest"
    assert drawn.caption.endswith(f"Profile: {profile}.")
    assert re.search(r"\d", drawn.caption)
    assert any(word in drawn.caption for word in CHANCE)
    assert drawn.alt.endswith(".")
    assert len(drawn.data)


@pytest.mark.parametrize("name", DRAWN)
def test_equal_tables_give_equal_bytes(name: str) -> None:
    again = DRAWN[name](fake_run.full_run())
    assert isinstance(again, Figure)
    assert again.svg == figure(name).svg
    assert again.csv() == figure(name).csv()


@pytest.mark.parametrize("name", ["expression-heatmap", "hierarchy"])
def test_equal_tables_give_equal_pages_for_print(name: str) -> None:
    again = DRAWN[name](fake_run.full_run())
    assert isinstance(again, Figure)
    assert again.pdf == figure(name).pdf
    assert again.pdf.startswith(b"%PDF-")
    assert b"CreationDate" not in again.pdf


@pytest.mark.parametrize("name", DRAWN)
def test_names_of_the_data_are_drawn_as_they_are_and_marks_can_be_pointed_at(name: str) -> None:
    text = figure(name).svg
    root = ET.fromstring(text)
    assert "<script" not in text
    assert "\x07" not in text
    assert any(element.get("data-tip") for element in root.iter())
    assert "tip:" not in " ".join(str(element.get("id")) for element in root.iter())
    assert made.LONG not in "".join(root.itertext())


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_fits_a_column_of_text(name: str) -> None:
    assert 3.3 <= figure(name).width_in <= 7.5
    assert len(figure(name).svg) < 600_000


EMPTY: dict[str, Draw] = {
    "study-flow": lambda r: study_flow([], r.profile),
    "series-arms": lambda r: series_arms(
        r.series.iloc[:0], (0, 0), RULE, r.profile, r.study.outcome
    ),
    "link-dots": lambda r: link_dots(
        made.foremost().iloc[:0], r.counts, _members(r), r.profile, r.study.outcome
    ),
    "expression-heatmap": lambda r: expression_heatmap((), "", r.profile, r.study.outcome),
    "function-heatmap-validation": lambda r: function_heatmap(
        r.enrichment, _members(r), made.chance(), r.profile, "validation"
    ),
    "function-bars-validation": lambda r: function_bars(
        r.enrichment, r.modules, made.chance(), r.profile, "validation"
    ),
    "functions-compared": lambda r: functions_compared(r.enrichment, made.chance(), r.profile),
    "hierarchy": lambda r: hierarchy(
        made.lists().iloc[:0], r.enrichment, made.sets(), r.modules, r.profile
    ),
    "best-split-roc": lambda _: best_split_roc(
        made.best_splits().iloc[:0], made.nested(), made.candidates()
    ),
    "held-out-boxes": lambda r: held_out_boxes(r.validation.iloc[:0], r.profile, r.study.outcome),
}


@pytest.mark.parametrize("name", EMPTY)
def test_nothing_to_show_is_said_in_a_sentence(name: str) -> None:
    drawn = EMPTY[name](fake_run.full_run())
    assert isinstance(drawn, Missing)
    assert drawn.name == name
    assert drawn.reason.endswith(".")


def test_one_arm_of_held_out_patients_has_no_boxes() -> None:
    run = fake_run.full_run()
    one = run.validation.query("outcome == 1")
    assert isinstance(held_out_boxes(one, run.profile, run.study.outcome), Missing)


def test_unrelated_values_are_hits_as_often_as_the_caption_says() -> None:
    rng = np.random.default_rng(5)
    for n in (12, 60):
        x, y = rng.normal(size=(2, 40_000, n))
        r, p = stats.pearsonr(x, y, axis=1)
        seen = float(((p < RULE.alpha) & (np.abs(r) > RULE.min_abs_r)).mean())
        assert chance_of_hit(n, RULE) == pytest.approx(seen, abs=0.004)


def test_a_series_that_is_not_paired_at_random_has_no_chance_of_a_hit() -> None:
    run = fake_run.full_run()
    series = run.series.assign(perturbations=0, paired=True)
    drawn = series_arms(series, (28, 28), RULE, run.profile, run.study.outcome)
    assert isinstance(drawn, Figure)
    assert drawn.data["chance_of_hit"].isna().all()


def test_links_by_chance_are_those_of_the_counts_shared_among_the_genes() -> None:
    counts = fake_run.counts().query("role == 'discovery'")
    by_hand = sum(counts["expected_positive_specific"]) / 1500
    assert f"goes with {by_hand:.1f} features on average" in figure("link-dots").caption


def test_genes_of_a_dot_plot_stand_in_the_order_of_the_table() -> None:
    assert list(figure("link-dots").data["gene"].drop_duplicates()) == made.GENES


def test_the_arms_of_a_gene_are_compared_as_scipy_does() -> None:
    one = made.expressed()[0]
    table = differing(one, ["HLA-A", "$x$"]).set_index("gene")["p"].to_dict()
    for gene in ("HLA-A", "$x$"):
        values, arm = one.levels.loc[gene].to_numpy(), one.outcome.to_numpy()
        p = stats.mannwhitneyu(values[arm == 1], values[arm == 0], method="asymptotic").pvalue
        assert table[gene] == pytest.approx(p)
    assert table["HLA-A"] < 0.001 < table["$x$"]


def test_many_samples_are_thinned_and_both_arms_stay() -> None:
    run = fake_run.full_run()
    drawn = expression_heatmap(made.expressed(1200), "picked", run.profile, run.study.outcome)
    assert isinstance(drawn, Figure)
    assert len(drawn.svg) < 1_000_000
    assert drawn.data["n_positive"].iloc[0] == 400


def test_a_ridge_is_a_density_that_is_mirrored_at_nought() -> None:
    depths = np.random.default_rng(6).exponential(1.0, 4000)
    heights = density(depths)
    assert np.trapezoid(heights, GRID) == pytest.approx(1.0, abs=0.02)
    mirrored = stats.gaussian_kde(np.concatenate([depths, -depths]), 0.15)
    assert heights[10] == pytest.approx(2 * float(mirrored(GRID[10])[0]))
    assert not density(np.zeros(5)).any()


def test_the_heatmap_holds_minus_log_p_and_bars_count_enriched_terms() -> None:
    run = fake_run.full_run()
    rows = run.enrichment.query("role == 'paired'")
    data = figure("function-heatmap-paired").data.set_index("term")
    one = rows.iloc[3]
    assert data.loc[one["term"], one["feature"]] == pytest.approx(-np.log10(one["p_bh"]))
    bars = figure("function-bars-paired").data.set_index("feature")
    by_hand = rows[rows["enriched"]].groupby("feature").size()
    assert bars.loc[by_hand.index, "GO_made_up"].tolist() == by_hand.tolist()
    assert bars.loc[SELECTED[0], "null_mean"] == 2.0


def test_many_libraries_are_put_together_in_one_colour() -> None:
    run = fake_run.full_run()
    rows = run.enrichment.query("role == 'paired'").reset_index(drop=True)
    many = rows.assign(library=[f"library {i % 9}" for i in range(len(rows))])
    drawn = function_bars(many, run.modules, made.chance(), run.profile, "paired")
    assert isinstance(drawn, Figure)
    assert "other libraries" in drawn.data.columns
    n_library = drawn.data.drop(columns=["feature", "null_mean", "null_low", "null_high", "p"])
    assert n_library.to_numpy().sum() == rows["enriched"].sum()


def test_shared_functions_and_those_by_blind_picking_as_counted_by_hand() -> None:
    # ten functions met in both series; a: 4 and 5 of them, 2 the same; b: none in validation
    rows = [
        (role, "GO", feature, f"t{i}", i in have)
        for role, feature, have in (
            ("discovery", "a", {0, 1, 2, 3}),
            ("validation", "a", {2, 3, 4, 5, 6}),
            ("discovery", "b", {0}),
            ("validation", "b", set[int]()),
        )
        for i in range(10)
    ]
    columns = ["role", "library", "feature", "term", "enriched"]
    table = compared(pd.DataFrame(rows, columns=columns)).set_index("feature").T.to_dict()
    a, b = table["a"], table["b"]
    assert (a["n_discovery"], a["n_validation"], a["n_shared"]) == (4, 5, 2)
    assert a["n_expected"] == pytest.approx(stats.hypergeom(10, 4, 5).mean())
    assert a["overlap"] == pytest.approx(2 / 4)
    assert np.isnan(b["overlap"])


def test_a_path_needs_the_gene_in_the_list_and_in_the_enriched_set() -> None:
    run, data = fake_run.full_run(), figure("hierarchy").data
    in_list = set(made.lists().itertuples(index=False, name=None))
    in_set = {(row.term, row.gene) for row in made.sets().itertuples()}
    found = run.enrichment.query("role == 'paired' and enriched")
    enriched = set(zip(found["feature"], found["term"], strict=True))
    for row in data.itertuples():
        assert (row.feature, row.gene) in in_list
        assert (row.term, row.gene) in in_set
        assert (row.feature, row.term) in enriched


def test_a_module_without_an_enriched_function_has_no_paths() -> None:
    run = fake_run.full_run()
    none = run.enrichment.assign(enriched=False)
    drawn = hierarchy(made.lists(), none, made.sets(), run.modules, run.profile)
    assert isinstance(drawn, Missing)


def test_the_best_splits_are_drawn_by_score_or_by_call_as_the_study_did() -> None:
    best = made.best_splits().query("feature_set == 'module'")
    data = figure("best-split-roc").data.query("feature_set == 'module'").groupby("curve")["auc"]
    for name, column in (("logistic", "score"), ("svm", "called")):
        mine = best[best["classifier"] == name]
        expected = roc_auc_score(mine["outcome"], mine[column].astype(float))
        assert data.first()[name] == pytest.approx(expected)
    assert data.first()["honest"] == 0.64


def test_the_mean_of_roc_curves_has_the_mean_of_their_areas() -> None:
    mine = made.nested().query("candidate == 'study-module'")
    areas = [
        roc_auc_score(fold["outcome"], fold["score"])
        for _, fold in mine.groupby(["repeat", "fold"])
    ]
    curve = mean_curve(mine)
    assert np.trapezoid(curve["tpr"], curve["fpr"]) == pytest.approx(np.mean(areas), abs=0.01)


def test_without_nested_scores_the_best_splits_stand_alone_and_say_so() -> None:
    drawn = best_split_roc(made.best_splits(), made.nested().iloc[:0], made.candidates())
    assert isinstance(drawn, Figure)
    assert "was not run" in drawn.caption


def test_resampled_auc_is_that_of_scikit_learn_on_average_and_in_spread() -> None:
    rng = np.random.default_rng(7)
    outcome = np.arange(60) % 2
    scores = np.round(rng.normal(0.6 * outcome, 1.0), 1)  # with ties
    draws = resampled(outcome, scores, np.random.default_rng(8))
    places = [np.flatnonzero(outcome == arm) for arm in (0, 1)]
    by_hand = []
    for _ in range(1000):
        who = np.concatenate([rng.choice(one, len(one)) for one in places])
        by_hand.append(roc_auc_score(outcome[who], scores[who]))
    assert draws.mean() == pytest.approx(np.mean(by_hand), abs=0.01)
    assert draws.std() == pytest.approx(np.std(by_hand), abs=0.006)


def test_a_model_that_knows_nothing_stays_in_its_band_in_95_of_100() -> None:
    rng, outcome = np.random.default_rng(9), np.arange(50) % 2
    low, high = useless(25, 25)
    aucs = np.array([roc_auc_score(outcome, rng.uniform(size=50)) for _ in range(1500)])
    assert ((aucs > low) & (aucs < high)).mean() == pytest.approx(0.95, abs=0.02)


def test_thousands_of_held_out_patients_are_thinned_not_multiplied() -> None:
    rng, outcome = np.random.default_rng(10), np.arange(9000) % 2
    draws = resampled(outcome, rng.normal(outcome, 1.0), np.random.default_rng(11))
    assert draws.mean() == pytest.approx(stats.norm.cdf(1 / np.sqrt(2)), abs=0.02)


def test_what_was_not_permuted_has_no_null() -> None:
    assert chance_of(made.chance(), "module.n_members") is None
    assert chance_of(made.chance().iloc[:0], "enrichment.agreement") is None
    null = chance_of(made.chance(), "enrichment.agreement", "honest")
    assert null is not None
    assert null.mean == 0.08
    assert (
        list(chance_by_feature(made.chance(), "enrichment.n_enriched.paired", "honest").index)
        == SELECTED
    )


def test_huge_tables_are_cut_and_said_to_be() -> None:
    run = fake_run.full_run()
    features = [f"original_glcm_Feature{i}" for i in range(90)]
    rng = np.random.default_rng(12)
    pairs = [(f, f"term {j}") for f in features for j in range(500)]
    rows = pd.DataFrame(pairs, columns=["feature", "term"]).assign(
        role="paired", library="GO", n_overlap=3, n_list=2000, n_set=50, n_universe=20_000
    )
    p = rng.uniform(size=len(rows)) ** 3
    rows = rows.assign(p=p, p_bh=p, enriched=p < 0.01)
    modules = pd.DataFrame({"feature": features, "kind": "auxiliary"})
    drawn = function_heatmap(rows, (modules, []), made.chance(), run.profile, "paired")
    bars = function_bars(rows, modules, made.chance(), run.profile, "paired")
    assert isinstance(drawn, Figure)
    assert isinstance(bars, Figure)
    assert "The 20 of 500 functions" in drawn.caption
    assert "the first 24 of 90 features" in drawn.caption
    assert "the first 30 of 90 features" in bars.caption
    assert max(len(one.svg) for one in (drawn, bars)) < 600_000


def test_the_first_of_many_series_are_shown_and_counted() -> None:
    run = fake_run.full_run()
    many = pd.concat([run.series.assign(series=f"GSE{i}") for i in range(40)], ignore_index=True)
    drawn = series_arms(many, (28, 28), RULE, run.profile, run.study.outcome)
    assert isinstance(drawn, Figure)
    assert drawn.caption.startswith("The first 20 of 40 series")


def test_one_feature_and_one_gene_are_enough_for_dots() -> None:
    run = fake_run.full_run()
    rows = made.foremost()
    one = rows[(rows["feature"] == FEATURES[0]) & (rows["gene"] == "HLA-A")]
    drawn = link_dots(one, run.counts, (run.modules, []), run.profile, run.study.outcome)
    assert isinstance(drawn, Figure)
    assert len(drawn.data) == 1

import re
from collections.abc import Callable
from functools import cache
from xml.etree import ElementTree as ET

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from sonogenomics.figures.arms import Arms, arms
from sonogenomics.figures.auc_boxes import auc_boxes
from sonogenomics.figures.enrichment_dots import enrichment_dots
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.gene_counts import gene_counts
from sonogenomics.figures.module_network import module_network
from sonogenomics.figures.overlap_matrix import overlap_matrix
from sonogenomics.figures.patient_flow import patient_flow
from sonogenomics.figures.roc_curves import roc_curves
from sonogenomics.figures.truth_recovery import truth_recovery
from sonogenomics.figures.urf_effects import urf_effects
from sonogenomics.figures.urf_heatmap import scaled_ranks, urf_heatmap
from sonogenomics.figures.urf_violins import urf_violins
from sonogenomics.linking.modules import linking_role
from sonogenomics.profiles import PROFILES
from sonogenomics.reporting.run import Run
from tests.reporting import fake_run

Draw = Callable[[Run], Figure | Missing]


def _tested(run: Run) -> Arms | None:
    return arms(run.urfs, run.patients, run.differential, run.profile, run.study.outcome)


DRAWN: dict[str, Draw] = {
    "patient-flow": lambda r: patient_flow(r.flow, r.patients, r.profile, r.study.outcome),
    "urf-heatmap": lambda r: urf_heatmap(_tested(r), r.profile, 0.05),
    "urf-violins": lambda r: urf_violins(_tested(r), r.profile, 0.05),
    "urf-effects": lambda r: urf_effects(r.differential, r.profile, 0.05, r.study.outcome),
    "gene-counts": lambda r: gene_counts(r.counts, r.selected(), r.profile, 0.3, r.study.outcome),
    "enrichment-dots": lambda r: enrichment_dots(
        r.enrichment, r.modules, r.selected(), r.profile, 0.05
    ),
    "overlap-matrix": lambda r: overlap_matrix(
        r.similarity, r.modules, r.selected(), r.profile, 0.6
    ),
    "module-network": lambda r: module_network(r.modules, r.similarity, r.profile, 0.6),
    "auc-boxes": lambda r: auc_boxes(r.performance, r.profile),
    "roc-curves": lambda r: roc_curves(r.validation, r.ranking, r.profile, r.study.outcome),
    "truth-recovery": lambda r: truth_recovery(r.recovered, r.profile),
}
PARTS = "flow patients urfs differential counts enrichment similarity modules performance ranking"


@pytest.fixture(scope="module")
def run() -> Run:
    return fake_run.full_run()


@cache
def svg(name: str) -> str:
    return figure(name, fake_run.full_run()).svg


def figure(name: str, run: Run) -> Figure:
    drawn = DRAWN[name](run)
    assert isinstance(drawn, Figure)
    return drawn


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_tells_its_profile_its_chance_and_its_numbers(name: str, run: Run) -> None:
    drawn = figure(name, run)
    assert drawn.name == name
    assert drawn.caption.endswith("Profile: honest.") or "Profile: honest," in drawn.caption
    assert re.search(r"\d", drawn.caption)
    assert drawn.alt
    assert len(drawn.data)


@pytest.mark.parametrize("name", sorted(set(DRAWN) - {"patient-flow"}))
def test_a_caption_speaks_of_chance(name: str, run: Run) -> None:
    words = ("chance", "blindly", "by itself is no evidence", "without one the two halves")
    assert any(word in figure(name, run).caption for word in words)


@pytest.mark.parametrize("name", DRAWN)
def test_equal_tables_give_equal_bytes(name: str, run: Run) -> None:
    again = fake_run.full_run()
    assert svg(name) == figure(name, again).svg
    assert figure(name, run).csv() == figure(name, again).csv()


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_one_svg_in_the_page_colour_with_ids_of_its_own(name: str, run: Run) -> None:
    text = svg(name)
    root = ET.fromstring(text)
    assert root.tag == "{http://www.w3.org/2000/svg}svg"
    assert "currentColor" in text
    assert "#1a2b3c" not in text.lower()
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert all(str(identity).startswith(f"{name}-") for identity in ids)
    referred = set(re.findall(r"url\(#([^)]+)\)", text)) | set(re.findall(r'href="#([^"]+)"', text))
    assert referred <= set(ids)


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_to_show_is_said_in_a_sentence(name: str) -> None:
    empty = {
        part: getattr(fake_run.full_run(), part).iloc[:0]
        for part in [*PARTS.split(), "validation", "recovered"]
    }
    drawn = DRAWN[name](fake_run.full_run(**empty))
    assert isinstance(drawn, Missing)
    assert drawn.name == name
    assert drawn.reason.endswith(".")


@pytest.mark.parametrize("name", DRAWN)
def test_the_published_profile_can_be_drawn_too(name: str) -> None:
    assert "Profile: published" in figure(name, fake_run.full_run("published")).caption


def test_labels_of_the_data_are_never_read_as_markup_or_formula(run: Run) -> None:
    for name in ("patient-flow", "enrichment-dots"):
        text = svg(name)
        assert "<script" not in text
        assert "&lt;script&gt;alert(1)" in text
        assert "\x07" not in text


def test_colours_survive_the_renaming_of_ids(run: Run) -> None:
    assert "#d55e00" in svg("urf-violins")
    assert "#0072b2" in svg("auc-boxes")


def test_drawing_leaves_the_settings_of_matplotlib_alone(run: Run) -> None:
    before = dict(mpl.rcParams)
    assert figure("auc-boxes", run).svg
    assert dict(mpl.rcParams) == before


def test_without_a_differential_feature_the_smallest_p_values_are_shown_and_titled_so() -> None:
    none = fake_run.differential().assign(selected=False)
    drawn = figure("urf-violins", fake_run.full_run(differential=none))
    assert drawn.title == "No URF is differential: the 8 of smallest p"
    first = fake_run.differential()["p"].sort_values().index[:8]
    assert list(drawn.data.columns[1:9]) == list(first)


def test_honest_figures_show_training_patients_only(run: Run) -> None:
    shown = set(figure("urf-violins", run).data["patient_id"])
    assert shown == set(run.patients.index[run.patients["split"] == "train"])
    everyone = figure("urf-violins", fake_run.full_run("published")).data["patient_id"]
    assert set(everyone) == set(run.patients.index)


def test_the_heatmap_puts_the_positive_arm_first(run: Run) -> None:
    order = [name for name in figure("urf-heatmap", run).data.columns if name != "feature"]
    outcome = run.patients.loc[order, "outcome"].to_numpy()
    assert np.array_equal(outcome, np.sort(outcome)[::-1])


def test_ranks_are_scaled_to_0_and_1_with_ties_in_the_middle() -> None:
    # by hand: ranks 1, 2.5, 2.5, 4 less one, over three
    ranks = scaled_ranks(pd.DataFrame({"a": [1.0, 2.0, 2.0, 9.0]}))["a"]
    assert ranks.tolist() == [0.0, 0.5, 0.5, 1.0]


def test_a_constant_feature_is_drawn_as_points_not_as_a_violin() -> None:
    flat = fake_run.full_run().urfs.copy()
    flat[fake_run.SELECTED[0]] = 2.0
    assert figure("urf-violins", fake_run.full_run(urfs=flat)).svg


def test_roc_curves_carry_the_auc_of_scikit_learn(run: Run) -> None:
    data = figure("roc-curves", run).data.drop_duplicates(["classifier", "feature_set"])
    for row in data.itertuples():
        mine = run.validation.query(
            "classifier == @row.classifier and feature_set == @row.feature_set"
        )
        assert row.auc == pytest.approx(roc_auc_score(mine["outcome"], mine["score"]))


def test_held_out_patients_of_one_arm_have_no_roc_curve() -> None:
    one = fake_run.full_run().validation.query("outcome == 1")
    assert isinstance(DRAWN["roc-curves"](fake_run.full_run(validation=one)), Missing)


def test_network_edges_reach_the_threshold_and_have_a_differential_end(run: Run) -> None:
    edges = figure("module-network", run).data
    assert (edges["overlap"] >= 0.6).all()
    ends = edges["feature_a"].isin(fake_run.SELECTED) | edges["feature_b"].isin(fake_run.SELECTED)
    assert ends.all()


def test_a_module_without_edges_is_drawn_all_the_same(run: Run) -> None:
    apart = run.similarity.assign(overlap=0.1)
    drawn = figure("module-network", fake_run.full_run(similarity=apart))
    assert "no edges" in drawn.caption
    assert drawn.data.empty


def test_the_published_profile_shows_random_pairing_even_where_a_series_is_paired(run: Run) -> None:
    assert linking_role(run.enrichment, PROFILES["published"]) == "discovery"
    assert linking_role(run.enrichment, PROFILES["honest"]) == "paired"


def test_gene_counts_keep_one_order_of_features_in_both_series(run: Run) -> None:
    data = figure("gene-counts", run).data
    order = data.groupby("role")["feature"].agg(list)
    assert order["discovery"] == order["validation"]
    first = data.query("role == 'discovery'")["positive_specific"]
    assert first.is_monotonic_decreasing

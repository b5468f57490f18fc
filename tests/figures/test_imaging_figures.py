"""Figures of images, lesions and the trust in features."""

import re
from collections.abc import Callable
from functools import cache
from xml.etree import ElementTree as ET

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sonogenomics.figures.dice_by_patient import dice_by_patient
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.hygiene_counts import hygiene_counts
from sonogenomics.figures.image_flow import flow_steps, image_flow, lesion_origins
from sonogenomics.figures.judged import judged, mean_interval
from sonogenomics.figures.lesion_gallery import chosen, cut_out, lesion_gallery
from sonogenomics.figures.quality_scatter import quality_scatter
from sonogenomics.figures.reliability import in_order, reliability
from sonogenomics.figures.scanner_effects import scanner_effects, share_of_ranks
from sonogenomics.figures.training_curves import training_curves
from sonogenomics.reporting.imaging_run import Imaging
from sonogenomics.reporting.run import Run
from tests.reporting import fake_images, fake_run

DRAWN: dict[str, Callable[[Run], Figure | Missing]] = {
    "image-flow": lambda r: image_flow(r.imaging.flow, r.profile),
    "hygiene-counts": lambda r: hygiene_counts(r.imaging.findings, r.imaging.images, r.profile),
    "training-curves": lambda r: training_curves(r.imaging.curves, r.imaging.weights, r.profile),
    "dice-by-patient": lambda r: dice_by_patient(
        r.imaging.agreement, r.imaging.images, r.imaging.weights, r.profile
    ),
    "lesion-gallery": lambda r: lesion_gallery(list(r.imaging.examples), r.profile),
    "quality-scatter": lambda r: quality_scatter(r.imaging.agreement, r.profile),
    "reliability": lambda r: reliability(r.imaging.reliability, r.selected(), r.profile),
    "scanner-effects": lambda r: scanner_effects(
        r.imaging.scanner_effects, r.differential, "HER2", r.profile
    ),
}
LARGEST = {"lesion-gallery": 500_000}  # bytes: eight pictures must still go by mail
MODERATE = 120_000


@pytest.fixture(scope="module")
def run() -> Run:
    return fake_images.imaged_run()


@cache
def svg(name: str) -> str:
    return figure(name, fake_images.imaged_run()).svg


def figure(name: str, run: Run) -> Figure:
    drawn = DRAWN[name](run)
    assert isinstance(drawn, Figure)
    return drawn


@pytest.mark.parametrize("name", DRAWN)
def test_a_figure_tells_its_profile_and_its_numbers(name: str, run: Run) -> None:
    drawn = figure(name, run)
    assert drawn.name == name
    assert drawn.caption.endswith("Profile: honest.")
    assert re.search(r"\d", drawn.caption)
    assert "nan" not in drawn.caption + drawn.alt
    assert drawn.alt.endswith(".")
    assert len(drawn.data)


@pytest.mark.parametrize("name", DRAWN)
def test_equal_tables_give_equal_bytes(name: str) -> None:
    again = figure(name, fake_images.imaged_run())
    assert svg(name) == again.svg
    assert again.csv() == figure(name, fake_images.imaged_run()).csv()


@pytest.mark.parametrize("name", DRAWN)
def test_a_drawing_is_one_svg_of_moderate_size_in_the_page_colour(name: str) -> None:
    text = svg(name)
    assert ET.fromstring(text).tag == "{http://www.w3.org/2000/svg}svg"
    assert len(text) < LARGEST.get(name, MODERATE)
    assert "#1a2b3c" not in text.lower()
    assert "mathdefault" not in text


@pytest.mark.parametrize("name", DRAWN)
def test_nothing_to_show_is_said_in_a_sentence(name: str) -> None:
    drawn = DRAWN[name](fake_images.imaged_run(imaging=Imaging()))
    assert isinstance(drawn, Missing)
    assert drawn.name == name
    assert drawn.reason.endswith(".")


def test_only_unseen_patients_are_judged(run: Run) -> None:
    known = run.imaging.agreement
    seen = set(known.loc[known["seen"], "patient_id"])
    table = judged(known, run.imaging.images)
    assert seen
    assert not seen & set(table["patient_id"])
    assert len(table) + len(seen) == known["patient_id"].nunique()


def test_the_headline_is_the_mean_of_patients_not_of_images() -> None:
    # by hand: patient A 0.5 and 0.7 -> 0.6; patient B 0.9 -> mean 0.75 (images: 0.70)
    few = (
        fake_images.imaging()
        .agreement.head(3)
        .assign(patient_id=["A", "A", "B"], dice=[0.5, 0.7, 0.9], seen=False)
    )
    assert mean_interval(few)[0] == pytest.approx(0.75)


def test_the_interval_is_near_that_of_the_normal_theory(run: Run) -> None:
    fresh = run.imaging.unseen()
    means = fresh.groupby("patient_id")["dice"].mean()
    expected = stats.t.interval(0.95, len(means) - 1, means.mean(), stats.sem(means))
    assert mean_interval(fresh)[1:] == pytest.approx(expected, abs=0.005)


def test_acceptance_stands_beside_dice_never_in_its_place(run: Run) -> None:
    caption = figure("dice-by-patient", run).caption
    assert caption.startswith("Mean Dice 0.")
    assert "95 % interval" in caption.split(";")[0]
    rate = 100 * run.imaging.unseen()["accepted"].mean()
    assert f"{rate:.1f} % of these images" in caption
    assert "random weights" in caption


def test_a_study_without_scanners_shows_folds_alone(run: Run) -> None:
    nameless = run.imaging.images.assign(scanner="")
    drawn = dice_by_patient(run.imaging.agreement, nameless, "x", run.profile)
    assert isinstance(drawn, Figure)
    assert len(drawn.drawing.axes) == 1


def test_quality_carries_the_rho_of_scipy(run: Run) -> None:
    fresh = run.imaging.unseen()
    rho = stats.spearmanr(fresh["quality"], fresh["dice"]).statistic
    assert f"Spearman's rho {rho:.2f}" in figure("quality-scatter", run).caption


def test_constant_quality_is_told_not_correlated(run: Run) -> None:
    flat = run.imaging.agreement.assign(quality=1.0)
    assert isinstance(quality_scatter(flat, run.profile), Missing)


def test_a_network_that_nobody_watched_shows_its_losses_alone(run: Run) -> None:
    blind = run.imaging.curves.drop(columns="validation_dice")
    drawn = training_curves(blind, "x", run.profile)
    assert isinstance(drawn, Figure)
    assert len(drawn.drawing.axes) == 1
    assert "best" not in drawn.caption


def test_the_best_epoch_is_named(run: Run) -> None:
    # the made-up Dice rises to 0.88 (1 - exp(-12 / 3)) = 0.864 in fold 1
    assert "fold 1: 12 epochs, best validation Dice 0.86 at epoch 12" in (
        figure("training-curves", run).caption
    )


def test_findings_across_patients_are_coloured_and_counted(run: Run) -> None:
    drawn = figure("hygiene-counts", run)
    assert "2 images of 2 patients (coloured) also stand under another patient" in drawn.caption
    assert "#d55e00" in svg("hygiene-counts")
    row = drawn.data.set_index("finding").loc["strokes_outside"]
    assert (row["images"], row["patients"]) == (40, 40)


def test_the_flow_loses_nothing_without_a_reason(run: Run) -> None:
    steps = flow_steps(run.imaging.flow)
    assert [step.count for step in steps] == [
        "162 images",
        "160 images, 80 patients",
        "160 lesions, 160 images, 80 patients",
        "159 lesions",
    ]
    assert steps[1].lost == ("absent: 1", "truncated: 1", "not in the list: 1 (ignored)")


def test_unreviewed_masks_are_counted_in_the_caption(run: Run) -> None:
    origins = lesion_origins(run.imaging.lesions).set_index("origin")
    n = int((run.imaging.lesions["origin"] == "unreviewed").sum())
    assert origins.loc["unreviewed", "lesions"] == n
    assert f"{n} of 160 lesions" in figure("image-flow", run).caption


def test_four_origins_fit_beside_each_other(run: Run) -> None:
    lesions = run.imaging.lesions.copy()
    lesions.loc[:3, "origin"] = "redrawn"
    imaging = fake_images.imaging(lesions=lesions)
    assert "redrawn" in figure("image-flow", fake_images.imaged_run(imaging=imaging)).svg


def test_the_gallery_shows_each_patient_once_and_both_arms(run: Run) -> None:
    arms = fake_run.patients()["outcome"].map({1: "P", 0: "N"})
    choice = chosen(run.imaging.agreement, arms)
    assert len(choice) == 8
    assert choice["patient_id"].is_unique
    assert set(choice["arm"]) == {"P", "N"}
    assert choice["place"].value_counts().to_dict() == {"median": 4, "best": 2, "worst": 2}
    assert choice["dice"].is_monotonic_decreasing
    fresh = run.imaging.unseen()["dice"]
    ends = fresh.sort_values().to_numpy()
    assert choice["dice"].iloc[0] >= ends[-10]
    assert choice["dice"].iloc[-1] <= ends[9]


def test_a_gallery_of_one_patient_has_one_picture(run: Run) -> None:
    arms = fake_run.patients()["outcome"].map({1: "P", 0: "N"})
    one = run.imaging.unseen().head(1)
    assert chosen(one, arms)["place"].tolist() == ["best"]


def test_a_cut_out_holds_both_outlines_even_at_the_edge() -> None:
    frame = np.full((60, 90), 100, np.uint8)
    expert, predicted = np.zeros_like(frame), np.zeros_like(frame)
    expert[0:20, 0:20] = 1
    predicted[40:60, 70:90] = 2
    row = pd.Series({"image": "a", "place": "worst", "arm": "", "dice": 0.0, "held_out": False})
    cut = cut_out(row, frame, expert, predicted, side=64)
    assert cut.grey.shape == cut.expert.shape == (64, 64)
    # a square of 90 x 2 x 0.85 = 154 px (halves rounded up): each outline covers 400 of 154^2 px
    for inside in (cut.expert, cut.predicted):
        assert inside.mean() == pytest.approx(400 / 154**2, rel=0.1)


def test_an_image_with_nothing_drawn_can_be_shown(run: Run) -> None:
    frame = np.full((60, 90), 100, np.uint8)
    row = pd.Series({"image": "a", "place": "worst", "arm": "", "dice": 0.0, "held_out": True})
    empty = np.zeros_like(frame)
    drawn = lesion_gallery([cut_out(row, frame, empty, empty)], run.profile)
    assert isinstance(drawn, Figure)
    assert drawn.svg


def test_families_hold_together_and_the_least_reliable_stands_last() -> None:
    rows = in_order(fake_images.reliability())
    assert rows["family"].is_monotonic_increasing
    lowest = rows[["icc_masks", "icc_views"]].min(axis=1)
    assert all(low.is_monotonic_decreasing for _, low in lowest.groupby(rows["family"]))


def test_a_study_of_one_view_shows_mask_changes_alone(run: Run) -> None:
    single = run.imaging.reliability.assign(
        icc_views=np.nan, icc_views_low=np.nan, icc_views_high=np.nan
    )
    drawn = reliability(single, [], run.profile)
    assert isinstance(drawn, Figure)
    assert len(drawn.drawing.axes) == 1


def test_the_share_of_ranks_is_that_of_kruskal_and_wallis(rng: np.random.Generator) -> None:
    a, b = rng.normal(0.4, 1, 31), rng.normal(0, 1, 44)
    h = stats.kruskal(a, b).statistic
    u = stats.mannwhitneyu(a, b).statistic
    tested = pd.DataFrame({"u": [u], "n_positive": 31, "n_negative": 44})
    assert share_of_ranks(tested).iloc[0] == pytest.approx(h / (31 + 44 - 1))


def test_without_combat_no_hollow_points_are_promised(run: Run) -> None:
    plain = run.imaging.scanner_effects.assign(epsilon_squared_after=np.nan)
    drawn = scanner_effects(plain, run.differential, "malignancy", run.profile)
    assert isinstance(drawn, Figure)
    assert "Nothing was done against it" in drawn.caption
    assert "after ComBat" not in drawn.svg
    assert "Explained by malignancy" in drawn.svg

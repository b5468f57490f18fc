"""Summaries by patient and the check of the foreseen quality, against scipy and on paper."""

import math
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.api import OLS, add_constant

from sonogenomics.segmentation.summary import agreement_summary, by_scanner, quality_check
from tests.segmentation.judged import agreement_table


def summary(table: pd.DataFrame, seed: int = 1) -> dict[str, Any]:
    return dict(agreement_summary(table, np.random.default_rng(seed)))


def test_a_patient_counts_once_however_many_images() -> None:
    found = summary(agreement_table([0.9, 0.7, 0.6, 0.0], ["A", "A", "A", "B"]))
    assert found["dice"]["image_mean"] == pytest.approx(0.55)
    assert found["dice"]["image_median"] == pytest.approx(0.65)
    assert found["dice"]["patient_mean"] == pytest.approx((2.2 / 3 + 0) / 2)
    assert (found["n_images"], found["n_patients"], found["n_nothing_drawn"]) == (4, 2, 1)
    assert (found["sensitivity"], found["acceptance_rate"]) == (0.75, 0.75)


def test_missing_distances_are_left_out_not_taken_for_zero() -> None:
    found = summary(agreement_table([0.9, 0.7, 0.0]))
    assert found["hd95_px"]["image_mean"] == pytest.approx(2.0)
    assert "hd95_mm" not in found


def test_false_positives_are_counted_by_image() -> None:
    assert summary(agreement_table([0.9, 0.4, 0.3, 0.8]))["false_positives_per_image"] == 0.5


def test_the_interval_is_close_to_that_of_students_t(rng: np.random.Generator) -> None:
    dice = rng.normal(0.8, 0.05, 200).clip(0.01, 1)
    found = summary(agreement_table(list(dice)))["dice"]
    expected = stats.ttest_1samp(dice, 0).confidence_interval()
    assert found["low"] == pytest.approx(expected.low, abs=0.001)
    assert found["high"] == pytest.approx(expected.high, abs=0.001)


def test_equal_generators_give_equal_intervals_and_one_patient_has_none() -> None:
    table = agreement_table([0.9, 0.5, 0.7])
    assert summary(table) == summary(table)
    one = summary(agreement_table([0.9, 0.5], ["A", "A"]))["dice"]
    assert math.isnan(one["low"])
    assert one["patient_mean"] == 0.7


def test_scanners_are_told_apart_and_the_nameless_left_out() -> None:
    table = agreement_table([0.9, 0.7, 0.4, 0.2], ["A", "A", "B", "C"])
    scanners = pd.Series(["X", "X", "X", ""], index=table.index)
    assert by_scanner(table, scanners) == {
        "X": {
            "n_images": 3,
            "n_patients": 2,
            "dice": pytest.approx(0.6),
            "sensitivity": pytest.approx(2 / 3),
        }
    }


def test_the_quality_check_is_that_of_the_textbooks(rng: np.random.Generator) -> None:
    dice = rng.random(300).clip(0.01)
    quality = (dice / 2 + 0.3 + rng.normal(0, 0.05, 300)).clip(0, 1)
    found = quality_check(agreement_table(list(dice), quality=quality), rng)
    assert found["spearman_rho"] == pytest.approx(stats.spearmanr(quality, dice).statistic)
    assert found["spearman_low"] < found["spearman_rho"] < found["spearman_high"]
    fisher = np.tanh(np.arctanh(found["spearman_rho"]) - 1.96 * 1.03 / np.sqrt(297))
    assert found["spearman_low"] == pytest.approx(fisher, abs=0.02)
    assert found["slope"] == pytest.approx(OLS(dice, add_constant(quality)).fit().params[1])
    poor = dice < 0.7
    u = stats.mannwhitneyu(quality[~poor], quality[poor]).statistic
    assert found["auc_poor"] == pytest.approx(u / (poor.sum() * (~poor).sum()))


def test_images_with_nothing_drawn_do_not_flatter_the_quality(rng: np.random.Generator) -> None:
    drawn = agreement_table([0.9, 0.8, 0.6, 0.7])
    more = agreement_table([0.9, 0.8, 0.6, 0.7, 0.0, 0.0])
    one, other = (quality_check(table, np.random.default_rng(1)) for table in (drawn, more))
    assert one == other


@pytest.mark.parametrize("dice", [[], [0.5], [0.5, 0.6], [0.8] * 5])
def test_too_few_images_or_a_constant_give_no_number_and_no_crash(dice: list[float]) -> None:
    found = quality_check(agreement_table(dice), np.random.default_rng(1))
    assert math.isnan(found["spearman_rho"])
    assert math.isnan(found["slope"])
    assert found["n_images"] == len(dice)

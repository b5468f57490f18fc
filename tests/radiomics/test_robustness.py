import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sonogenomics.errors import StudyError
from sonogenomics.params.features import Extraction, Robustness
from sonogenomics.radiomics.region import Lesion
from sonogenomics.radiomics.robustness import (
    Agreement,
    agreement_of_masks,
    agreement_of_views,
    barred,
    one_a_patient,
)
from tests.radiomics.lesions import ellipse, lesion, speckle
from tests.radiomics.test_icc import JUDGED

RULES = Robustness(lesions=60, changes=5, radius_px=2)


def test_agreement_of_masks_comes_with_its_interval_and_is_the_same_again() -> None:
    rng = np.random.default_rng(3)
    lesions = [lesion(f"P{number}", rng) for number in range(4)]
    alone = agreement_of_masks(lesions, Extraction(), RULES, np.random.default_rng(7))
    again = agreement_of_masks(lesions, Extraction(), RULES, np.random.default_rng(7))
    pd.testing.assert_frame_equal(alone.icc, again.icc, check_exact=True)
    assert (alone.n_subjects, alone.n_raters, alone.n_left_out) == (4, 6, 0)
    assert alone.n_failed == 0
    known = alone.icc.dropna()
    assert (known["low"] <= known["icc"]).all()
    assert (known["icc"] <= known["high"]).all()


def test_the_further_outlines_move_the_less_features_agree() -> None:
    rng = np.random.default_rng(3)
    lesions = [lesion(f"P{number}", rng) for number in range(12)]
    little, much = (
        agreement_of_masks(
            lesions,
            Extraction(),
            RULES.model_copy(update={"radius_px": radius}),
            np.random.default_rng(1),
        ).icc["icc"]
        for radius in (1, 5)
    )
    assert little.median() > much.median()
    assert (little > much).mean() > 0.8


def test_a_lesion_that_a_narrower_outline_makes_too_small_is_left_out_and_counted() -> None:
    rng = np.random.default_rng(3)
    lesions = [lesion(f"P{number}", rng) for number in range(3)]
    lesions.append(Lesion("P9", "left", speckle(rng), ellipse(across=0.1, down=0.1)))
    agreement = agreement_of_masks(lesions, Extraction(min_pixels=127), RULES, rng)
    assert (agreement.n_subjects, agreement.n_left_out) == (3, 1)
    assert agreement.n_failed >= 1


def test_one_lesion_has_nothing_to_agree_with() -> None:
    rng = np.random.default_rng(3)
    agreement = agreement_of_masks([lesion("P1", rng)], Extraction(), RULES, rng)
    assert agreement.n_subjects == 1
    assert agreement.icc.isna().all().all()


def views(rows: list[tuple[str, str, int, int, float]]) -> pd.DataFrame:
    columns = ["patient_id", "image", "lesion", "n_px", "original_glcm_Idm"]
    return pd.DataFrame(rows, columns=columns)


def test_views_of_a_patient_are_compared_and_single_views_left_out() -> None:
    rows = [
        (f"P{subject}", f"view {judge}", 1, 500, JUDGED[subject, judge])
        for subject in range(6)
        for judge in range(4)
    ]
    table = views([*rows, ("P7", "view 0", 1, 500, 3.0), ("P0", "view 0", 2, 500, 99.0)])
    agreement = agreement_of_views(table.sample(frac=1, random_state=1))
    # R: b <- summary(aov(y ~ subject, d))[[1]][["Mean Sq"]]; (b[1] - b[2]) / (b[1] + b[2])
    assert agreement.icc["icc"].item() == pytest.approx(-0.496415770609319)
    assert agreement.icc["low"].item() == pytest.approx(-0.893573040282089)
    assert (agreement.n_subjects, agreement.n_raters, agreement.n_left_out) == (6, 2, 1)


def test_without_second_views_the_agreement_is_unknown() -> None:
    agreement = agreement_of_views(views([("P1", "a", 1, 500, 1.0), ("P2", "b", 1, 500, 2.0)]))
    assert agreement.icc.index.tolist() == ["original_glcm_Idm"]
    assert agreement.icc.isna().all().all()
    assert (agreement.n_subjects, agreement.n_left_out) == (0, 2)


def test_lesions_are_drawn_one_a_patient_whatever_the_order_of_the_rows() -> None:
    rows = [(f"P{number:02}", f"P{number:02}-{view}") for number in range(40) for view in "abc"]
    table = pd.DataFrame(rows, columns=["patient_id", "image"]).assign(lesion=1)
    drawn = one_a_patient(table, 15, np.random.default_rng(1))
    again = one_a_patient(table.iloc[::-1], 15, np.random.default_rng(1))
    assert drawn["patient_id"].is_unique
    assert len(drawn) == 15
    pd.testing.assert_frame_equal(drawn, again)


def test_a_patient_with_many_images_is_drawn_no_more_often() -> None:
    rows = [("P0", f"P0-{view}") for view in range(20)] + [
        (f"P{n}", f"P{n}-0") for n in range(1, 4)
    ]
    table = pd.DataFrame(rows, columns=["patient_id", "image"]).assign(lesion=1)
    rng = np.random.default_rng(1)
    draws = [one_a_patient(table, 1, rng) for _ in range(400)]
    n = sum(draw["patient_id"].item() == "P0" for draw in draws)
    assert stats.binomtest(n, 400, 0.25).pvalue > 0.01
    images = {draw["image"].item() for draw in draws if draw["patient_id"].item() == "P0"}
    assert len(images) > 15


def agreeing(n_subjects: int = 9) -> Agreement:
    icc = pd.Series({"a": 0.9, "b": 0.5, "c": np.nan, "d": 0.75, "e": -0.1})
    return Agreement(pd.DataFrame({"icc": icc}), n_subjects, 7, 3)


def test_a_feature_is_barred_below_the_threshold_and_where_agreement_is_unknown() -> None:
    out = barred(agreeing(), 0.75, "urfs.min_icc_masks")
    assert out.index[out].tolist() == ["b", "c", "e"]


def test_a_threshold_of_zero_bars_none() -> None:
    assert not barred(agreeing(n_subjects=0), 0, "urfs.min_icc_views").any()


def test_a_threshold_without_a_comparison_is_refused() -> None:
    with pytest.raises(StudyError, match=r"urfs\.min_icc_views is 0\.75, but only 1 subject"):
        barred(agreeing(n_subjects=1), 0.75, "urfs.min_icc_views")

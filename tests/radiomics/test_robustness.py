import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from sonogenomics.errors import StudyError
from sonogenomics.params.features import Extraction
from sonogenomics.radiomics.region import Lesion
from sonogenomics.radiomics.robustness import (
    PERTURBATIONS,
    Agreement,
    Perturbation,
    agreement_of_masks,
    agreement_of_views,
    barred,
    icc_2_1,
    perturbed,
)
from tests.radiomics.lesions import ellipse, lesion, speckle

# Table 2 of Shrout and Fleiss 1979: six subjects, four judges
JUDGED = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7.0]]
)
MASK = ellipse() > 0


def test_the_worked_example_of_shrout_and_fleiss() -> None:
    assert icc_2_1(JUDGED[:, :, None])[0] == pytest.approx(0.29, abs=0.005)


def test_r_gives_the_same_from_its_analysis_of_variance() -> None:
    # m <- summary(aov(y ~ subject + judge, d))[[1]][["Mean Sq"]]
    # (m[1] - m[3]) / (m[1] + (k - 1) * m[3] + k * (m[2] - m[3]) / n)
    # for x, log(x) + x[, c(2, 1, 4, 3)], and the first two judges alone
    mixed = np.log(JUDGED) + JUDGED[:, [1, 0, 3, 2]]
    both = icc_2_1(np.stack([JUDGED, mixed], axis=-1))
    assert both.tolist() == pytest.approx([0.289763779527559, 0.513989156507106], rel=1e-13)
    assert icc_2_1(JUDGED[:, :2, None])[0] == pytest.approx(0.12565445026178, rel=1e-13)


def test_raters_that_agree_to_the_last_digit_give_one() -> None:
    assert icc_2_1(np.repeat(JUDGED[:, :1, None], 3, axis=1))[0] == pytest.approx(1)


def test_a_feature_that_never_varies_has_no_agreement() -> None:
    assert np.isnan(icc_2_1(np.full((5, 3, 1), 0.1))[0])


@given(shift=st.floats(-100, 100), scale=st.floats(0.1, 10))
def test_agreement_knows_no_unit_and_no_zero(shift: float, scale: float) -> None:
    assert icc_2_1(JUDGED[:, :, None] * scale + shift)[0] == pytest.approx(0.28976378, rel=1e-6)


def test_one_subject_cannot_agree() -> None:
    with pytest.raises(StudyError, match="there are 1 and 4"):
        icc_2_1(JUDGED[:1, :, None])


@pytest.mark.parametrize("how", PERTURBATIONS)
def test_no_perturbation_moves_the_contour_by_more_than_three_pixels(how: Perturbation) -> None:
    rng = np.random.default_rng(5)
    for _ in range(10):
        new = perturbed(MASK, how, rng)
        assert (new != MASK).any()
        to_contour = ndimage.distance_transform_edt(MASK) + ndimage.distance_transform_edt(~MASK)
        # two pixels, or two each way where the whole mask is moved
        assert to_contour[new != MASK].max() <= (2 * 2**0.5 if how == "shifted" else 2)


def test_eroding_takes_and_dilating_adds() -> None:
    rng = np.random.default_rng(1)
    sizes = [
        int(perturbed(MASK, how, rng).sum())
        for how in ("eroded_2", "eroded_1", "dilated_1", "dilated_2")
    ]
    assert sizes[0] < sizes[1] < MASK.sum() < sizes[2] < sizes[3]


def test_a_shift_keeps_the_form() -> None:
    new = perturbed(MASK, "shifted", np.random.default_rng(1))
    assert new.sum() == MASK.sum()
    assert not np.array_equal(new, MASK)


def test_agreement_of_masks_is_the_same_for_any_number_of_workers() -> None:
    rng = np.random.default_rng(3)
    lesions = [lesion(f"P{number}", rng) for number in range(4)]
    alone = agreement_of_masks(lesions, Extraction(), np.random.default_rng(7))
    shared = agreement_of_masks(lesions, Extraction(), np.random.default_rng(7), workers=2)
    pd.testing.assert_series_equal(alone.icc, shared.icc, check_exact=True)
    assert (alone.n_subjects, alone.n_raters, alone.n_left_out) == (4, 7, 0)
    assert (alone.icc.dropna() <= 1).all()


def test_a_lesion_that_erosion_makes_too_small_is_left_out_and_counted() -> None:
    rng = np.random.default_rng(3)
    lesions = [lesion(f"P{number}", rng) for number in range(3)]
    lesions.append(Lesion("P9", "left", speckle(rng), ellipse(across=0.1, down=0.1)))
    agreement = agreement_of_masks(lesions, Extraction(min_pixels=120), rng)
    assert (agreement.n_subjects, agreement.n_left_out) == (3, 1)


def test_views_of_a_patient_are_compared_and_single_views_left_out() -> None:
    rows = [
        (f"P{subject}", f"view {judge}", 1, 500, JUDGED[subject, judge])
        for subject in range(6)
        for judge in range(4)
    ]
    rows += [("P7", "view 0", 1, 500, 3.0), ("P0", "view 0", 2, 500, 99.0)]
    table = pd.DataFrame(rows, columns=["patient_id", "image", "lesion", "n_px", "x"])
    agreement = agreement_of_views(table.sample(frac=1, random_state=1))
    assert agreement.icc["x"] == pytest.approx(0.12565445026178)
    assert (agreement.n_subjects, agreement.n_raters, agreement.n_left_out) == (6, 2, 1)


def test_a_feature_is_barred_by_any_comparison_and_where_agreement_is_unknown() -> None:
    masks = Agreement(pd.Series({"a": 0.9, "b": 0.5, "c": np.nan, "d": 0.75}), 9, 7, 0)
    views = Agreement(pd.Series({"a": 0.2, "b": 0.9, "c": 0.90, "d": 0.75}), 9, 2, 0)
    assert barred([masks], 0.75) == ["b", "c"]
    assert barred({"masks": masks, "views": views}, 0.75) == ["a", "b", "c"]

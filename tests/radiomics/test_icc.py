import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from sonogenomics.errors import StudyError
from sonogenomics.radiomics.icc import Icc, icc_1_1, icc_2_1

# Table 2 of Shrout and Fleiss 1979: six subjects, four judges
JUDGED = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7.0]]
)
MIXED = np.log(JUDGED) + JUDGED[:, [1, 0, 3, 2]]


def numbers(icc: Icc) -> list[float]:
    return [float(each[0]) for each in (icc.value, icc.low, icc.high)]


def test_the_worked_example_of_shrout_and_fleiss() -> None:
    """Values of their Table 4; bounds as R's psych::ICC prints them for the same ratings."""
    assert numbers(icc_2_1(JUDGED[:, :, None])) == pytest.approx([0.29, 0.019, 0.761], abs=0.005)
    assert numbers(icc_1_1(JUDGED[:, :, None])) == pytest.approx([0.17, -0.133, 0.723], abs=0.005)


@pytest.mark.parametrize(
    ("ratings", "two_way", "one_way"),
    [
        (
            JUDGED,
            [0.289763779527559, 0.018786513374712, 0.761084369648953],
            [0.165741768405475, -0.132932324874751, 0.722560062328121],
        ),
        (
            JUDGED[:, :2],
            [0.1256544502617800, -0.0236532215432571, 0.5998514840379151],
            [-0.496415770609319, -0.893573040282089, 0.402661387942346],
        ),
        (
            MIXED,
            [0.5139891565071061, 0.0867411724383029, 0.8880598241885570],
            [0.4621401557768197, 0.0723396682644676, 0.8719054058594867],
        ),
    ],
)
def test_r_gives_the_same_from_its_analysis_of_variance(
    ratings: NDArray[np.float64], two_way: list[float], one_way: list[float]
) -> None:
    # m <- summary(aov(y ~ subject + judge, d))[[1]][["Mean Sq"]]; F <- m[2] / m[3]
    # R <- (m[1] - m[3]) / (m[1] + (k - 1) * m[3] + k * (m[2] - m[3]) / n)
    # v <- (k-1)*(n-1)*(k*R*F+n*(1+(k-1)*R)-k*R)^2/((n-1)*k^2*R^2*F^2+(n*(1+(k-1)*R)-k*R)^2)
    # U <- qf(.975, n-1, v); n*(m[1]-U*m[3])/(U*(k*m[2]+(k*n-k-n)*m[3])+n*m[1]), and so on;
    # b <- summary(aov(y ~ subject, d)): F0 / qf(.975, n-1, n*(k-1)), F0 * qf(.975, n*(k-1), n-1)
    assert numbers(icc_2_1(ratings[:, :, None])) == pytest.approx(two_way, rel=1e-9)
    assert numbers(icc_1_1(ratings[:, :, None])) == pytest.approx(one_way, rel=1e-9)


def test_many_features_at_once_are_each_as_alone() -> None:
    both = icc_2_1(np.stack([JUDGED, MIXED], axis=-1))
    assert both.value[1] == icc_2_1(MIXED[:, :, None]).value[0]
    assert both.low[0] == icc_2_1(JUDGED[:, :, None]).low[0]


def test_raters_that_agree_to_the_last_digit_give_one_with_certainty() -> None:
    alike = np.repeat(JUDGED[:, :1, None], 3, axis=1)
    assert numbers(icc_2_1(alike)) == [1, 1, 1]
    assert numbers(icc_1_1(alike)) == [1, 1, 1]


def test_a_rater_who_is_always_higher_disagrees() -> None:
    shifted = np.stack([JUDGED[:, 0], JUDGED[:, 0] + 2], axis=1)
    value, low, high = numbers(icc_2_1(shifted[:, :, None]))
    # rows 16.4 / 3, columns 12, no error: 2 (8.2 / 3) / (2 (8.2 / 3) + 2 * 12 / 6), by hand
    variance = np.var(JUDGED[:, 0], ddof=1)
    assert value == pytest.approx(variance / (variance + 2))
    assert low < value < high < 1


def test_a_feature_that_never_varies_has_no_agreement() -> None:
    for icc in (icc_2_1(np.full((5, 3, 1), 0.1)), icc_1_1(np.full((5, 3, 1), 0.1))):
        assert np.isnan(numbers(icc)).all()


@given(shift=st.floats(-100, 100), scale=st.floats(0.1, 10))
def test_agreement_knows_no_unit_and_no_zero(shift: float, scale: float) -> None:
    expected = [0.28976378, 0.01878651, 0.76108437]
    assert numbers(icc_2_1(JUDGED[:, :, None] * scale + shift)) == pytest.approx(expected, rel=1e-6)


def test_the_order_of_a_subjects_own_raters_plays_no_part() -> None:
    turned = JUDGED.copy()
    turned[::2] = turned[::2, ::-1]
    assert numbers(icc_1_1(turned[:, :, None])) == pytest.approx(
        numbers(icc_1_1(JUDGED[:, :, None]))
    )


def test_the_interval_covers_the_truth_as_often_as_it_says(rng: np.random.Generator) -> None:
    subjects, errors = rng.standard_normal((30, 1, 2000)), rng.standard_normal((30, 3, 2000))
    for icc in (icc_1_1(subjects + errors), icc_2_1(subjects + errors)):
        covered = ((icc.low <= 0.5) & (icc.high >= 0.5)).mean()
        assert covered == pytest.approx(0.95, abs=0.02)


def test_one_subject_cannot_agree() -> None:
    with pytest.raises(StudyError, match="there are 1 and 4"):
        icc_2_1(JUDGED[:1, :, None])
    with pytest.raises(StudyError, match="there are 6 and 1"):
        icc_1_1(JUDGED[:, :1, None])

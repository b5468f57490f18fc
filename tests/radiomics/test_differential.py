"""Differences between the arms against R, statsmodels and cases worked on paper."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from sonogenomics.catalog.features import Differential
from sonogenomics.errors import StudyError
from sonogenomics.profiles import PROFILES
from sonogenomics.radiomics.differential import (
    compare_arms,
    compared_patients,
    differential_features,
    fold_change,
    is_constant,
    no_features,
)
from sonogenomics.radiomics.table import choose_features, measured_urfs, read_cells
from sonogenomics.study import UrfTable

# R, on the authors' table with its nameless column dropped: wilcox.test(positive, negative), its
# $p.value and $statistic; p.adjust(p, "BH") over the 86; mean(positive) / mean(negative)
R_PRINTED = {
    "glszm_SizeZoneNonUniformityNormalized": (
        0.00037893753037385603,
        9831.5,
        0.019871887662765011,
        0.89402126378452529,
    ),
    "glszm_SmallAreaEmphasis": (
        0.00046213692238988396,
        9875.0,
        0.019871887662765011,
        0.92573172467739706,
    ),
    "glszm_SmallAreaHighGrayLevelEmphasis": (
        0.001545268333112103,
        10153.0,
        0.044297692215880285,
        0.89420736049710248,
    ),
    "glrlm_ShortRunEmphasis": (
        0.017549509857843804,
        10808.0,
        0.22349274168036298,
        0.95935276473119657,
    ),
    "glszm_ZoneEntropy": (
        0.01760708550770421,
        14741.0,
        0.22349274168036298,
        1.0131801279439578,
    ),
    "glrlm_ShortRunHighGrayLevelEmphasis": (
        0.018132097178687499,
        10818.0,
        0.22349274168036298,
        0.93466583617288324,
    ),
    "glszm_SizeZoneNonUniformity": (
        0.018191269671657451,
        10819.0,
        0.22349274168036298,
        0.87370433345947418,
    ),
    "glrlm_RunLengthNonUniformityNormalized": (
        0.046687636921768874,
        11127.5,
        0.50189209690901537,
        0.96487205735383941,
    ),
    "firstorder_Range": (
        0.057699151023844722,
        11203.0,
        0.53654902143037075,
        0.97214561886127626,
    ),
}


def frame(*columns: list[float]) -> pd.DataFrame:
    table = {f"original_glcm_F{i}": column for i, column in enumerate(columns)}
    return pd.DataFrame(table, index=[f"P{i}" for i in range(len(columns[0]))])


def status(urfs: pd.DataFrame, *outcome: int) -> pd.Series:
    return pd.Series(outcome, index=urfs.index)


@pytest.fixture(scope="module")
def authors(mirror: Path) -> tuple[pd.DataFrame, pd.Series]:
    layout = UrfTable(source="urfs", orientation="features_in_rows", separator="tab")
    cells = read_cells(mirror / "her2-urf" / "F-S_matrix.txt", layout)
    urfs = measured_urfs(cells, choose_features(cells, "published"), cells.patients)
    outcome = pd.Series([int(name.startswith("pos")) for name in urfs.index], index=urfs.index)
    return urfs, outcome


@pytest.mark.realdata
def test_the_authors_table_gives_rs_numbers(authors: tuple[pd.DataFrame, pd.Series]) -> None:
    table = compare_arms(*authors)
    ours = table.loc[
        [f"original_{name}" for name in R_PRINTED], ["p", "u", "p_bh", "fold_change"]
    ].to_numpy()
    np.testing.assert_allclose(ours, list(R_PRINTED.values()), rtol=1e-12)


@pytest.mark.realdata
def test_the_authors_table_gives_exactly_their_eight_features(
    authors: tuple[pd.DataFrame, pd.Series],
) -> None:
    table = differential_features(*authors, PROFILES["published"], alpha=0.05)
    eight = {f"original_{name}" for name in list(R_PRINTED)[:8]}
    assert set(table.index[table["selected"]]) == eight
    assert (table.loc[sorted(eight), "fold_change"] < 1).sum() == 7
    assert (table["n_positive"] == 146).all()
    assert (table["n_negative"] == 175).all()


@pytest.mark.realdata
def test_after_correction_three_of_them_remain(authors: tuple[pd.DataFrame, pd.Series]) -> None:
    table = differential_features(*authors, PROFILES["honest"], alpha=0.05)
    three = {f"original_{name}" for name in list(R_PRINTED)[:3]}
    assert set(table.index[table["selected"]]) == three


def test_small_tied_arms_get_rs_normal_approximation() -> None:
    positive, negative = [1.2, 3.4, 2.2, 5.1, 4.4, 3.4, 6.0], [0.3, 1.2, 2.2, 2.9, 1.8, 3.4]
    urfs = frame(positive + negative)
    row = compare_arms(urfs, status(urfs, *[1] * 7, *[0] * 6)).iloc[0]
    # R: wilcox.test(positive, negative, exact=FALSE)
    assert row["p"] == pytest.approx(0.071763395070633687, rel=1e-12)
    assert row["u"] == 34
    assert row["rank_biserial"] == pytest.approx(26 / 42)  # 34 pairs of 42 for, 8 against


def test_the_order_of_patients_in_the_status_does_not_matter() -> None:
    urfs = frame([5.0, 6.0, 1.0, 2.0])
    outcome = status(urfs, 1, 1, 0, 0)
    pd.testing.assert_frame_equal(compare_arms(urfs, outcome), compare_arms(urfs, outcome[::-1]))


def test_features_that_are_the_same_in_these_patients_are_no_finding() -> None:
    urfs = frame([3.0, 3.0, 3.0, 3.0], [1.0, 2.0, 3.0, 4.0])
    table = compare_arms(urfs, status(urfs, 1, 1, 0, 0))
    assert table.iloc[0][["u", "p", "rank_biserial", "fold_change"]].tolist() == [
        2.0,
        1.0,
        0.0,
        1.0,
    ]
    assert is_constant(urfs).tolist() == [True, False]


def test_nothing_but_constant_features_is_still_a_table() -> None:
    urfs = frame([3.0, 3.0])
    assert compare_arms(urfs, status(urfs, 1, 0))["p"].tolist() == [1.0]


def test_a_ratio_that_says_nothing_is_not_given() -> None:
    #           ratio 2, zero below, sign differs, both negative, tiny with other sign
    positive = np.array([[4.0, 1.0, 1.0, -3.0, 1e-200]])
    negative = np.array([[2.0, 0.0, -1.0, -2.0, -1e-200]])
    np.testing.assert_array_equal(
        fold_change(positive, negative), [2.0, np.nan, np.nan, 1.5, np.nan]
    )


def test_an_empty_arm_is_refused() -> None:
    urfs = frame([1.0, 2.0])
    with pytest.raises(StudyError, match="0 positive and 2 negative"):
        compare_arms(urfs, status(urfs, 0, 0))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 12), st.integers(2, 12))
def test_the_arms_are_treated_alike(seed: int, n_positive: int, n_negative: int) -> None:
    values = np.random.default_rng(seed).integers(0, 6, (n_positive + n_negative, 4)).astype(float)
    urfs = frame(*values.T.tolist())
    outcome = status(urfs, *[1] * n_positive, *[0] * n_negative)
    table, swapped = compare_arms(urfs, outcome), compare_arms(urfs, 1 - outcome)
    np.testing.assert_allclose(table["p"], swapped["p"])
    np.testing.assert_allclose(table["rank_biserial"], -swapped["rank_biserial"])
    Differential.validate(table.assign(selected=False))


def test_the_correction_is_that_of_statsmodels(rng: np.random.Generator) -> None:
    urfs = frame(*rng.normal(size=(20, 40)).tolist())
    table = compare_arms(urfs, status(urfs, *[1] * 15, *[0] * 25))
    np.testing.assert_allclose(table["p_bh"], multipletests(table["p"], method="fdr_bh")[1])


def test_each_profile_compares_its_own_patients() -> None:
    patients = pd.DataFrame({"split": ["train", "test", "train"]}, index=["P1", "P2", "P3"])
    assert compared_patients(patients, PROFILES["honest"]).index.tolist() == ["P1", "P3"]
    assert compared_patients(patients, PROFILES["published"]).index.tolist() == ["P1", "P2", "P3"]


def test_a_study_without_urfs_has_an_empty_table_of_the_right_kind() -> None:
    assert Differential.validate(no_features()).empty

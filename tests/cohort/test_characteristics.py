"""Tables 1 and 2 against values printed by R 4.2."""

import numpy as np
import pandas as pd
import pytest

from sonogenomics.catalog.patients import Characteristics
from sonogenomics.cohort.characteristics import (
    category_test,
    characteristics,
    clinical_values,
    rank_test,
)
from sonogenomics.errors import StudyError
from sonogenomics.study import Variable

STAGES = np.array([[12, 20], [30, 18], [25, 40], [8, 22]])  # I to IV, positive and negative


def expanded(counts: np.ndarray, names: list[str]) -> pd.DataFrame:
    rows = [
        (outcome, name)
        for name, (positive, negative) in zip(names, counts, strict=True)
        for outcome, n in ((1, positive), (0, negative))
        for _ in range(n)
    ]
    return pd.DataFrame(rows, columns=["outcome", "stage"])


def test_many_categories_get_rs_chi_square(rng: np.random.Generator) -> None:
    # R: chisq.test(matrix(c(12,30,25,8, 20,18,40,22), ncol=2))$p.value
    p, name = category_test(STAGES, rng)
    assert p == pytest.approx(0.0086376925882159974, rel=1e-12)
    assert name == "chi-square"


def test_two_categories_get_rs_chi_square_with_yates(rng: np.random.Generator) -> None:
    # R: chisq.test(matrix(c(20,30,35,25), ncol=2))$p.value
    p, name = category_test(np.array([[20, 35], [30, 25]]), rng)
    assert p == pytest.approx(0.08482185440586025, rel=1e-12)
    assert name == "chi-square"


def test_two_small_categories_get_rs_fisher(rng: np.random.Generator) -> None:
    # R: fisher.test(matrix(c(3,9,6,1), ncol=2))$p.value
    p, name = category_test(np.array([[3, 6], [9, 1]]), rng)
    assert p == pytest.approx(0.019766611097880429, rel=1e-9)
    assert name == "Fisher"


def test_many_small_categories_get_fisher_over_random_tables(rng: np.random.Generator) -> None:
    # R: fisher.test(matrix(c(1,6,9,2,8,3,1,1), ncol=2))$p.value
    exact = 0.0031887379133620228
    p, name = category_test(np.array([[1, 8], [6, 3], [9, 1], [2, 1]]), rng)
    assert name == "Fisher (9,999 random tables)"
    assert abs(p - exact) < 4 * np.sqrt(exact * (1 - exact) / 9_999) + 1 / 10_000


def test_equal_generators_give_equal_fisher_values() -> None:
    counts = np.array([[1, 8], [6, 3], [9, 1], [2, 1]])
    first, second = (category_test(counts, np.random.default_rng(4)) for _ in range(2))
    assert first == second


def test_one_category_leaves_nothing_to_test(rng: np.random.Generator) -> None:
    for counts in ([[5, 7]], [[5, 0], [3, 0]], [[5, 7], [0, 0]]):
        p, name = category_test(np.array(counts), rng)
        assert np.isnan(p)
        assert name == "none"


def test_the_rank_test_is_rs() -> None:
    # R: wilcox.test(x, y, exact=FALSE)$p.value
    x, y = [1.2, 3.4, 2.2, 5.1, 4.4, 3.4, 6.0], [0.3, 1.2, 2.2, 2.9, 1.8, 3.4]
    assert rank_test(pd.Series(x), pd.Series(y)) == pytest.approx(0.071763395070633687)


def test_nothing_is_tested_where_an_arm_is_empty_or_all_are_equal() -> None:
    assert np.isnan(rank_test(pd.Series(dtype=float), pd.Series([1.0])))
    assert np.isnan(rank_test(pd.Series([1.0, 1.0]), pd.Series([1.0])))


def test_an_ordered_variable_is_tested_by_rank_and_by_category(rng: np.random.Generator) -> None:
    patients = expanded(STAGES, ["I", "II", "III", "IV"]).sample(frac=1, random_state=1)
    variable = Variable(column="stage", label="TNM stage", kind="ordered")
    table = characteristics(patients, [variable], rng)
    assert table["category"].tolist() == ["I", "II", "III", "IV"]
    assert table["positive"].tolist() == ["12 (16.0 %)", "30 (40.0 %)", "25 (33.3 %)", "8 (10.7 %)"]
    assert table["negative"].tolist()[0] == "20 (20.0 %)"
    # R: wilcox.test(rep(1:4, c(12,30,25,8)), rep(1:4, c(20,18,40,22)))$p.value
    assert table["p_rank"][0] == pytest.approx(0.059931895692542189)
    assert table["p_category"][0] == pytest.approx(0.0086376925882159974)
    assert table["p_rank"][1:].isna().all()
    assert table["test"].tolist() == ["chi-square", "", "", ""]


def test_a_number_is_told_by_its_median_and_quartiles(rng: np.random.Generator) -> None:
    ages = [41.0, 47, 52, 55, 60, 66, 50, np.nan]
    patients = pd.DataFrame({"outcome": [1] * 6 + [0, 0], "age": ages})
    table = characteristics(patients, [Variable(column="age", label="Age", kind="number")], rng)
    # R: quantile(c(41,47,52,55,60,66))
    assert table["positive"].tolist() == ["53.5 [48.25, 58.75]", "0"]
    assert table["negative"].tolist() == ["50 [50, 50]", "1"]
    assert table["category"].tolist() == ["median [quartiles]", "missing"]
    assert table["p_category"].isna().all()


def test_a_category_is_not_ranked_and_the_missing_are_counted(rng: np.random.Generator) -> None:
    patients = pd.DataFrame({"outcome": [1, 1, 0, 0], "site": ["B", None, "A", "B"]})
    table = characteristics(patients, [Variable(column="site", label="Site", kind="category")], rng)
    assert table["category"].tolist() == ["A", "B", "missing"]
    assert table["positive"].tolist() == ["0 (0.0 %)", "1 (100.0 %)", "1"]
    assert table["p_rank"].isna().all()
    assert table["test"].tolist() == ["Fisher", "", ""]


def test_a_variable_nobody_has_is_only_counted(rng: np.random.Generator) -> None:
    patients = pd.DataFrame(
        {"outcome": [1, 0], "t": pd.Series([None, None], dtype="str"), "age": [np.nan, np.nan]}
    )
    variables = [
        Variable(column="t", label="T", kind="ordered"),
        Variable(column="age", label="Age", kind="number"),
    ]
    table = characteristics(patients, variables, rng)
    assert table["category"].tolist() == ["missing", "median [quartiles]", "missing"]
    assert table["positive"].tolist() == ["1", "–", "1"]


def test_a_study_without_variables_has_an_empty_table_of_the_right_kind(
    rng: np.random.Generator,
) -> None:
    table = characteristics(pd.DataFrame({"outcome": [1, 0]}), [], rng)
    assert Characteristics.validate(table).empty


def test_a_cell_of_a_numeric_variable_that_is_no_number_is_told() -> None:
    patients = pd.DataFrame(
        {"age": ["51", "about 60", None]}, index=["P1", "P2", "P3"], dtype="str"
    )
    variables = [Variable(column="age", label="Age", kind="number")]
    with pytest.raises(StudyError, match=r"no number in patient P2, age \('about 60'\)"):
        clinical_values(patients, variables)
    assert clinical_values(patients.drop("P2"), variables)["age"].tolist()[0] == 51

import numpy as np
import pandas as pd
import pytest

from sonogenomics.diagnosis.clinical_terms import REST, terms_of


def test_a_number_comes_with_its_square() -> None:
    terms = terms_of(pd.Series([40.0, 50.0, np.nan, 60.0]))
    assert terms.known.tolist() == [True, True, False, True]
    z = np.sqrt(1.5)  # 10 years over a standard deviation of sqrt(200 / 3)
    assert terms.columns == pytest.approx(np.array([[-z, 1.5], [0, 0], [z, 1.5]]))


def test_rare_levels_are_put_together_and_named() -> None:
    site = pd.Series(["A"] * 5 + ["B"] * 4 + ["C", "D"])
    terms = terms_of(site, fewest=3)
    assert terms.levels == ("A", "B", REST)
    assert terms.merged == ("C", "D")
    assert terms.columns.sum(axis=0).tolist() == [4, 2]


def test_a_single_rare_level_has_nothing_to_join() -> None:
    terms = terms_of(pd.Series(["A"] * 5 + ["C"]), fewest=3)
    assert (terms.levels, terms.merged) == (("A", "C"), ())


def test_blank_and_missing_are_not_known() -> None:
    terms = terms_of(pd.Series(["A", "", " ", None, "B"]), fewest=1)
    assert terms.known.tolist() == [True, False, False, False, True]


@pytest.mark.parametrize("values", [[2.0, 2.0, 2.0], ["A", "A", "A"], [np.nan] * 3])
def test_what_does_not_vary_gives_no_column_that_does(values: list[object]) -> None:
    columns = terms_of(pd.Series(values)).columns
    assert not columns.any()


def test_truth_values_are_categories() -> None:
    terms = terms_of(pd.Series([True, False, True]), fewest=1)
    assert terms.levels == ("True", "False")

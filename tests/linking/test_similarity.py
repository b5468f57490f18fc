import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.linking.similarity import agreement, similarity

COLUMNS = ["feature", "library", "term"]
PAPER = pd.DataFrame(
    [("b", "GO", t) for t in "123"]
    + [("a", "GO", t) for t in "23456"]
    + [("c", "KEGG", t) for t in "123"],
    columns=COLUMNS,
)


def test_the_coefficient_is_the_share_of_the_smaller_set() -> None:
    table = similarity("discovery", PAPER, ["b", "a", "c"])
    rows = table[["feature_a", "feature_b", "n_shared", "overlap"]].to_numpy().tolist()
    assert rows == [["a", "b", 2, 2 / 3], ["a", "c", 0, 0.0], ["b", "c", 0, 0.0]]


def test_terms_of_one_name_in_two_libraries_are_two_terms() -> None:
    rows = [("a", "GO", "apoptosis"), ("b", "KEGG", "apoptosis")]
    table = similarity("paired", pd.DataFrame(rows, columns=COLUMNS), ["a", "b"])
    assert table["n_shared"].tolist() == [0]


def test_a_feature_without_terms_resembles_none() -> None:
    table = similarity("discovery", PAPER, ["a", "z"])
    assert table[["n_shared", "overlap"]].to_numpy().tolist() == [[0, 0.0]]
    assert similarity("discovery", PAPER.iloc[:0], ["a", "z"])["overlap"].tolist() == [0.0]


@given(
    st.dictionaries(st.sampled_from("abcdef"), st.sets(st.integers(0, 12), min_size=1), min_size=2)
)
def test_it_equals_counting_with_sets(terms: dict[str, set[int]]) -> None:
    rows = [(f, "GO", str(t)) for f, members in terms.items() for t in members]
    table = similarity("discovery", pd.DataFrame(rows, columns=COLUMNS), list(terms))
    assert len(table) == len(terms) * (len(terms) - 1) // 2
    for row in table.itertuples():
        a, b = terms[str(row.feature_a)], terms[str(row.feature_b)]
        assert row.n_shared == len(a & b)
        assert row.overlap == len(a & b) / min(len(a), len(b))


def test_agreement_compares_a_feature_with_itself() -> None:
    other = pd.DataFrame([("a", "GO", "2"), ("a", "GO", "9"), ("d", "GO", "1")], columns=COLUMNS)
    found = agreement(PAPER, other)
    assert found.T.to_dict("list") == {
        "a": [5, 2, 1, 0.5],
        "b": [3, 0, 0, 0.0],
        "c": [3, 0, 0, 0.0],
        "d": [0, 1, 0, 0.0],
    }


def test_agreement_of_nothing_is_empty() -> None:
    found = agreement(PAPER.iloc[:0], PAPER.iloc[:0])
    assert found.empty
    assert np.isnan(found["overlap"].median())

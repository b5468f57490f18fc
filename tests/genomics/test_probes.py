import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.errors import StudyError
from sonogenomics.genomics.probes import aggregate, gene_of, is_shared, refuse_dates

# Four probes, three samples. On paper: ERBB2 mean (1+3+8)/3 = 4, (2+6+1)/3 = 3, (3+3+3)/3 = 3;
# median 3, 2, 3; probe means 2, 4, 4: the second and the third tie, the second comes first.
PROBES = pd.DataFrame(
    {"S1": [1.0, 3.0, 8.0, 5.0], "S2": [2.0, 6.0, 1.0, 5.0], "S3": [3.0, 3.0, 3.0, 5.0]},
    index=["p1", "p2", "p3", "p4"],
)
GENES = pd.Series(["ERBB2", "ERBB2", "ERBB2", "CDK1"])


@pytest.mark.parametrize(
    ("how", "erbb2"), [("mean", [4, 3, 3]), ("median", [3, 2, 3]), ("max_mean", [3, 6, 3])]
)
def test_the_probes_of_a_gene_become_one_row(how: str, erbb2: list[float]) -> None:
    genes = aggregate(PROBES, GENES, how)  # type: ignore[arg-type]
    assert genes.index.tolist() == ["CDK1", "ERBB2"]
    assert genes.index.name == "gene"
    assert list(genes.loc["ERBB2"]) == erbb2
    assert list(genes.loc["CDK1"]) == [5, 5, 5]


def test_hyphens_never_part_a_symbol() -> None:
    symbols = pd.Series(["HLA-A", "HLA-B", "ANKHD1-EIF4EBP3", "NKX6-1 /// NKX6-2"])
    assert gene_of(symbols, " /// ").tolist()[:3] == ["HLA-A", "HLA-B", "ANKHD1-EIF4EBP3"]
    assert gene_of(symbols, " /// ").isna().tolist() == [False, False, False, True]
    assert is_shared(symbols, " /// ").tolist() == [False, False, False, True]


def test_a_probe_without_a_gene_belongs_to_none() -> None:
    symbols = pd.Series(["---", "", "NA", " ", "ERBB2 /// ---", "ERBB2///ERBB2"])
    assert gene_of(symbols, " /// ").fillna("none").tolist() == ["none"] * 4 + ["ERBB2"] * 2
    assert not is_shared(symbols, " /// ").any()


def test_without_a_parting_the_text_is_the_symbol() -> None:
    assert gene_of(pd.Series(["A /// B"]), None).tolist() == ["A /// B"]


@pytest.mark.parametrize(
    "date", ["1-Mar", "Sep-02", "01-Dec", "2-SEP", "2023-03-01", "3/1/2023", "1-Mar-01", "Mar-2001"]
)
def test_a_gene_that_became_a_date_is_told_with_its_row(date: str) -> None:
    symbols = pd.Series(["ERBB2", date], index=["p1", "p2"])
    with pytest.raises(StudyError, match=rf"genes into dates: '{date}' \(row p2\)\. Take the orig"):
        refuse_dates(symbols, "file")


def test_genes_that_only_look_a_little_like_dates_are_not_named() -> None:
    genes = ["SEPT2", "MARCH1", "DEC1", "OCT4", "NOV", "MAR", "HLA-A", "1-8D"]
    with pytest.raises(StudyError, match="genes into dates") as told:
        refuse_dates(pd.Series([*genes, "1-Mar"]), "file")
    assert "1-Mar" in str(told.value)
    assert not [gene for gene in genes if f"'{gene}'" in str(told.value)]


@given(
    st.lists(st.sampled_from(["A", "B-1", "C"]), min_size=1, max_size=12),
    st.sampled_from(["mean", "median", "max_mean"]),
    st.randoms(use_true_random=False),
)
def test_each_gene_lies_between_its_lowest_and_highest_probe(
    names: list[str], how: str, random: st.DataObject
) -> None:
    rng = np.random.default_rng(random.randint(0, 2**32))  # type: ignore[attr-defined]
    probes = pd.DataFrame(rng.normal(size=(len(names), 3)))
    genes = aggregate(probes, pd.Series(names), how)  # type: ignore[arg-type]
    assert genes.index.tolist() == sorted(set(names))
    for gene in genes.index:
        rows = probes[[name == gene for name in names]]
        assert (genes.loc[gene].to_numpy() <= rows.max().to_numpy() + 1e-12).all()
        assert (genes.loc[gene].to_numpy() >= rows.min().to_numpy() - 1e-12).all()

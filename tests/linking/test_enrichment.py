from dataclasses import replace
from pathlib import Path

import gseapy
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.stats.multitest import multipletests

from sonogenomics.genomics.gene_sets import read_libraries
from sonogenomics.linking.enrichment import COLUMNS, EnrichmentRule, over_representation

RULE = EnrichmentRule(alpha=0.05, min_size=1, max_size=500, adjust_over="overlapping")
SETS = pd.DataFrame(
    [("GO", "wing", gene) for gene in "ABCD"]
    + [("GO", "leg", gene) for gene in "CDEFG"]
    + [("GO", "eye", gene) for gene in "HI"]
    + [("KEGG", "wing", gene) for gene in "AZ"],
    columns=["library", "term", "gene"],
)


def listed(**genes: str) -> pd.DataFrame:
    rows = [(feature, gene) for feature, names in genes.items() for gene in names]
    return pd.DataFrame(rows, columns=["feature", "gene"])


def test_overlaps_and_sizes_are_counted_within_the_library() -> None:
    found = over_representation(listed(f="ABCX"), SETS, RULE)
    assert found[list(COLUMNS[:7])].to_numpy().tolist() == [
        ["GO", "f", "wing", 3, 3, 4, 9],
        ["GO", "f", "leg", 1, 3, 5, 9],
        ["KEGG", "f", "wing", 1, 1, 2, 2],
    ]
    # choose(4, 3) of choose(9, 3); all but choose(4, 3); certain
    assert found["p"].tolist() == pytest.approx([4 / 84, 80 / 84, 1.0])


def test_sets_and_lists_shrink_to_the_genes_that_were_measured() -> None:
    measured = pd.Index(list("ABEHXYVW"))
    found = over_representation(listed(f="ABCX"), SETS, RULE, measured)
    assert found["term"].tolist() == ["wing", "wing"]
    assert found["n_set"].tolist() == [2, 1]
    assert set(found["n_list"]) == {3}
    assert set(found["n_universe"]) == {8}
    assert found["p"].iloc[0] == pytest.approx(6 / 56)  # both of two in three of eight


def test_a_set_counts_by_its_size_within_the_universe() -> None:
    measured = pd.Index(list("ABCDEH"))
    rule = replace(RULE, min_size=3, max_size=4)
    found = over_representation(listed(f="ABCDEH"), SETS, rule, measured)
    assert found[["term", "n_set"]].to_numpy().tolist() == [["leg", 3], ["wing", 4]]


def test_adjustment_counts_the_sets_the_profile_says(rng: np.random.Generator) -> None:
    genes = np.array([f"G{i}" for i in range(300)])
    rows = [("GO", f"t{t:02}", g) for t in range(60) for g in rng.choice(genes, 12, replace=False)]
    sets = pd.DataFrame(rows, columns=["library", "term", "gene"])
    lists = pd.DataFrame({"feature": "f", "gene": rng.choice(genes, 25, replace=False)})
    overlapping = over_representation(lists, sets, RULE)
    tested = over_representation(lists, sets, replace(RULE, adjust_over="tested"))
    n = len(overlapping)
    assert 0 < n < 60
    expected = multipletests(overlapping["p"], method="fdr_bh")[1]
    assert overlapping["p_bh"].to_numpy() == pytest.approx(expected, rel=1e-12)
    padded = multipletests([*tested["p"], *np.ones(60 - n)], method="fdr_bh")[1][:n]
    assert tested["p_bh"].to_numpy() == pytest.approx(padded, rel=1e-12)


def test_neither_order_nor_repetition_of_genes_matters(rng: np.random.Generator) -> None:
    lists = listed(b="ABCH", a="CDE")
    expected = over_representation(lists, SETS, RULE)
    twice = pd.concat([lists, lists]).iloc[rng.permutation(14)]
    more = pd.concat([SETS, SETS]).iloc[rng.permutation(26)]
    pd.testing.assert_frame_equal(over_representation(twice, more, RULE), expected)


def test_a_list_without_a_known_gene_gives_no_row() -> None:
    found = over_representation(listed(known="AB", stranger="XY"), SETS, RULE)
    assert set(found["feature"]) == {"known"}


def test_no_list_or_no_set_gives_no_row() -> None:
    assert over_representation(listed(), SETS, RULE).empty
    none = over_representation(listed(f="AB"), SETS.iloc[:0], RULE)
    assert none.empty
    assert tuple(none.columns) == COLUMNS


def test_a_library_whose_sets_are_all_too_small_gives_no_row() -> None:
    assert over_representation(listed(f="AB"), SETS, replace(RULE, min_size=10)).empty


@pytest.mark.realdata
@pytest.mark.parametrize("measured", [False, True])
def test_on_real_gene_sets_gseapy_and_scipy_give_the_same(
    mirror: Path, rng: np.random.Generator, *, measured: bool
) -> None:
    sets = read_libraries({"KEGG": mirror / "genesets" / "KEGG_2016.gmt"})
    genes = np.sort(sets["gene"].unique())
    background = rng.choice(genes, 5000, replace=False) if measured else genes
    query = rng.choice(background, 700, replace=False)
    lists = pd.DataFrame({"feature": "f", "gene": query})
    universe = pd.Index(background) if measured else None
    found = over_representation(lists, sets, replace(RULE, max_size=10**6), universe)
    library = {term: list(group) for term, group in sets.groupby("term")["gene"]}
    result = gseapy.enrich(
        list(query), library, background=list(background), outdir=None, no_plot=True
    ).results.set_index("Term")
    ours = found.set_index("term").loc[result.index]
    assert len(ours) == len(found) > 200
    assert ours["p"].to_numpy() == pytest.approx(result["P-value"], rel=1e-10)
    assert ours["p_bh"].to_numpy() == pytest.approx(result["Adjusted P-value"], rel=1e-10)
    by_scipy = stats.hypergeom.sf(
        found["n_overlap"] - 1, len(background), found["n_set"], found["n_list"]
    )
    assert found["p"].to_numpy() == pytest.approx(by_scipy, rel=1e-10)

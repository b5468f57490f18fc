from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import mannwhitneyu

from sonogenomics.reporting.expression_files import read_expressed, share_differing
from sonogenomics.reporting.figure_data import gene_lists, most_linked, role_of
from tests.figures import made
from tests.reporting import fake_run

LINKS = pd.DataFrame(
    [("a", "G2"), ("b", "G2"), ("a", "G9"), ("b", "G1"), ("c", "G9"), ("c", "G2")],
    columns=["feature", "gene"],
)


def samples(names: list[str], series: str = "GSE1") -> pd.DataFrame:
    outcome = np.arange(len(names)) % 2
    return pd.DataFrame({"series": series, "sample": names, "outcome": outcome})


def test_paired_genes_stand_in_order_of_the_features_they_are_linked_to() -> None:
    run = fake_run.full_run(paired=LINKS)
    assert role_of(run) == "paired"
    assert most_linked(run, made.foremost()) == ["G2", "G9", "G1"]
    assert len(gene_lists(run, pd.DataFrame())) == 6


def test_randomly_paired_genes_are_the_foremost_of_discovery() -> None:
    run = fake_run.full_run("published")
    assert role_of(run) == "discovery"
    assert most_linked(run, made.foremost()) == made.GENES
    columns = ["role", "feature", "gene", "positive_specific"]
    rows = [("discovery", "a", "G1", True), ("discovery", "a", "G2", False)]
    rows += [("validation", "a", "G3", True)]
    lists = gene_lists(run, pd.DataFrame(rows, columns=columns))
    assert lists.to_numpy().tolist() == [["a", "G1"]]


def test_only_the_asked_genes_of_a_series_are_kept(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    names = [f"S{i}" for i in range(12)]
    matrix = pd.DataFrame(rng.normal(size=(5, 12)), ["C", "A", "B", "E", "D"], names)
    matrix.to_parquet(tmp_path / "GSE1.parquet")
    series = pd.concat([fake_run.series(), fake_run.series().assign(series="GSE2")])
    both = pd.concat([samples(names), samples(names, "GSE2")])
    (one,) = read_expressed(series, both, ["B", "A", "not measured"], tmp_path)
    assert list(one.levels.index) == ["B", "A"]
    assert (one.series, one.n_genes) == ("GSE1", 5)
    assert list(one.levels.loc["A"]) == list(matrix.loc["A"])


def test_a_series_of_one_arm_is_left_out(tmp_path: Path) -> None:
    names = ["S1", "S2"]
    pd.DataFrame(np.eye(2), ["A", "B"], names).to_parquet(tmp_path / "GSE1.parquet")
    one_arm = samples(names).assign(outcome=1)
    assert read_expressed(fake_run.series(), one_arm, ["A"], tmp_path) == []


def test_the_share_of_genes_that_differ_is_that_of_scipy_one_by_one() -> None:
    rng = np.random.default_rng(2)
    outcome = pd.Series(np.arange(30) % 2, [f"S{i}" for i in range(30)])
    table = rng.normal(size=(80, 30))
    table[:20] += 1.5 * outcome.to_numpy()
    matrix = pd.DataFrame(table, [f"G{i:02}" for i in range(80)], outcome.index)
    arm = outcome.to_numpy() == 1
    ps = [mannwhitneyu(row[arm], row[~arm], method="asymptotic").pvalue for row in table]
    assert share_differing(matrix, outcome) == pytest.approx(np.mean(np.array(ps) < 0.05))

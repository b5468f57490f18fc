import numpy as np
import pandas as pd
import pytest
from scipy.stats import pearsonr

from sonogenomics.catalog import FOREMOST
from sonogenomics.linking.foremost import Drawn, foremost_genes, foremost_links, mean_correlations
from sonogenomics.linking.pairing import draw_pairings


def drawn(rng: np.random.Generator, n_patients: int = 9, n_samples: int = 6) -> Drawn:
    urfs = pd.DataFrame(rng.normal(size=(n_patients, 3)), columns=["a", "b", "c"])
    samples = [f"S{i}" for i in range(n_samples)]
    genes = pd.DataFrame(rng.normal(size=(4, n_samples)), ["G1", "G2", "G3", "G4"], samples)
    return Drawn(urfs, genes, draw_pairings(n_patients, n_samples, 5, rng))


def associations(rows: list[tuple[str, str, int, int, bool]]) -> pd.DataFrame:
    columns = ["feature", "gene", "hits_positive", "hits_negative", "positive_specific"]
    return pd.DataFrame(rows, columns=columns).assign(role="discovery")


# on paper: G3 goes with two features, G1 and G2 with one each and G2 with more hits, G4 with none
FOUND = associations(
    [
        ("a", "G1", 6, 0, True),
        ("a", "G2", 9, 1, True),
        ("a", "G3", 6, 0, True),
        ("b", "G3", 7, 2, True),
        ("b", "G4", 8, 8, False),
    ]
)


def test_genes_stand_in_order_of_the_features_they_go_with_then_of_their_hits() -> None:
    assert foremost_genes(FOUND) == ["G3", "G2", "G1"]
    assert foremost_genes(FOUND, most=1) == ["G3"]


def test_the_mean_correlation_is_that_of_scipy_over_every_perturbation_of_every_series() -> None:
    rng = np.random.default_rng(3)
    series = [drawn(rng), drawn(rng, 5, 8)]
    mean = mean_correlations(series, ["G2", "G4"])
    for i, feature in enumerate("abc"):
        for j, gene in enumerate(["G2", "G4"]):
            rs = [
                pearsonr(
                    one.urfs[feature].to_numpy()[who], one.expression.loc[gene].to_numpy()[which]
                )[0]
                for one in series
                for who, which in zip(one.pairings.patients, one.pairings.samples, strict=True)
            ]
            assert mean[i, j] == pytest.approx(np.mean(rs), abs=1e-12)


def test_every_feature_has_a_row_with_each_foremost_gene_whether_hit_or_not() -> None:
    rng = np.random.default_rng(4)
    sides = {1: [drawn(rng)], 0: [drawn(rng)]}
    table = FOREMOST.schema.validate(foremost_links("discovery", FOUND, sides))
    assert len(table) == 3 * 3
    assert table["n_features"].tolist() == [2] * 3 + [1] * 6
    never = table.query("feature == 'c'")
    assert never["hits_positive"].tolist() == [0, 0, 0]
    assert not never["positive_specific"].any()
    row = table.query("feature == 'b' and gene == 'G3'").iloc[0]
    assert (row["hits_positive"], row["hits_negative"]) == (7, 2)


def test_a_feature_that_is_constant_has_no_mean_correlation() -> None:
    one = drawn(np.random.default_rng(5))
    flat = one._replace(urfs=one.urfs.assign(b=0.1))
    mean = mean_correlations([flat], ["G1"])
    assert np.isnan(mean[1, 0])
    assert np.isfinite(mean[[0, 2], 0]).all()


def test_without_a_positive_specific_gene_the_table_is_empty() -> None:
    rng = np.random.default_rng(6)
    none = FOUND.assign(positive_specific=False)
    table = foremost_links("validation", none, {1: [drawn(rng)], 0: [drawn(rng)]})
    assert FOREMOST.schema.validate(table).empty

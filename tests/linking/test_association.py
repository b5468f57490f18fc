import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sonogenomics.linking import association
from sonogenomics.linking.association import HitRule, hits
from sonogenomics.linking.counting import Floats
from sonogenomics.linking.pairing import Pairings, draw_pairings

RULE = HitRule(alpha=0.05, min_abs_r=0.3)


def by_scipy(features: Floats, genes: Floats, pairings: Pairings, rule: HitRule) -> Floats:
    """Counts of hits, one call of scipy's pearsonr per perturbation, feature and gene."""
    counts = np.zeros((features.shape[1], len(genes)), int)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of constant input: r is then not a number, and no hit
        for patients, samples in zip(pairings.patients, pairings.samples, strict=True):
            for f in range(features.shape[1]):
                for g in range(len(genes)):
                    r, p = stats.pearsonr(features[patients, f], genes[g, samples])
                    counts[f, g] += p < rule.alpha and abs(r) > rule.min_abs_r
    return counts


def whole_numbers(rng: np.random.Generator, rows: int, columns: int) -> Floats:
    """Values with so many ties that constants and equal correlations abound."""
    return rng.integers(0, 3, (rows, columns)).astype(float)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10**6), st.integers(3, 14), st.integers(3, 14), st.sampled_from([0, 0.3, 0.5])
)
def test_hits_are_those_of_scipy_even_among_ties_and_constants(
    seed: int, n_patients: int, n_samples: int, min_abs_r: float
) -> None:
    rng = np.random.default_rng(seed)
    features, genes = whole_numbers(rng, n_patients, 3), whole_numbers(rng, 5, n_samples)
    pairings = draw_pairings(n_patients, n_samples, 4, rng)
    rule = HitRule(0.05, min_abs_r)
    found = hits(features, genes, pairings, rule)
    assert np.array_equal(found.counts, by_scipy(features, genes, pairings, rule))


def test_a_correlation_of_exactly_the_threshold_is_decided_as_scipy_does() -> None:
    x = np.array([0.0, 0, 0, 0, 0, 1, 1, 1, 1, 1])  # r of both is 0.6 but for rounding
    y = np.array([[0.0, 0, 0, 0, 1, 0, 1, 1, 1, 1], [5, 5, 5, 5, 6, 5, 6, 6, 6, 6]])
    one = Pairings(np.arange(10)[None], np.arange(10)[None], 10)
    for min_abs_r in (0.6, np.nextafter(0.6, 0), np.nextafter(0.6, 1), 0.6 - 1e-12, 0.6 + 1e-12):
        rule = HitRule(0.5, float(min_abs_r))
        counts = hits(x[:, None], y, one, rule).counts
        assert np.array_equal(counts, by_scipy(x[:, None], y, one, rule))


@pytest.mark.parametrize(("n_patients", "n_samples"), [(60, 40), (40, 60)])
def test_hits_do_not_depend_on_scale_offset_outliers_or_blocks(
    rng: np.random.Generator,
    monkeypatch: pytest.MonkeyPatch,
    n_patients: int,
    n_samples: int,
) -> None:
    features = rng.lognormal(0, 2, (n_patients, 4)) * [1e-6, 1, 1e6, 1]
    features[:, 3] += 1e6
    genes = rng.standard_normal((30, n_samples))
    genes[:10, 1:] = 0.1  # one sample alone differs, and may be left out of a draw
    genes[10:15, 0] += 1e5
    genes[15:20] = genes[15:20] * 1e-3 + 1e3
    pairings = draw_pairings(n_patients, n_samples, 6, rng)
    expected = by_scipy(features, genes, pairings, RULE)
    assert np.array_equal(hits(features, genes, pairings, RULE).counts, expected)
    monkeypatch.setattr(association, "BLOCK", 7)
    monkeypatch.setattr(association, "BATCH_BYTES", 4 * 4 * pairings.n * 4)
    assert np.array_equal(hits(features, genes, pairings, RULE, n_threads=3).counts, expected)


def test_near_ties_by_the_thousand_are_decided_as_scipy_does(rng: np.random.Generator) -> None:
    x = rng.standard_normal(50)
    x = (x - x.mean()) / np.linalg.norm(x - x.mean())
    noise = rng.standard_normal((3000, 50))
    noise -= noise.mean(axis=1, keepdims=True)
    noise -= np.outer(noise @ x, x)
    noise /= np.linalg.norm(noise, axis=1, keepdims=True)
    r = 0.3 + rng.uniform(-1, 1, 3000) * 10.0 ** rng.integers(-16, -3, 3000)
    genes = r[:, None] * x + np.sqrt(1 - r**2)[:, None] * noise
    one = Pairings(np.arange(50)[None], np.arange(50)[None], 50)
    expected = stats.pearsonr(x[None], genes, axis=1)
    assert 0.3 < (abs(expected.statistic) > 0.3).mean() < 0.7
    found = hits(x[:, None], genes, one, RULE).counts[0]
    assert np.array_equal(found, (expected.pvalue < 0.05) & (abs(expected.statistic) > 0.3))


def test_a_constant_feature_or_gene_has_no_hit_and_is_counted(rng: np.random.Generator) -> None:
    features, genes = rng.standard_normal((8, 3)), rng.standard_normal((5, 8))
    features[:, 1] = 0.1
    genes[2] = 7.7
    pairings = draw_pairings(8, 8, 10, rng)
    found = hits(features, genes, pairings, HitRule(0.999, 0))
    assert not found.counts[1].any()
    assert not found.counts[:, 2].any()
    assert found.n_undefined == 10 * (5 + 3 - 1)


def test_a_gene_constant_only_among_the_drawn_is_counted_in_those_draws() -> None:
    genes = np.zeros((1, 6))
    genes[0, 0] = 1
    samples = np.array([[0, 1, 2], [1, 2, 3], [3, 4, 5]])
    pairings = Pairings(np.array([[0, 1, 2]] * 3), samples, 6)
    assert hits(np.array([[1.0], [2], [4]]), genes, pairings, RULE).n_undefined == 2


def test_more_perturbations_than_a_byte_holds_are_counted() -> None:
    line = np.arange(4.0)
    pairings = Pairings(np.tile(np.arange(4), (600, 1)), np.tile(np.arange(4), (600, 1)), 4)
    assert hits(line[:, None], line[None], pairings, RULE).counts == 600


def test_the_threshold_is_the_one_r_prints() -> None:
    # R: n <- 42; q <- qt(0.975, n - 2); max(0.3, q / sqrt(n - 2 + q^2))
    assert RULE.threshold(42) == pytest.approx(0.304395581285318, rel=1e-13)
    assert RULE.threshold(44) == 0.3
    assert RULE.threshold(3000) == 0.3


@given(st.integers(4, 400), st.floats(1e-4, 0.5))
def test_the_threshold_is_where_scipys_p_crosses_alpha(n: int, alpha: float) -> None:
    r = HitRule(alpha, 0).threshold(n)
    beta = stats.beta(n / 2 - 1, n / 2 - 1, loc=-1, scale=2)  # scipy's distribution of r
    assert 2 * beta.sf(r) == pytest.approx(alpha, rel=1e-7)


@pytest.mark.realdata
def test_on_real_tables_the_hits_are_those_of_scipy(mirror: Path, rng: np.random.Generator) -> None:
    urfs = pd.read_csv(mirror / "her2-urf" / "F-S_matrix.txt", sep="\t", index_col=0).T
    sheet = pd.read_csv(mirror / "gse96058" / "samplesBC.csv").set_index("title")
    matrix = mirror / "gse96058" / "exprBC_log2fpkm.tsv.gz"
    genes = pd.read_csv(matrix, sep="\t", index_col=0).iloc[::40]
    for arm, name, n in ((1, "pos", 42), (0, "neg", 175)):
        features = urfs[urfs.index.str.startswith(name)].to_numpy()[:, ::4]
        expression = genes[sheet.index[sheet["her2_status"] == arm]].to_numpy()
        pairings = draw_pairings(len(features), expression.shape[1], 3, rng)
        assert pairings.n == n
        expected = np.zeros((features.shape[1], len(expression)), int)
        for patients, samples in zip(pairings.patients, pairings.samples, strict=True):
            x, y = features[patients].T[:, None], expression[None, :, samples]
            r, p = stats.pearsonr(x, y, axis=2)
            expected += (p < 0.05) & (abs(r) > 0.3)
        assert expected.any()
        assert np.array_equal(hits(features, expression, pairings, RULE).counts, expected)

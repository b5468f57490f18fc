import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from sonogenomics.linking import paired_scan
from sonogenomics.linking.paired import paired_links
from sonogenomics.linking.paired_scan import adjusted_p, pearson_p, scan


def test_p_is_the_one_r_prints() -> None:
    # R: cor.test(c(44.02, 18.3, 25.1, 30.9, 27.7, 41.2, 36.6), c(2.7, 1.3, 1.4, 1.2, 1.3, .8, 2.9))
    p = pearson_p(np.array([0.429798944101849, -0.429798944101849]), 7)
    assert p == pytest.approx([0.335832805554890] * 2, rel=1e-12)


def test_a_perfect_correlation_has_p_zero() -> None:
    assert pearson_p(np.array([1.0, -1.0]), 10).tolist() == [0.0, 0.0]


def test_adjusted_values_are_those_r_prints() -> None:
    # R: p.adjust(c(.03, .001, .2, .04, .5), "BH")
    printed = [0.06666666666666667, 0.005, 0.25, 0.06666666666666667, 0.5]
    adjusted = adjusted_p(np.array([0.03, 0.001, 0.2, 0.04, 0.5]), 5)
    assert adjusted == pytest.approx(printed, rel=1e-14)


@settings(max_examples=80, deadline=None)
@given(st.integers(0, 10**6), st.integers(1, 60), st.sampled_from([0.01, 0.1, 0.6]))
def test_the_smallest_p_values_alone_give_the_same_links(seed: int, n: int, fdr: float) -> None:
    p = np.random.default_rng(seed).beta(0.3, 1, n)
    whole = stats.false_discovery_control(p)
    few = p < fdr
    adjusted = adjusted_p(p[few], n)
    assert np.array_equal(adjusted < fdr, whole[few] < fdr)
    assert adjusted[adjusted < fdr] == pytest.approx(whole[few][adjusted < fdr], rel=1e-12)
    assert not (whole[~few] < fdr).any()


def paired(rng: np.random.Generator, n_genes: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    who = [f"P{i}" for i in range(30)]
    urfs = pd.DataFrame(rng.standard_normal((30, 7)), who, list("abcdefg"))
    values = rng.standard_normal((n_genes, 30))
    values[::9] += urfs["c"].to_numpy()
    return urfs, pd.DataFrame(values, [f"G{i:03}" for i in range(n_genes)], who)


def test_blocks_do_not_change_what_is_found(
    rng: np.random.Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    urfs, genes = paired(rng, 100)
    whole = paired_links(urfs, genes, 0.2)
    monkeypatch.setattr(paired_scan, "CELLS", 7 * 11)
    parts = paired_links(urfs, genes, 0.2)
    pd.testing.assert_frame_equal(whole.links, parts.links)
    assert whole.null_share == parts.null_share


def test_the_share_without_a_link_is_storeys(rng: np.random.Generator) -> None:
    urfs, genes = paired(rng, 200)
    p = np.array([stats.pearsonr(urfs[a], genes.loc[g])[1] for a in urfs for g in genes.index])
    found = paired_links(urfs, genes, 0.05)
    assert found.null_share == pytest.approx(min(1, ((p > 0.5).sum() + 1) / (0.5 * p.size)))
    assert 0.9 < found.null_share <= 1


def test_no_gene_is_no_pair() -> None:
    found = scan(np.ones((2, 4)) / 2, np.empty((0, 4)), 4, 0.05)
    assert (len(found.p), found.n_above_middle) == (0, 0)

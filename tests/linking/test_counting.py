import numpy as np
import pytest
from scipy import stats

from sonogenomics.linking.counting import NEAR, Counter, drawn_urfs, standardised
from sonogenomics.linking.pairing import draw_pairings


def test_standardised_rows_multiply_to_pearsons_r(rng: np.random.Generator) -> None:
    x, y = rng.standard_normal((2, 30)) + 100
    assert standardised(x) @ standardised(y) == pytest.approx(stats.pearsonr(x, y)[0], rel=1e-9)


def test_single_precision_errs_less_than_the_margin_it_is_given(rng: np.random.Generator) -> None:
    features = rng.lognormal(0, 3, (2000, 6))  # heavy tails, many people
    pairings = draw_pairings(2000, 2000, 1, rng)
    genes = rng.lognormal(0, 3, (50, 2000))
    exact = standardised(features[pairings.patients[0]].T) @ standardised(genes).T
    single = drawn_urfs(features, pairings)[0] @ standardised(genes).T.astype(np.float32)
    assert np.abs(single - exact).max() < NEAR / 3


def test_what_is_too_near_to_tell_is_left_to_the_judge(rng: np.random.Generator) -> None:
    features = rng.standard_normal((20, 1))
    pairings = draw_pairings(20, 20, 1, rng)
    gene = rng.standard_normal((1, 20))
    r = abs(stats.pearsonr(features[pairings.patients[0], 0], gene[0])[0])
    urfs = drawn_urfs(features, pairings)
    tied, hit, missed = (
        Counter(features, urfs, pairings, threshold)(gene)
        for threshold in (r + NEAR / 2, r - 2 * NEAR, r + 2 * NEAR)
    )
    assert tied.ties.tolist() == [[0, 0, 0]]
    assert tied.counts == 0
    assert (hit.counts.item(), len(hit.ties)) == (1, 0)
    assert (missed.counts.item(), len(missed.ties)) == (0, 0)

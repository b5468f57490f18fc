from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sonogenomics.linking.hypergeometric import upper_tail


def relative_error(p: float, k: int, n_set: int, n_list: int, n_universe: int) -> float:
    """Of p against the tail in whole numbers: ways with k or more shared genes, of all ways."""
    fewest, others = max(0, n_set + n_list - n_universe), n_universe - n_set
    own, rest = comb(n_set, fewest), comb(others, n_list - fewest)
    total = tail = 0
    for j in range(fewest, min(n_set, n_list) + 1):
        total += own * rest
        tail += own * rest if j >= k else 0
        own = own * (n_set - j) // (j + 1)
        rest = rest * (n_list - j) // (others - n_list + j + 1)
    given, one = p.as_integer_ratio()
    return ((abs(given * total - one * tail) << 100) // (one * tail)) / 2**100


@given(st.data())
def test_the_tail_is_the_exact_fraction(data: st.DataObject) -> None:
    n_universe = data.draw(st.integers(1, 300))
    n_list = data.draw(st.integers(1, n_universe))
    n_set = data.draw(st.integers(1, n_universe))
    k = data.draw(st.integers(max(0, n_set + n_list - n_universe), min(n_set, n_list)))
    p = upper_tail(np.array([k]), np.array([n_set]), n_list, n_universe).item()
    assert relative_error(p, k, n_set, n_list, n_universe) < 1e-13


def test_on_gene_set_sizes_thirteen_digits_hold(rng: np.random.Generator) -> None:
    n_set = rng.integers(10, 501, 500)
    for n_list, n_universe in ((1500, 16305), (60, 9000), (4000, 10000), (1, 16305)):
        mean = n_set * n_list / n_universe
        k = np.minimum(rng.poisson(mean * 1.5), np.minimum(n_set, n_list))
        tails = upper_tail(k, n_set, n_list, n_universe).tolist()
        errors = [
            relative_error(p, overlap, size, n_list, n_universe)
            for p, overlap, size in zip(tails, k.tolist(), n_set.tolist(), strict=True)
        ]
        assert max(errors) < 1e-13


def test_the_work_of_the_oracle_is_right() -> None:
    assert relative_error(0.25, k=2, n_set=3, n_list=2, n_universe=5) == pytest.approx(1 / 6)


def test_r_prints_the_same() -> None:
    # R: phyper(k - 1, K, N - K, n, lower.tail = FALSE)
    of_genome = upper_tail(np.array([12, 60, 1]), np.array([101, 200, 17]), 1500, 16305)
    printed = [0.216843777557803, 4.39191163368184e-17, 0.80630336796805]
    assert of_genome == pytest.approx(printed, rel=1e-12)
    crowded = upper_tail(np.array([99, 96]), np.array([100, 100]), 105, 110)
    assert crowded == pytest.approx([0.00017363947806777, 0.384863275088613], rel=1e-12)


def test_scipy_gives_the_same_to_ten_digits(rng: np.random.Generator) -> None:
    n_set = rng.integers(1, 2001, 500)
    k = np.minimum(rng.poisson(n_set * 0.12), n_set)
    expected = stats.hypergeom.sf(k - 1, 16305, n_set, 1500)
    assert upper_tail(k, n_set, 1500, 16305) == pytest.approx(expected, rel=1e-10)


def test_what_cannot_be_otherwise_is_certain_and_what_cannot_be_is_not() -> None:
    assert upper_tail(np.array([8]), np.array([9]), 9, 10).item() == 1.0
    assert upper_tail(np.array([5]), np.array([9]), 4, 10).item() == 0.0

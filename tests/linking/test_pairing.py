import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.errors import StudyError
from sonogenomics.linking.pairing import draw_pairings


@given(st.integers(3, 40), st.integers(3, 40), st.integers(1, 5), st.integers(0, 99))
def test_nobody_is_drawn_twice_and_the_smaller_side_is_used_whole(
    n_patients: int, n_samples: int, n_perturbations: int, seed: int
) -> None:
    pairings = draw_pairings(n_patients, n_samples, n_perturbations, np.random.default_rng(seed))
    n = min(n_patients, n_samples)
    assert pairings.patients.shape == pairings.samples.shape == (n_perturbations, n)
    for drawn, among in ((pairings.patients, n_patients), (pairings.samples, n_samples)):
        assert drawn.min() >= 0
        assert drawn.max() < among
        assert all(len(set(row)) == n for row in drawn)
    assert pairings.everyone == (n == n_samples)


def test_every_pair_is_equally_likely(rng: np.random.Generator) -> None:
    pairings = draw_pairings(5, 4, 20_000, rng)
    together = np.zeros((5, 4))
    np.add.at(together, (pairings.patients, pairings.samples), 1)
    share = together / 20_000
    assert np.abs(share - 1 / 5).max() < 5 * np.sqrt(0.2 * 0.8 / 20_000)


def test_two_people_are_too_few(rng: np.random.Generator) -> None:
    with pytest.raises(StudyError, match="2 patients and 30 samples"):
        draw_pairings(2, 30, 1, rng)


def test_batches_are_the_same_perturbations_in_order(rng: np.random.Generator) -> None:
    pairings = draw_pairings(9, 7, 10, rng)
    batches = pairings.batches(4)
    assert [len(batch.patients) for batch in batches] == [4, 4, 2]
    assert np.array_equal(np.concatenate([b.patients for b in batches]), pairings.patients)
    assert np.array_equal(np.concatenate([b.samples for b in batches]), pairings.samples)

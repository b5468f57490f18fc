import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.spatial import KDTree

from sonogenomics.radiomics.redrawing import CHANGES, Change, redrawn
from tests.radiomics.lesions import ellipse

MASK = ellipse() > 0


def dilated(mask: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    """Every pixel whose nearest pixel inside, by a search over all of them, is near enough."""
    everywhere = np.argwhere(np.ones_like(mask))
    distance, _ = KDTree(np.argwhere(mask)).query(everywhere)
    return np.asarray(distance <= radius).reshape(mask.shape)


def eroded(mask: NDArray[np.bool_], radius: int) -> NDArray[np.bool_]:
    return ~dilated(~mask, radius)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("radius_px", [1, 3])
def test_no_change_moves_the_outline_further_than_the_radius(
    change: Change, radius_px: int
) -> None:
    rng = np.random.default_rng(5)
    for _ in range(10):
        new = redrawn(MASK, change, radius_px, rng)
        assert (new <= dilated(MASK, radius_px)).all()
        assert (eroded(MASK, radius_px) <= new).all()


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_changes_the_lesion(change: Change) -> None:
    rng = np.random.default_rng(5)
    assert all((redrawn(MASK, change, 3, rng) != MASK).any() for _ in range(10))


def test_wider_and_narrower_take_every_pixel_in_reach() -> None:
    rng = np.random.default_rng(1)
    assert np.array_equal(redrawn(MASK, "wider", 1, rng), dilated(MASK, 1))
    assert np.array_equal(redrawn(MASK, "narrower", 1, rng), eroded(MASK, 1))


def test_every_distance_up_to_the_radius_is_drawn() -> None:
    rng = np.random.default_rng(1)
    sizes = {int(redrawn(MASK, "wider", 3, rng).sum()) for _ in range(30)}
    assert sizes == {int(dilated(MASK, radius).sum()) for radius in (1, 2, 3)}


def test_a_shift_keeps_the_form() -> None:
    new = redrawn(MASK, "shifted", 3, np.random.default_rng(1))
    assert new.sum() == MASK.sum()
    assert not np.array_equal(new, MASK)


def test_a_rough_outline_is_on_average_where_it_was() -> None:
    rng = np.random.default_rng(1)
    sizes = [redrawn(MASK, "rough", 3, rng).sum() for _ in range(100)]
    assert np.mean(sizes) == pytest.approx(MASK.sum(), rel=0.03)
    assert len(set(sizes)) > 50


def test_the_edge_of_the_image_is_no_outline() -> None:
    half = np.zeros((40, 40), dtype=bool)
    half[:20, 5:35] = True
    new = redrawn(half, "narrower", 1, np.random.default_rng(1))
    assert new[0, 6:34].all()
    assert not new[:, 5].any()
    assert new.sum() == 19 * 28


@given(st.integers(0, 2**32), st.sampled_from(CHANGES), st.integers(1, 4))
def test_any_mask_gives_a_mask_of_its_size(seed: int, change: Change, radius_px: int) -> None:
    rng = np.random.default_rng(seed)
    mask = rng.random((rng.integers(2, 12), rng.integers(2, 12))) < rng.random()
    new = redrawn(mask, change, radius_px, rng)
    assert new.shape == mask.shape
    assert new.dtype == bool
    assert mask.any() or not new.any()

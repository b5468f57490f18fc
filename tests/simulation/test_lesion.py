import numpy as np
import pytest
from scipy import ndimage

from sonogenomics.simulation.latents import TRAITS
from sonogenomics.simulation.lesion import Beam, interior, outline
from sonogenomics.simulation.speckle import envelope_db

SHAPE = (248, 288)
PLAIN = dict.fromkeys(TRAITS, 0.0)
BEAM = Beam(0.9, np.full(248, 2.2), 0.6)
WHOLE = np.ones(SHAPE, bool)


@pytest.mark.parametrize("extent", [-5.0, 0.0, 5.0])
def test_a_lesion_is_one_piece_within_the_picture(extent: float, rng: np.random.Generator) -> None:
    for _ in range(30):
        mask = outline(SHAPE, {**PLAIN, "extent": extent}, 0.3, rng)
        assert ndimage.label(mask, np.ones((3, 3)))[1] == 1
        assert mask.sum() > 500
        assert not mask[-8:].any()
        assert not mask[:27].any()


def test_extent_is_size(rng: np.random.Generator) -> None:
    small, large = (
        np.mean([outline(SHAPE, {**PLAIN, "extent": z}, 0.0, rng).sum() for _ in range(40)])
        for z in (-1.0, 1.0)
    )
    assert 1.7 < large / small < 2.4  # exp(4 x 0.18) = 2.05, but for the skin


def test_spicules_roughen_the_margin(rng: np.random.Generator) -> None:
    def roughness(spiculation: float) -> float:
        masks = [outline(SHAPE, PLAIN, spiculation, rng) for _ in range(40)]
        opened = [ndimage.binary_opening(mask, np.ones((9, 9), bool)) for mask in masks]
        pairs = zip(masks, opened, strict=True)
        return float(np.mean([1 - kept.sum() / mask.sum() for mask, kept in pairs]))

    assert roughness(0.35) > 1.3 * roughness(0.0)


def _grain(fineness: float, rng: np.random.Generator) -> float:
    """Correlation of pixels two columns apart."""
    field = interior(WHOLE, {**PLAIN, "fineness": fineness}, BEAM, rng).speckle
    return float(np.corrcoef(np.abs(field[:, :-2]).ravel(), np.abs(field[:, 2:]).ravel())[0, 1])


def test_fine_speckle_is_less_correlated(rng: np.random.Generator) -> None:
    fine, plain, coarse = (_grain(z, rng) for z in (1.0, 0.0, -1.0))
    assert fine < plain - 0.1
    assert plain < coarse - 0.05


def test_grain_does_not_show_as_contrast_on_the_display(rng: np.random.Generator) -> None:
    seen = []
    for fineness in (-1.5, 0.0, 1.5):
        inside = interior(WHOLE, {**PLAIN, "fineness": fineness}, BEAM, rng)
        levels = inside.contrast * envelope_db(inside.speckle)
        seen.append(float(ndimage.gaussian_filter(levels, BEAM.smoothing_px).std()))
    assert seen == pytest.approx([seen[1]] * 3, rel=0.06)


def test_brightness_order_asymmetry_and_spread_do_what_they_say(rng: np.random.Generator) -> None:
    def drawn(name: str, value: float) -> tuple[float, float, float, float]:
        inside = interior(WHOLE, {**PLAIN, name: value}, BEAM, rng)
        slow = ndimage.gaussian_filter(inside.echo_db, 6)
        spots = (inside.echo_db - slow > 4).mean()
        return float(np.median(inside.echo_db)), float(slow.std()), float(spots), inside.contrast

    low, high = ({name: drawn(name, value) for name in TRAITS} for value in (-1.0, 1.0))
    assert high["brightness"][0] - low["brightness"][0] > 2
    assert high["order"][1] > 1.5 * low["order"][1]
    assert high["asymmetry"][2] > 3 * low["asymmetry"][2]
    assert high["spread"][3] > 1.2 * low["spread"][3]

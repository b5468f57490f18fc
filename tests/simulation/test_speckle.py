import numpy as np
import pytest
from scipy import ndimage, stats

from sonogenomics.simulation.speckle import envelope_db, smooth, speckle, wave

WIDE = np.full(400, 2.0)


def test_the_envelope_is_rayleigh(rng: np.random.Generator) -> None:
    """Fully developed speckle: mean over SD is 1.91 (Wagner 1983); scipy knows the distribution."""
    envelope = np.abs(speckle(rng, (400, 400), 1.0, WIDE))
    assert envelope.mean() / envelope.std() == pytest.approx(1.913, abs=0.03)
    apart = envelope[::8, ::14].ravel()  # beyond the reach of the point-spread function
    assert stats.kstest(apart, stats.rayleigh(scale=np.sqrt(0.5)).cdf).pvalue > 0.01


def test_log_compressed_speckle_has_a_spread_of_5_6_db(rng: np.random.Generator) -> None:
    """10 log10 of an exponential variable: SD = 10 / ln 10 * pi / sqrt 6 = 5.57 dB."""
    levels = envelope_db(speckle(rng, (400, 400), 1.0, WIDE))
    assert levels.std() == pytest.approx(5.57, abs=0.1)
    assert levels.mean() == pytest.approx(-2.507, abs=0.1)  # 10 / ln 10 * Euler's constant


def test_grains_are_as_wide_as_the_beam_at_every_depth(rng: np.random.Generator) -> None:
    """The autocorrelation of a Gaussian blur of SD s is Gaussian with SD s sqrt 2."""
    widths = np.linspace(1.5, 4.0, 600)
    field = speckle(rng, (600, 512), 1.0, widths)
    for rows in (slice(0, 100), slice(500, 600)):
        one, other = field[rows, :-4], field[rows, 4:]
        r = np.vdot(one, other).real / np.sqrt(np.vdot(one, one).real * np.vdot(other, other).real)
        assert r == pytest.approx(np.exp(-(4**2) / (4 * widths[rows].mean() ** 2)), abs=0.06)


def test_the_power_is_one_at_every_depth(rng: np.random.Generator) -> None:
    field = speckle(rng, (400, 2000), 1.0, np.linspace(1.0, 4.0, 400))
    power = ndimage.uniform_filter1d((np.abs(field) ** 2).mean(axis=1), 100)
    assert np.abs(power[50:-50] - 1).max() < 0.1


def test_a_smooth_field_has_unit_variance_and_reaches_far(rng: np.random.Generator) -> None:
    field = smooth(rng, (256, 256), 6.0, 12.0)
    assert field.std() == pytest.approx(1, abs=1e-4)
    assert np.corrcoef(field[:, :-6].ravel(), field[:, 6:].ravel())[0, 1] > 0.85


def test_a_boundary_is_smooth(rng: np.random.Generator) -> None:
    line = wave(rng, 300, 70)
    assert line.std() == pytest.approx(1)
    assert np.abs(np.diff(line)).max() < 0.3

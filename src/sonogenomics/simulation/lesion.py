"""A lesion: an irregular outline, and the texture within it that six traits control."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sonogenomics.simulation.speckle import Complex, Field, Shape, smooth, speckle

RADIUS_PX = 30.0
RADIUS_PER_SD, GRAIN_PER_SD, CONTRAST_PER_SD = 0.18, 0.36, 0.14  # on a logarithmic scale
BRIGHTNESS_PER_SD = 1.6  # dB
HETEROGENEITY_DB, HETEROGENEITY_PER_SD = 2.0, 0.7
HETEROGENEITY_PX = 7.0
SPOTS_PER_PX, SPOTS_PER_SD, SPOT_DB = 1 / 500, 1.0, 15.0
LARGEST_SD = 2.5  # traits beyond it look like it: a lesion must fit into its picture
_ANGLES = np.linspace(-np.pi, np.pi, 721)


@dataclass(frozen=True)
class Beam:
    """How a picture is blurred: before detection by the beam, after it by the display.

    Attributes
    ----------
    axial_px : float
        Standard deviation of the point-spread function along the beam.
    lateral_px : ndarray of shape (rows,)
        Across it, by depth.
    smoothing_px : float
        Of the display.
    """

    axial_px: float
    lateral_px: NDArray[np.float64]
    smoothing_px: float

    def speckle(self, rng: np.random.Generator, shape: Shape, grain: float = 1.0) -> Complex:
        """Draw speckle, its grain so many times that of fully developed speckle."""
        return speckle(rng, shape, grain * self.axial_px, grain * self.lateral_px)

    def contrast_left(self, grain: float) -> float:
        r"""What the display's smoothing leaves of the contrast of speckle, from 0 to 1.

        A field with autocovariance :math:`e^{-x^2 / 2\sigma^2}`, blurred by a Gaussian of standard
        deviation s, keeps :math:`\sigma / \sqrt{\sigma^2 + 2 s^2}` of its variance per axis.
        """
        widths = grain * np.array([self.axial_px, self.lateral_px.mean()])
        return float(np.sqrt(np.prod(widths / np.sqrt(widths**2 + 2 * self.smoothing_px**2))))


@dataclass(frozen=True)
class Interior:
    """What a lesion's pixels are made of.

    Attributes
    ----------
    echo_db : ndarray of shape (rows, columns)
        Echogenicity relative to the level of the lesion.
    speckle : complex ndarray of shape (rows, columns)
        Unit power.
    contrast : float
        Standard deviation of the speckle in dB, relative to fully developed speckle.
    """

    echo_db: Field
    speckle: Complex
    contrast: float


def outline(
    shape: Shape, trait: Mapping[str, float], spiculation: float, rng: np.random.Generator
) -> NDArray[np.bool_]:
    r"""Draw a lesion's true mask: star-shaped, with Fourier lobes and spicules.

    .. math:: r(\theta) = R \Big(1 + \sum_{k=2}^{8} a_k \cos(k\theta + \phi_k)
              + \sum_j s_j e^{\kappa(\cos(\theta - \theta_j) - 1)}\Big)

    stretched along an axis that is nearly parallel to the skin, as most lesions are.

    Parameters
    ----------
    shape : (int, int)
    trait : mapping
        Of which `extent` is used.
    spiculation : float
        Length of the spicules relative to R, from 0.
    rng : Generator

    Returns
    -------
    bool ndarray of shape (rows, columns)
    """
    radius = RADIUS_PX * np.exp(RADIUS_PER_SD * _bounded(trait["extent"]))
    aspect, tilt = np.exp(rng.normal(0.22, 0.16)), rng.normal(0, 0.25)
    reach = radius * np.sqrt(aspect)
    row = rng.uniform(max(0.24 * shape[0], radius + 24), 0.5 * shape[0])
    column = rng.uniform(max(0.3 * shape[1], reach), min(0.7 * shape[1], shape[1] - reach))
    y, x = np.ogrid[: shape[0], : shape[1]]
    y, x = y - row, x - column
    u = (np.cos(tilt) * x + np.sin(tilt) * y) / np.sqrt(aspect)
    v = (np.cos(tilt) * y - np.sin(tilt) * x) * np.sqrt(aspect)
    bound = np.interp(np.arctan2(v, u), _ANGLES, _profile(spiculation, rng))
    mask = np.hypot(u, v) < radius * bound
    mask[: shape[0] // 9] = False  # the skin stays intact
    return np.asarray(mask)


def _profile(spiculation: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Radius by angle, relative to the mean one."""
    k = np.arange(2, 9)
    lobes = 0.2 / k**0.8 * rng.standard_normal(len(k))
    radius = 1 + (lobes * np.cos(k * _ANGLES[:, None] + rng.uniform(0, 2 * np.pi, 7))).sum(axis=1)
    for _ in range(rng.poisson(7) if spiculation > 0 else 0):
        away = np.cos(_ANGLES - rng.uniform(-np.pi, np.pi)) - 1
        radius += spiculation * rng.uniform(0.3, 1) * np.exp(rng.uniform(25, 90) * away)
    radius = np.maximum(radius, 0.5)
    return np.asarray(radius / np.sqrt((radius**2).mean()))


def interior(
    mask: NDArray[np.bool_],
    trait: Mapping[str, float],
    beam: Beam,
    rng: np.random.Generator,
) -> Interior:
    """Draw what is inside a lesion.

    Parameters
    ----------
    mask : bool ndarray of shape (rows, columns)
    trait : mapping
        Fineness (of the grain), spread (contrast as displayed), brightness (echogenicity),
        asymmetry (bright spots), order (large-scale heterogeneity), each in standard deviations.
    beam : Beam
    rng : Generator

    Returns
    -------
    Interior
    """
    at = {name: _bounded(value) for name, value in trait.items()}
    grain = np.exp(-GRAIN_PER_SD * at["fineness"])
    slow = HETEROGENEITY_DB * np.exp(HETEROGENEITY_PER_SD * at["order"])
    echo = BRIGHTNESS_PER_SD * at["brightness"] + slow * smooth(
        rng, mask.shape, HETEROGENEITY_PX, 1.5 * HETEROGENEITY_PX
    )
    _add_spots(echo, mask, at["asymmetry"], rng)
    field = beam.speckle(rng, mask.shape, grain)
    contrast = np.exp(CONTRAST_PER_SD * at["spread"])
    as_seen = beam.contrast_left(1.0) / beam.contrast_left(grain)  # or grain would show in spread
    return Interior(echo, field, float(contrast * as_seen))


def _add_spots(
    echo: Field, mask: NDArray[np.bool_], asymmetry: float, rng: np.random.Generator
) -> None:
    """Add bright foci a few pixels across, as calcifications are (in place)."""
    inside = np.argwhere(mask)
    n = rng.poisson(SPOTS_PER_PX * len(inside) * np.exp(SPOTS_PER_SD * asymmetry))
    height, width = 1.1, 1.8
    for row, column in inside[rng.integers(0, len(inside), n)]:
        rows = slice(max(row - 4, 0), row + 5)
        columns = slice(max(column - 6, 0), column + 7)
        y, x = np.ogrid[rows, columns]
        shape = np.exp(-0.5 * (((y - row) / height) ** 2 + ((x - column) / width) ** 2))
        patch = echo[rows, columns]
        patch += (
            SPOT_DB * rng.uniform(0.6, 1.2) * shape[: patch.shape[0], : patch.shape[1]]
        ).astype(np.float32)


def _bounded(value: float) -> float:
    """The trait, bent smoothly so that it stays within `LARGEST_SD`."""
    return float(LARGEST_SD * np.tanh(value / LARGEST_SD))

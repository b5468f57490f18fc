"""The breast around a lesion: layers of tissue, and what sound meets on its way down."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sonogenomics.simulation.speckle import Field, Shape, smooth, wave

SKIN_DB, FAT_DB, GLAND_DB, MUSCLE_DB, DEEP_DB = 6.0, -10.0, 0.0, -8.0, -15.0
LESION_DB = -17.5  # relative to glandular tissue, before the trait brightness
SPICULATED, WITH_RIB = 0.5, 0.45  # of the patients, of the views
LEAST_SHARE = 0.02  # of the longest path through a lesion, below which there is no shadow
EDGE_DB = -5.0  # shadow at the tangent of a rounded lesion (refraction)


@dataclass(frozen=True)
class Habit:
    """What all views of one patient have in common.

    Attributes
    ----------
    posterior_db : float
        Change of the echoes below the lesion: shadow (negative) or enhancement.
    spiculation : float
        Length of spicules relative to the radius.
    fat, muscle : float
        Depth of the subcutaneous fat's lower and the muscle's upper boundary, share of the rows.
    """

    posterior_db: float
    spiculation: float
    fat: float
    muscle: float


def habit(rng: np.random.Generator) -> Habit:
    """Draw what all views of one patient have in common; none of it depends on HER2."""
    kind = rng.choice(3, p=[0.45, 0.3, 0.25])
    posterior = (rng.uniform(-14, -7), rng.uniform(-2, 1), rng.uniform(3, 6))[kind]
    spiculation = rng.uniform(0.1, 0.35) if rng.random() < SPICULATED else 0.0
    return Habit(posterior, spiculation, rng.uniform(0.16, 0.34), rng.uniform(0.66, 0.84))


def echogenicity(shape: Shape, own: Habit, rng: np.random.Generator) -> Field:
    """Draw the mean echo of every point of a breast without a lesion, in dB.

    From the probe downwards: skin (two bright lines), subcutaneous fat with Cooper's ligaments,
    glandular tissue, a little fat, the pectoral muscle with its fibres and, on some, a rib.

    Parameters
    ----------
    shape : (int, int)
    own : Habit
    rng : Generator

    Returns
    -------
    float32 ndarray of shape (rows, columns)
    """
    rows, columns = shape
    depth = np.arange(rows, dtype=np.float32)[:, None]
    skin = 0.055 * rows + 1.0 * wave(rng, columns, 200)
    fat = own.fat * rows + 0.035 * rows * wave(rng, columns, 70)
    muscle = own.muscle * rows + 0.03 * rows * wave(rng, columns, 150)
    behind = muscle + 0.13 * rows
    echo = np.full(shape, SKIN_DB, np.float32)
    _fill(echo, depth, skin, _fat_lobules(shape, rng), 1.5)
    _fill(echo, depth, fat, _gland(shape, rng), 3.0)
    _fill(echo, depth, muscle - 0.05 * rows, FAT_DB, 4.0)
    _fill(echo, depth, muscle, _fibres(shape, rng), 2.0)
    _fill(echo, depth, behind, DEEP_DB + 3 * smooth(rng, shape, 6, 14), 3.0)
    for line, db, width in (
        (skin - 4, -9, 2.2),
        (skin, 7, 1.2),
        (muscle, 12, 1.3),
        (behind, 9, 1.5),
    ):
        echo += db * _line(depth, line, width)
    if rng.random() < WITH_RIB:
        _add_rib(echo, depth, behind, rng)
    return echo


def _fill(
    echo: Field, depth: Field, top: NDArray[np.float64], level: Field | float, blur_px: float
) -> None:
    """Let a tissue begin below a boundary (in place)."""
    below = 1 / (1 + np.exp(np.clip((top - depth) / (0.5 * blur_px), -30, 30)))
    echo += (below * (level - echo)).astype(np.float32)


def _line(depth: Field, at: NDArray[np.float64], width_px: float) -> Field:
    return np.asarray(np.exp(-0.5 * ((depth - at) / width_px) ** 2), np.float32)


def _fat_lobules(shape: Shape, rng: np.random.Generator) -> Field:
    """Dark lobules, parted by Cooper's ligaments: thin bright sheets where a field is nearly 0."""
    sheets = np.exp(-((smooth(rng, shape, 5, 34) / 0.09) ** 2))
    return np.asarray(FAT_DB + 2 * smooth(rng, shape, 4, 10) + 8 * sheets, np.float32)


def _gland(shape: Shape, rng: np.random.Generator) -> Field:
    """Bright streaks, mostly parallel to the skin, with dark ducts and islands of fat."""
    streaks = 3.0 * smooth(rng, shape, 1.6, 11) + 2.2 * smooth(rng, shape, 6, 22)
    islands = np.maximum(smooth(rng, shape, 9, 16) - 0.9, 0)
    sheets = np.exp(-((smooth(rng, shape, 8, 26) / 0.07) ** 2))
    return np.asarray(GLAND_DB + streaks - 8 * islands + 6 * sheets, np.float32)


def _fibres(shape: Shape, rng: np.random.Generator) -> Field:
    """Muscle: long thin bright fibres on dark ground."""
    fibres = np.maximum(smooth(rng, shape, 1.3, 40), 0)
    return np.asarray(MUSCLE_DB + 6 * fibres, np.float32)


def _add_rib(
    echo: Field, depth: Field, behind: NDArray[np.float64], rng: np.random.Generator
) -> None:
    """A bright arc below the muscle, and nothing behind it (in place)."""
    columns = echo.shape[1]
    centre, half = rng.uniform(0, columns), rng.uniform(0.14, 0.24) * columns
    away = (np.arange(columns) - centre) / half
    arc = behind + 6 + 14 * away**2
    on = np.exp(-(away**4))
    echo += (on * (15 * _line(depth, arc, 1.8) - 22 * (depth > arc))).astype(np.float32)


def beneath(mask: NDArray[np.bool_], posterior_db: float) -> Field:
    """Change of the echo by what the sound went through above, in dB: shadow or enhancement.

    Proportional to the path through the lesion, with the narrow shadows that a curved edge casts.

    Parameters
    ----------
    mask : bool ndarray of shape (rows, columns)
    posterior_db : float
        Behind the thickest part.

    Returns
    -------
    float32 ndarray of shape (rows, columns)
        Zero above the lesion's lower edge.
    """
    path = np.cumsum(mask, axis=0, dtype=np.float32)
    thickness = path[-1]
    share = ndimage.gaussian_filter1d(thickness / max(float(thickness.max()), 1.0), 6.0)
    columns = np.flatnonzero(thickness)
    edges = np.zeros_like(share)
    edges[[columns[0], columns[-1]]] = 1
    edges = ndimage.gaussian_filter1d(edges, 2.5) * 6.3
    behind = np.where(thickness > 0, np.clip(path / np.maximum(thickness, 1), 0, 1) ** 8, 0)
    deepest = mask.shape[0] - 1 - np.argmax(mask[::-1].any(axis=1))
    below = (np.arange(mask.shape[0]) > deepest - 3)[:, None]
    behind = np.maximum(behind, below & (share > LEAST_SHARE))
    outside = ndimage.gaussian_filter(np.where(mask, 0, behind).astype(np.float32), (2.0, 3.0))
    fade = _fade(mask.shape[0], int(deepest))
    return np.asarray(
        outside * fade[:, None] * (posterior_db * share + EDGE_DB * edges), np.float32
    )


def _fade(rows: int, deepest: int) -> Field:
    """Shadows fill up slowly with depth as the beam widens."""
    below = np.maximum(np.arange(rows) - deepest, 0)
    return np.asarray(np.exp(-below / (1.4 * rows)), np.float32)

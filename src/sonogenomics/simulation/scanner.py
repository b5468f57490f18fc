"""Two machines: how each blurs, amplifies and displays what comes back."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sonogenomics.simulation.speckle import Field, Shape

Grey = NDArray[np.uint8]


@dataclass(frozen=True)
class Scanner:
    """One machine.

    Attributes
    ----------
    shape : (int, int)
        Rows and columns of its frames.
    axial_px, lateral_px : float
        Standard deviations of its point-spread function at the focus, in pixels.
    focus : float
        Depth of the focus, share of the rows.
    dynamic_range_db : float
        From black to white.
    gain_db : float
        Where glandular tissue lies above black.
    curve : float
        Exponent of its grey map; below 1 lifts the dark tones.
    tilt_db : float
        What its time-gain compensation leaves uncorrected at the lower edge.
    noise_db : float
        Electronic noise at the lower edge, relative to glandular tissue.
    smoothing_px : float
        Of the displayed picture, as machines do to soften the speckle.
    spacing_mm : float, optional
        Side of a pixel; None where its files do not say.
    """

    shape: Shape
    axial_px: float
    lateral_px: float
    focus: float
    dynamic_range_db: float
    gain_db: float
    curve: float
    tilt_db: float
    noise_db: float
    smoothing_px: float
    spacing_mm: float | None

    def lateral(self) -> NDArray[np.float64]:
        """Width of the beam by depth: narrowest at the focus, widening on both sides."""
        depth = np.linspace(0, 1, self.shape[0])
        return np.asarray(self.lateral_px * np.sqrt(1 + ((depth - self.focus) / 0.5) ** 2))

    def noise(self) -> Field:
        """Electronic noise by depth in dB: amplified with the echoes, so that it rises."""
        depth = np.linspace(0, 1, self.shape[0])
        return np.asarray(self.noise_db - 22 * (1 - depth), np.float32)[:, None]

    def gain(self, rng: np.random.Generator) -> Field:
        """What the amplifier leaves of the attenuation, by depth in dB, as the operator set it."""
        depth = np.linspace(0, 1, self.shape[0])
        slider = 1.2 * np.sin(np.pi * (depth * rng.uniform(1, 3) + rng.uniform(0, 2)))
        return np.asarray(rng.normal(0, 0.8) + self.tilt_db * depth**2 + slider, np.float32)[
            :, None
        ]

    def display(self, level_db: Field) -> Grey:
        """Compress decibels to 256 grey levels, as this machine's grey map does.

        Examples
        --------
        >>> SCANNERS["Aixplorer"].display(np.zeros((1, 3), np.float32)).tolist()
        [[141, 141, 141]]
        """
        share = np.clip((level_db + self.gain_db) / self.dynamic_range_db, 0, 1) ** self.curve
        share = ndimage.gaussian_filter(share, self.smoothing_px)
        return np.asarray(np.rint(255 * share), np.uint8)


SCANNERS = {
    "HITACHI Vision 500": Scanner(
        (248, 288), 0.85, 2.25, 0.42, 58.0, 34.0, 1.05, -13.0, -24.0, 0.6, None
    ),
    "Aixplorer": Scanner((256, 264), 0.82, 2.15, 0.45, 62.0, 35.0, 1.04, -10.0, -25.0, 0.5, 0.15),
}

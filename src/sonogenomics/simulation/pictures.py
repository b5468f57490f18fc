"""One ultrasound picture of one lesion, with the lesion's true mask."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from sonogenomics.simulation.latents import in_view
from sonogenomics.simulation.lesion import Beam, Interior, interior, outline
from sonogenomics.simulation.phantom import LESION_DB, Habit, beneath, echogenicity
from sonogenomics.simulation.scanner import SCANNERS, Grey, Scanner
from sonogenomics.simulation.speckle import Field, envelope_db, speckle

MEAN_LOG_RAYLEIGH = -2.507  # dB: mean of 10 log10 of an exponential variable of mean 1
HALO_DB, WITH_HALO = 4.0, 0.4  # desmoplastic rim around some lesions


@dataclass(frozen=True)
class Picture:
    """A B-mode frame and the true lesion on it."""

    grey: Grey
    mask: NDArray[np.bool_]


def picture(
    lesion: Mapping[str, float], own: Habit, scanner: str, rng: np.random.Generator
) -> Picture:
    """Scan a patient's lesion once.

    Parameters
    ----------
    lesion : mapping
        Traits of the lesion in standard deviations, see `latents`.
    own : Habit
        What all views of the patient share.
    scanner : str
        One of `SCANNERS`.
    rng : Generator
        This view's own.

    Returns
    -------
    Picture
    """
    machine = SCANNERS[scanner]
    trait = in_view(lesion, rng)
    mask = outline(machine.shape, trait, own.spiculation, rng)
    width = float(np.exp(rng.normal(0, 0.04)))  # depth and focus as the operator set them
    beam = Beam(machine.axial_px * width, machine.lateral() * width, machine.smoothing_px)
    breast = echogenicity(machine.shape, own, rng) + beneath(mask, own.posterior_db)
    inside = interior(mask, trait, beam, rng)
    background = beam.speckle(rng, machine.shape)
    level = _level(mask, breast, inside, background, machine, rng)
    return Picture(machine.display(level + machine.gain(rng)), mask)


def _level(
    mask: NDArray[np.bool_],
    breast: Field,
    inside: Interior,
    background: NDArray[np.complex64],
    machine: Scanner,
    rng: np.random.Generator,
) -> Field:
    r"""Add up the echoes of breast, lesion and noise, and detect them, in dB.

    Each is complex Gaussian, so their sum is too: its envelope over its local mean is Rayleigh
    whatever the mixture. The contrast c of the lesion makes that ratio Weibull,
    :math:`L = \bar L + c\,(20\log_{10} e - m)` with m the mean of a log-Rayleigh envelope.
    """
    margin = rng.uniform(0.7, 2.0)
    member = ndimage.gaussian_filter(mask.astype(np.float32), margin)
    if rng.random() < WITH_HALO:
        rim = ndimage.gaussian_filter(mask.astype(np.float32), 6 * margin)
        breast = breast + HALO_DB * rim * (1 - member)
    tissue = breast + member * (LESION_DB + inside.echo_db - breast)
    noise = _power(np.broadcast_to(machine.noise(), mask.shape))
    power = _power(tissue)
    field = np.sqrt(power * (1 - member)) * background
    field += np.sqrt(power * member) * inside.speckle
    field += np.sqrt(noise) * _white(mask.shape, rng)
    total = power + noise
    ratio = envelope_db(field / np.sqrt(total)) - MEAN_LOG_RAYLEIGH
    contrast = 1 + member * (inside.contrast - 1)
    return np.asarray(10 * np.log10(total) + contrast * ratio, np.float32)


def _power(db: Field) -> Field:
    return np.asarray(10 ** (db / np.float32(10)), np.float32)


def _white(shape: tuple[int, ...], rng: np.random.Generator) -> NDArray[np.complex64]:
    """Electronic noise after the display's interpolation across scan lines."""
    rows, columns = shape
    return speckle(rng, (rows, columns), 0.6, np.full(rows, 1.2))

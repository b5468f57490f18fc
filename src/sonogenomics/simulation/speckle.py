"""Random fields of ultrasound: fully developed speckle, and slow variation of tissue."""

import numpy as np
from numpy.typing import NDArray
from scipy import fft

Field = NDArray[np.float32]
Complex = NDArray[np.complex64]
Shape = tuple[int, int]


def speckle(
    rng: np.random.Generator, shape: Shape, axial_px: float, lateral_px: NDArray[np.float64]
) -> Complex:
    r"""Draw the complex echo of countless scatterers, as a transducer blurs it.

    Many scatterers in each resolution cell add up to a circular complex Gaussian (central limit);
    the point-spread function, Gaussian with standard deviations :math:`\sigma_a` along the beam
    and :math:`\sigma_l(\text{depth})` across it, correlates neighbours. The envelope is then
    Rayleigh: mean over standard deviation is :math:`\sqrt{\pi / (4 - \pi)} = 1.91` everywhere.

    Parameters
    ----------
    rng : Generator
    shape : (int, int)
        Rows (depth) and columns.
    axial_px : float
        Standard deviation of the point-spread function along the beam, in pixels.
    lateral_px : ndarray of shape (rows,)
        Across the beam, by depth: a beam is narrowest at its focus.

    Returns
    -------
    complex64 ndarray of shape (rows, columns)
        Mean power 1 at every depth.

    References
    ----------
    Wagner RF et al. IEEE Trans Sonics Ultrason 1983;30:156-163.

    Examples
    --------
    >>> field = speckle(np.random.default_rng(1), (200, 200), 1.0, np.linspace(1.5, 2.5, 200))
    >>> round(float((abs(field) ** 2).mean()), 1)
    1.0
    """
    parts = rng.standard_normal((2, *shape), dtype=np.float32)
    field = np.empty(shape, np.complex64)
    field.real, field.imag = parts
    along = _transfer(shape[0], np.array([axial_px]))
    across = _transfer(shape[1], lateral_px)
    field = fft.ifft(fft.fft(field, axis=0) * along.T, axis=0)
    field = fft.ifft(fft.fft(field, axis=1) * across, axis=1)
    return np.asarray(field / np.float32(np.sqrt(2)), np.complex64)


def envelope_db(field: Complex) -> Field:
    """Detected amplitude in decibels, 0 at unit power."""
    power = field.real**2 + field.imag**2
    return np.asarray(10 * np.log10(np.maximum(power, np.float32(1e-9))), np.float32)


def smooth(rng: np.random.Generator, shape: Shape, rows_px: float, columns_px: float) -> Field:
    """Draw a Gaussian field of mean 0 and variance 1 that varies over the given distances.

    Parameters
    ----------
    rng : Generator
    shape : (int, int)
    rows_px, columns_px : float
        Standard deviations of the Gaussian that blurs white noise, in pixels.

    Returns
    -------
    float32 ndarray of shape (rows, columns)
    """
    white = fft.rfft2(rng.standard_normal(shape, dtype=np.float32))
    down = _gaussian(fft.fftfreq(shape[0]), rows_px)
    right = _gaussian(fft.rfftfreq(shape[1]), columns_px)
    white *= (down[:, None] * right).astype(np.float32)
    field = fft.irfft2(white, s=shape)
    return np.asarray(field / max(float(field.std()), 1e-6), np.float32)


def wave(rng: np.random.Generator, n: int, period_px: float) -> NDArray[np.float64]:
    """Draw a smooth line of n points, mean 0 and standard deviation 1: a boundary of tissue."""
    frequencies = np.arange(1, max(2, round(n / period_px)) + 1)
    weights = rng.standard_normal(len(frequencies)) / frequencies
    phases = rng.uniform(0, 2 * np.pi, len(frequencies))
    at = np.arange(n)[:, None] / (1.7 * n)  # so that the two ends need not meet
    line = (weights * np.cos(2 * np.pi * frequencies * at + phases)).sum(axis=1)
    return np.asarray((line - line.mean()) / max(float(line.std()), 1e-6))


def _gaussian(frequency: NDArray[np.float64], sigma_px: float) -> NDArray[np.float64]:
    return np.asarray(np.exp(-2 * (np.pi * sigma_px * frequency) ** 2))


def _transfer(n: int, sigma_px: NDArray[np.float64]) -> Field:
    """Transfer function of each blur, a row each, that leaves the power of white noise as it is."""
    transfer = np.exp(-2 * (np.pi * sigma_px[:, None] * fft.fftfreq(n)) ** 2)
    power = np.sqrt((transfer**2).mean(axis=1, keepdims=True))
    return np.asarray(transfer / power, np.float32)

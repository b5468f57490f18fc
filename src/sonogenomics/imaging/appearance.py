"""What an ultrasound image looks like, in a dozen numbers that a photograph does not share."""

import numpy as np
import numpy.typing as npt

from sonogenomics.imaging.overlays import count_strokes
from sonogenomics.imaging.ultrasound import Grey, Ultrasound

TINTED = 32  # chroma from which a pixel counts as coloured; JPEG alone gives up to about 20
LAG_PX = 4  # a little more than a grain of speckle is high
TILE_PX = 16  # a piece of tissue small enough to be of one brightness
BYTE = 255
FLAT = 1e-6
Floats = npt.NDArray[np.float64]


def appearance(frame: Ultrasound) -> dict[str, float]:
    """Measure size, grey levels, sharpness and speckle of an image, whatever it shows.

    Parameters
    ----------
    frame : Ultrasound
        As read.

    Returns
    -------
    dict of str to float
        ``rows`` and ``columns`` (px); ``aspect`` (columns a row); ``mean_level``, ``sd_level`` and
        ``n_levels`` (grey levels); ``black`` and ``white`` (share of pixels at 0 and 255);
        ``sharpness_down`` and ``sharpness_across`` (mean step between neighbours, a share of the
        standard deviation); ``grain_down`` and ``grain_across`` (correlation of pixels 4 px apart
        after slow changes are taken out: coarse grain is high); ``speckle`` (median over tiles of
        standard deviation by mean); ``strokes`` (callipers and text).

    Examples
    --------
    >>> grey = np.random.default_rng(1).integers(0, 256, (64, 96)).astype(np.uint8)
    >>> seen = appearance(Ultrasound(grey, None, None, "PNG", 1, 0, ""))
    >>> seen["aspect"], seen["n_levels"], abs(seen["grain_down"]) < 0.1
    (1.5, 256.0, True)
    """
    grey = frame.grey
    counts = np.bincount(grey.ravel(), minlength=BYTE + 1) / grey.size
    levels = np.arange(BYTE + 1)
    mean = float(counts @ levels)
    spread = max(float(np.sqrt(counts @ (levels - mean) ** 2)), FLAT)
    signed = grey.astype(np.int16)
    return {
        "rows": float(grey.shape[0]),
        "columns": float(grey.shape[1]),
        "aspect": grey.shape[1] / grey.shape[0],
        "mean_level": mean,
        "sd_level": spread,
        "n_levels": float((counts > 0).sum()),
        "black": float(counts[0]),
        "white": float(counts[BYTE]),
        "sharpness_down": _mean_step(signed) / spread,
        "sharpness_across": _mean_step(signed.T) / spread,
        "grain_down": _grain(signed),
        "grain_across": _grain(signed.T),
        "speckle": _speckle(grey),
        "strokes": float(count_strokes(frame).outside),
    }


def coloured(frame: Ultrasound) -> float:
    """Share of the pixels that are clearly coloured; B-mode has but a few marks in colour."""
    return 0.0 if frame.chroma is None else float((frame.chroma >= TINTED).mean())


def _mean_step(signed: npt.NDArray[np.int16]) -> float:
    return float(np.abs(np.diff(signed, axis=0)).mean()) if len(signed) > 1 else 0.0


def _grain(signed: npt.NDArray[np.int16]) -> float:
    """Correlation of steps `LAG_PX` apart with the steps beside them; 0 where nothing changes."""
    if len(signed) <= 2 * LAG_PX:
        return 0.0
    step = (signed[LAG_PX:] - signed[:-LAG_PX]).astype(np.float32)
    first, second = step[:-1].ravel(), step[1:].ravel()
    power = float(np.sqrt((first @ first) * float(second @ second)))
    return float(first @ second) / power if power > FLAT else 0.0


def _speckle(grey: Grey) -> float:
    rows, columns = (side // TILE_PX * TILE_PX for side in grey.shape)
    if not rows or not columns:
        return 0.0
    tiles = grey[:rows, :columns].astype(np.float32)
    tiles = tiles.reshape(rows // TILE_PX, TILE_PX, columns // TILE_PX, TILE_PX)
    mean, spread = tiles.mean(axis=(1, 3)), tiles.std(axis=(1, 3))
    return float(np.median(spread / np.maximum(mean, 1.0)))

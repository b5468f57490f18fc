"""Colour and deep grey levels become eight-bit grey, each by one rule."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from sonogenomics.imaging.ultrasound import Grey


def upper_eight_bits(stored: npt.NDArray[np.integer], bits: int, signed: bool = False) -> Grey:
    r"""Bring grey levels of any depth to eight bits, without looking at the image's own range.

    For ``bits`` of at least eight the upper eight are kept,
    :math:`\lfloor v / 2^{bits - 8} \rfloor`; for fewer the full range is spread over 0 to 255.
    An image must not be stretched to its own range: the same tissue would get other grey levels
    in each image, and its texture features with them.

    Parameters
    ----------
    stored : integer array
        Levels as stored; bits above ``bits`` are ignored.
    bits : int
        How many bits a level has, 1 to 16.
    signed : bool
        Whether the lowest level is :math:`-2^{bits-1}` and not 0.

    Returns
    -------
    uint8 array of the same shape

    Examples
    --------
    >>> upper_eight_bits(np.array([0, 255, 256, 65535], np.uint16), 16)
    array([  0,   0,   1, 255], dtype=uint8)
    >>> upper_eight_bits(np.array([-2048, 0, 2047], np.int16), 12, signed=True)
    array([  0, 128, 255], dtype=uint8)
    """
    if stored.dtype == np.uint8 and bits == 8:  # noqa: PLR2004
        return stored.astype(np.uint8)
    levels = stored.astype(np.int32)
    if signed:
        levels += 1 << (bits - 1)
    levels &= (1 << bits) - 1
    if bits >= 8:  # noqa: PLR2004
        return (levels >> (bits - 8)).astype(np.uint8)
    return (levels * 255 // ((1 << bits) - 1)).astype(np.uint8)


def luma(rgb: Grey) -> Grey:
    r"""Turn red, green and blue into the grey that a monochrome screen would show.

    :math:`Y = 0.299 R + 0.587 G + 0.114 B`, rounded; a grey pixel keeps its level.

    Parameters
    ----------
    rgb : uint8 array, shape (rows, columns, 3)

    Returns
    -------
    uint8 array, shape (rows, columns)

    References
    ----------
    Recommendation ITU-R BT.601-7, section 2.5.1; computed by Pillow.

    Examples
    --------
    >>> luma(np.array([[[255, 0, 0], [0, 255, 0], [0, 0, 255], [7, 7, 7]]], np.uint8))
    array([[ 76, 150,  29,   7]], dtype=uint8)
    """
    return np.array(Image.fromarray(np.ascontiguousarray(rgb)).convert("L"))


def chroma(rgb: Grey) -> Grey | None:
    """How far each pixel is from grey: largest minus smallest channel; None if none is.

    Examples
    --------
    >>> chroma(np.array([[[9, 9, 9], [200, 180, 20]]], np.uint8))
    array([[  0, 180]], dtype=uint8)
    """
    largest = np.maximum(np.maximum(rgb[..., 0], rgb[..., 1]), rgb[..., 2])
    smallest = np.minimum(np.minimum(rgb[..., 0], rgb[..., 1]), rgb[..., 2])
    difference = largest - smallest
    return difference if difference.any() else None


def grey_and_chroma(samples: Grey) -> tuple[Grey, Grey | None]:
    """Grey levels and distance from grey of a frame with one or three samples a pixel."""
    if samples.ndim == 2:  # noqa: PLR2004
        return samples, None
    return luma(samples), chroma(samples)

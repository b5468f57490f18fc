"""One ultrasound frame in memory, without anything that names the patient."""

import hashlib
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
Shape = tuple[int, int]


@dataclass(frozen=True)
class Region:
    """A rectangle of the frame that holds ultrasound, edges included.

    Attributes
    ----------
    top, left, bottom, right : int
        First and last row and column, from 0.
    spacing_mm : tuple of float, optional
        Height and width of a pixel in mm, where the region is calibrated in centimetres.
    tissue : bool
        Whether it shows tissue (B-mode), and not a trace or a scale.
    """

    top: int
    left: int
    bottom: int
    right: int
    spacing_mm: tuple[float, float] | None
    tissue: bool

    @property
    def n_pixels(self) -> int:
        """Pixels within the rectangle."""
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)


@dataclass(frozen=True, eq=False)
class Ultrasound:
    """One frame as eight-bit grey levels.

    Attributes
    ----------
    grey : uint8 array, shape (rows, columns)
        Grey levels; colour by ITU-R BT.601 luma, more than eight bits by the upper eight.
    chroma : uint8 array, shape (rows, columns), or None
        Largest minus smallest of red, green and blue; None where every pixel is grey.
    spacing_mm : tuple of float, optional
        Height and width of a pixel in mm; None where the file does not say.
    format : str
        PNG, JPEG, BMP, TIFF or DICOM.
    frames, frame : int
        How many the file has, and which one this is, from 0.
    sha256 : str
        Of the file.
    regions : tuple of Region
        Where the frame holds ultrasound; empty where the file does not say.
    regions_misfit : bool
        The file's regions reach beyond its pixels (it was scaled after the scan), so neither
        they nor their spacing were used.
    tags : dict
        The DICOM tags on the allow-list, by keyword.
    """

    grey: Grey
    chroma: Grey | None
    spacing_mm: tuple[float, float] | None
    format: str
    frames: int
    frame: int
    sha256: str
    regions: tuple[Region, ...] = ()
    regions_misfit: bool = False
    tags: dict[str, Any] = field(default_factory=dict)

    @property
    def colour(self) -> bool:
        """Whether any pixel is coloured."""
        return self.chroma is not None

    @property
    def shape(self) -> Shape:
        """Rows and columns."""
        return self.grey.shape[0], self.grey.shape[1]

    @property
    def pixel_sha256(self) -> str:
        """Fingerprint of what is seen: equal for one picture saved in two lossless formats.

        Examples
        --------
        >>> a, b = (np.zeros(shape, np.uint8) for shape in [(2, 3), (3, 2)])
        >>> frames = [Ultrasound(grey, None, None, "PNG", 1, 0, "") for grey in (a, a, b)]
        >>> [frame.pixel_sha256 == frames[0].pixel_sha256 for frame in frames]
        [True, True, False]
        """
        digest = hashlib.sha256(repr(self.shape).encode())
        digest.update(np.ascontiguousarray(self.grey).data)
        return digest.hexdigest()

"""What hygiene needs of one image, measured once, while the image is in memory."""

from dataclasses import dataclass

import numpy as np

from sonogenomics.errors import StudyError
from sonogenomics.imaging.duplicates import Bits, fingerprint
from sonogenomics.imaging.outlines import Mask
from sonogenomics.imaging.overlays import Strokes, count_strokes
from sonogenomics.imaging.ultrasound import Ultrasound


@dataclass(frozen=True, eq=False)
class Traits:
    """What hygiene needs of one image, small enough to keep for thousands.

    Attributes
    ----------
    image, patient_id : str
        Whose it is.
    split : str or None
        Train or test, where patients are split already.
    pixel_sha256 : str
        Of the grey levels.
    fingerprint : bool array, shape (128,)
        How it looks.
    strokes : Strokes
        Callipers and text.
    grey_range : float
        Grey levels between the 1st and the 99th percentile.
    black, white : float
        Share of pixels at 0 and at 255.
    spacing_known, regions_misfit : bool
        What the file says of its scale.
    """

    image: str
    patient_id: str
    split: str | None
    pixel_sha256: str
    fingerprint: Bits
    strokes: Strokes
    grey_range: float
    black: float
    white: float
    spacing_known: bool
    regions_misfit: bool


@dataclass(frozen=True)
class Whose:
    """The name of an image, its patient, and the patient's split where there is one."""

    image: str
    patient_id: str
    split: str | None = None


def traits(whose: Whose, frame: Ultrasound, lesion: Mask | None = None) -> Traits:
    """Measure one image: duplicates' fingerprints, strokes, range and clipping.

    Parameters
    ----------
    whose : Whose
        Name, patient and split.
    frame : Ultrasound
        As read.
    lesion : bool array, shape (rows, columns), optional
        All its lesions together.

    Returns
    -------
    Traits

    Raises
    ------
    StudyError
        The lesion's mask has another size than the image.

    Examples
    --------
    >>> grey = np.full((40, 40), 255, np.uint8)
    >>> found = traits(Whose("P1.png", "P1"), Ultrasound(grey, None, None, "PNG", 1, 0, ""))
    >>> found.white, found.grey_range, found.spacing_known
    (1.0, 0.0, False)
    """
    if lesion is not None and lesion.shape != frame.grey.shape:
        raise StudyError(f"The mask of {whose.image} has another size than the image: redraw it.")
    counts = np.bincount(frame.grey.ravel(), minlength=256) / frame.grey.size
    low, high = np.searchsorted(np.cumsum(counts), [0.01, 0.99])
    return Traits(
        image=whose.image,
        patient_id=whose.patient_id,
        split=whose.split,
        pixel_sha256=frame.pixel_sha256,
        fingerprint=fingerprint(frame.grey),
        strokes=count_strokes(frame, lesion),
        grey_range=float(high - low),
        black=float(counts[0]),
        white=float(counts[255]),
        spacing_known=frame.spacing_mm is not None,
        regions_misfit=frame.regions_misfit,
    )

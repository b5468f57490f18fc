"""PNG, JPEG, BMP and TIFF as Pillow decodes them: one frame, upright, size checked first."""

from pathlib import Path
from typing import BinaryIO

import numpy as np
from PIL import Image, ImageOps

from sonogenomics.errors import StudyError
from sonogenomics.imaging.damage import check_size
from sonogenomics.imaging.grey import upper_eight_bits
from sonogenomics.imaging.ultrasound import Grey

FORMATS = ("PNG", "JPEG", "BMP", "TIFF")
SIXTEEN_BITS = ("I;16", "I;16L", "I;16B", "I;16N")
GREY = ("1", "L", "LA")
PALETTE = ("P", "PA")
COLOUR = ("RGB", "RGBA", "RGBX", "CMYK", "YCbCr", "HSV")


def chosen_frame(path: Path, frames: int, frame: int | None) -> int:
    """Which frame to take: the only one, or the one that is asked for.

    Raises
    ------
    StudyError
        Several frames and none chosen, or one that the file does not have.

    Examples
    --------
    >>> chosen_frame(Path("P1.dcm"), frames=1, frame=None)
    0
    >>> chosen_frame(Path("P1.dcm"), frames=30, frame=None)
    Traceback (most recent call last):
    sonogenomics.errors.StudyError: P1.dcm holds 30 frames where one is asked: say which (0 to 29).
    """
    if frame is None and frames > 1:
        raise StudyError(
            f"{path} holds {frames} frames where one is asked: say which (0 to {frames - 1})."
        )
    if frame is not None and not 0 <= frame < frames:
        raise StudyError(f"{path} has no frame {frame}: choose one of 0 to {frames - 1}.")
    return frame or 0


def open_picture(file: BinaryIO, path: Path, frame: int | None) -> tuple[Image.Image, str, int]:
    """Decode one frame and turn it as its EXIF orientation says.

    Parameters
    ----------
    file : binary file
        Its content.
    path : Path
        Its name, for messages.
    frame : int, optional
        Which frame; may be left out where there is one.

    Returns
    -------
    image, format, frames
        The upright frame, the name of its format, and how many frames there are.

    Raises
    ------
    StudyError
        No such frame, no pixels, or too many.
    """
    image = Image.open(file, formats=FORMATS)
    check_size(path, image.height, image.width)
    frames = int(getattr(image, "n_frames", 1))
    image.seek(chosen_frame(path, frames, frame))
    check_size(path, image.height, image.width)
    kind = "JPEG" if image.format == "MPO" else str(image.format)
    image.load()
    return ImageOps.exif_transpose(image), kind, frames


def samples_of(image: Image.Image, path: Path) -> Grey:
    """Pixels with one sample (grey) or three (red, green, blue); transparency is ignored.

    Raises
    ------
    StudyError
        Pixels are neither 8- nor 16-bit grey, palette, RGB, YCbCr nor CMYK.
    """
    if image.mode in SIXTEEN_BITS:
        return upper_eight_bits(np.asarray(image), 16)
    if image.mode in GREY:
        return np.array(image.convert("L"))
    if image.mode in PALETTE:  # by way of RGBA, or transparent entries make Pillow complain
        return np.array(image.convert("RGBA").convert("RGB"))
    if image.mode in COLOUR:
        return np.array(image.convert("RGB"))
    raise StudyError(
        f"{path} holds pixels of kind {image.mode!r}: save it as 8- or 16-bit grey or as RGB."
    )

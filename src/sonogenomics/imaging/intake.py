"""Each image is read once: its frame and its outlines are written, its traits are kept."""

import dataclasses
from collections.abc import Iterable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from joblib import Parallel, delayed
from PIL import Image

from sonogenomics.errors import StudyError
from sonogenomics.imaging.deidentify import deidentified
from sonogenomics.imaging.drawings import Drawing
from sonogenomics.imaging.expert_outlines import Labels, expert_lesions, label_picture
from sonogenomics.imaging.image_faults import Fault, Part, reason_of
from sonogenomics.imaging.reading import read_ultrasound
from sonogenomics.imaging.traits import Traits, Whose, traits
from sonogenomics.imaging.ultrasound import Shape

COMPRESSION = 1  # of zlib: four times as fast as 6, files an eighth larger


@dataclass(frozen=True)
class Asked:
    """One image that is to be taken in.

    Attributes
    ----------
    whose : Whose
        Its id, its patient, and the patient's split.
    file : Path
        The image.
    frame : int, optional
        Which one, of a clip.
    spacing_mm : tuple of float, optional
        Height and width of a pixel as the list has it, for files that do not say.
    outlined : Path, Drawing, optional
        What an expert drew on it.
    """

    whose: Whose
    file: Path
    frame: int | None = None
    spacing_mm: tuple[float, float] | None = None
    outlined: Path | Drawing | None = None


@dataclass(frozen=True)
class Taken:
    """What came of one image.

    Attributes
    ----------
    whose : Whose
        Its id, its patient, and the patient's split.
    traits : Traits, optional
        For hygiene; None where the image cannot be read.
    format : str
        PNG, JPEG, BMP, TIFF or DICOM.
    shape : tuple of int
        Rows and columns.
    spacing_mm : tuple of float, optional
        Of the file, or else of the list.
    colour : bool
        Whether any pixel was coloured.
    n_outlined : int
        Lesions that an expert outlined.
    faults : tuple of Fault
        Of the image, or of its mask.
    """

    whose: Whose
    traits: Traits | None = None
    format: str = ""
    shape: Shape = (0, 0)
    spacing_mm: tuple[float, float] | None = None
    colour: bool = False
    n_outlined: int = 0
    faults: tuple[Fault, ...] = ()


def take_in(asked: Asked, frames: Path, outlines: Path) -> Taken:
    """Read one image and its outlines, and write both without anything that names the patient.

    Parameters
    ----------
    asked : Asked
        The image.
    frames, outlines : Path
        Folders that receive ``<image>.png``: eight-bit grey; 0 outside, 1, 2, ... by lesion.

    Returns
    -------
    Taken
        With its fault, where it cannot be read. An image whose mask is at fault is kept, not
        outlined.
    """
    try:
        frame = deidentified(read_ultrasound(asked.file, asked.frame))
    except StudyError as error:
        return Taken(asked.whose, faults=(_fault(asked, "image", str(error)),))
    spacing = frame.spacing_mm or asked.spacing_mm
    frame = dataclasses.replace(frame, spacing_mm=spacing)
    labels, fault = _outlines(asked, frame.shape)
    name = f"{asked.whose.image}.png"
    write_png(frames / name, frame.grey)
    if labels is not None:
        write_png(outlines / name, labels)
    return Taken(
        whose=asked.whose,
        traits=traits(asked.whose, frame, None if labels is None else labels > 0),
        format=frame.format,
        shape=frame.shape,
        spacing_mm=spacing,
        colour=frame.colour,
        n_outlined=0 if labels is None else int(labels.max()),
        faults=() if fault is None else (fault,),
    )


def write_png(path: Path, levels: npt.NDArray[np.uint8]) -> None:
    """Write grey levels or labels; equal ones give equal bytes."""
    Image.fromarray(levels).save(path, "PNG", compress_level=COMPRESSION)


def take_all(
    images: Iterable[Asked], frames: Path, outlines: Path, workers: int = 1
) -> Iterator[Taken]:
    """Take in many images, few at a time, in the order they come, whatever the number of workers.

    Parameters
    ----------
    images : iterable of Asked
        May be a generator.
    frames, outlines : Path
        Existing folders.
    workers : int
        Processes.

    Yields
    ------
    Taken

    Raises
    ------
    StudyError
        A worker was killed.
    """
    if workers == 1:
        yield from (take_in(asked, frames, outlines) for asked in images)
        return
    tasks = (delayed(take_in)(asked, frames, outlines) for asked in images)
    done = 0
    try:
        for taken in Parallel(n_jobs=workers, return_as="generator")(tasks):
            done += 1
            yield taken
    except BrokenProcessPool:
        raise StudyError(
            f"A worker was killed after {done} images were read, most often for lack of memory: "
            "run again with fewer workers (SONOGENOMICS_WORKERS=1)."
        ) from None


def _outlines(asked: Asked, shape: Shape) -> tuple[Labels | None, Fault | None]:
    if asked.outlined is None:
        return None, None
    try:
        lesions = expert_lesions(asked.outlined, shape)
        return label_picture(lesions, f"of {asked.whose.image}"), None
    except StudyError as error:
        return None, _fault(asked, "mask", str(error))


def _fault(asked: Asked, part: Part, sentence: str) -> Fault:
    reason = reason_of(sentence.replace(str(asked.file), ""), part)
    return Fault(asked.whose.image, asked.whose.patient_id, part, reason, sentence)

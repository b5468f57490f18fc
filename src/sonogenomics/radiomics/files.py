"""Lesions whose image and outline lie in files; both are opened by the worker that needs them."""

from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from sonogenomics.imaging.damage import decoding
from sonogenomics.radiomics.batch import KEY
from sonogenomics.radiomics.region import Lesion, Pixels

REMEDY = "run the stages images and lesions again"


def lesions_in(
    lesions: pd.DataFrame, images: pd.DataFrame, frames: Path, masks: Path
) -> list[Lesion]:
    """Say of each lesion where its pixels are, without opening a file.

    Parameters
    ----------
    lesions : DataFrame
        One row per lesion: `patient_id`, `image`, `lesion` (its number in the image's mask).
    images : DataFrame, by image
        `row_mm` and `column_mm`, the height and width of a pixel; missing where unknown.
    frames, masks : Path
        Folders with `<image>.png`: grey levels, and lesions by number.

    Returns
    -------
    list of Lesion
        Sorted by patient, image and lesion.

    Examples
    --------
    >>> lesions = pd.DataFrame({"patient_id": ["P1"], "image": ["P1-left"], "lesion": [1]})
    >>> images = pd.DataFrame({"row_mm": [0.1], "column_mm": [0.2]}, index=["P1-left"])
    >>> (one,) = lesions_in(lesions, images, Path("frames"), Path("masks"))
    >>> one.name, one.spacing_mm
    ('Lesion 1 of image P1-left (patient P1)', (0.2, 0.1))
    """
    ordered = lesions.sort_values(KEY)[KEY]
    here = Path.cwd()  # a worker may have started elsewhere
    return [
        Lesion(
            str(patient),
            str(image),
            partial(read_png, frames / f"{image}.png", here),
            partial(read_outline, masks / f"{image}.png", here, int(number)),
            int(number),
            _spacing(images.loc[image]),
        )
        for patient, image, number in ordered.itertuples(index=False)
    ]


def _spacing(image: "pd.Series[float]") -> tuple[float, float] | None:
    width, height = float(image["column_mm"]), float(image["row_mm"])
    return (width, height) if np.isfinite([width, height]).all() else None


def read_png(path: Path, start: Path) -> Pixels:
    """Pixels of a PNG file as they are; `path` is relative to `start`, and messages name it so.

    Raises
    ------
    StudyError
        Missing or damaged.
    """
    with decoding(path, REMEDY), Image.open(start / path, formats=["PNG"]) as image:
        return np.array(image)


def read_outline(path: Path, start: Path, number: int) -> Pixels:
    """One lesion of a label mask: True inside.

    Raises
    ------
    StudyError
        Missing or damaged.
    """
    return np.asarray(read_png(path, start) == number)

"""LabelMe JSON: the outlines of one image."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import numpy as np
from pydantic import Field

from sonogenomics.errors import StudyError, listed
from sonogenomics.imaging.drawings import Coordinate, Drawing, Drawn, Foreign, Side, parsed
from sonogenomics.imaging.outlines import circle, rectangle

CORNERS = {"polygon": 3, "rectangle": 2, "circle": 2}  # fewest points of each


class Outline(Foreign):
    """One lesion as drawn."""

    label: str
    points: list[tuple[Coordinate, Coordinate]]
    shape_type: str = "polygon"


class LabelMe(Foreign):
    """The parts of the file that matter here; the copy of the image inside is not looked at."""

    image: str = Field(alias="imagePath", min_length=1)
    rows: Side = Field(alias="imageHeight")
    columns: Side = Field(alias="imageWidth")
    shapes: list[Outline]


def _faults(shapes: list[Outline]) -> Iterator[str]:
    for number, outline in enumerate(shapes, 1):
        kind, n_points = outline.shape_type, len(outline.points)
        if kind not in CORNERS:
            yield f"shape {number} ({outline.label}) is a {kind[:20]}: draw {listed(CORNERS)}"
        elif n_points < CORNERS[kind] or (kind != "polygon" and n_points != CORNERS[kind]):
            yield f"shape {number} ({outline.label}) is a {kind} of {n_points} points"


def _drawn(outline: Outline) -> Drawn:
    if outline.shape_type == "polygon":
        return Drawn(outline.label, (np.array(outline.points, float),))
    corners = circle if outline.shape_type == "circle" else rectangle
    return Drawn(outline.label, (corners(outline.points[0], outline.points[1]),))


def read_labelme(path: str | Path) -> Drawing:
    """Read the drawing of one image: polygons, rectangles and circles.

    Parameters
    ----------
    path : str or Path
        The JSON file.

    Returns
    -------
    Drawing
        Its `image` is the bare file name, without the folder in which it was annotated.

    Raises
    ------
    StudyError
        Not LabelMe JSON, or every shape that encloses nothing.
    """
    path = Path(path)
    content = cast(LabelMe, parsed(path, LabelMe, "LabelMe JSON"))
    if faults := list(_faults(content.shapes)):
        raise StudyError(f"{path}: {listed(faults, 10)}. Mend it where it was drawn.")
    name = content.image.replace("\\", "/").rsplit("/", 1)[-1]
    shape = (content.rows, content.columns)
    return Drawing(name, shape, tuple(_drawn(outline) for outline in content.shapes))

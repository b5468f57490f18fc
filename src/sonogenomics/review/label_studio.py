"""Masks for Label Studio, and what it gives back."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import quote

import numpy as np
from pydantic import Field, TypeAdapter, ValidationError

from sonogenomics.errors import StudyError, listed
from sonogenomics.imaging.damage import decoding, read_small
from sonogenomics.imaging.drawings import Coordinate, Drawing, Drawn, Foreign, Side
from sonogenomics.review.contours import keyhole, outlines
from sonogenomics.review.labels import lesion_numbers
from sonogenomics.review.proposals import Proposal

NAME = "sonogenomics_image"  # survives in the task's data, whatever the file is called there
PLACE = "/data/local-files/?d=frames/"  # below LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT
FROM, TO, LABEL = "lesion", "image", "lesion"
POLYGON = "polygonlabels"
Json = dict[str, object]


def _results(one: Proposal) -> list[Json]:
    rows, columns = one.shape
    labels = one.labels()
    results: list[Json] = []
    for lesion in lesion_numbers(labels):
        for outer, holes in outlines(labels == lesion):
            percent = keyhole(outer, holes) * (100 / columns, 100 / rows)
            value = {"points": percent.tolist(), "closed": True, POLYGON: [LABEL]}
            results.append(
                {
                    "id": f"lesion-{lesion}-{len(results) + 1}",
                    "from_name": FROM,
                    "to_name": TO,
                    "type": POLYGON,
                    "original_width": columns,
                    "original_height": rows,
                    "image_rotation": 0,
                    "value": value,
                }
            )
    return results


def tasks(made: Iterable[Proposal]) -> list[Json]:
    """One Label Studio task an image, its mask as a prediction of polygons.

    A lesion of several parts gives several polygons; a hole is reached by a cut without width.

    Parameters
    ----------
    made : iterable of Proposal
        The images to be reviewed.

    Returns
    -------
    list of dict
        To be written as JSON and imported as tasks.

    References
    ----------
    labelstud.io, "Import pre-annotated data": points in percent of the image's sides.
    """
    return [
        {
            "data": {
                "image": PLACE + quote(f"{one.image}.png"),
                NAME: one.image,
                "patient_id": one.patient_id,
                "view": one.view,
                "scanner": one.scanner,
            },
            "predictions": [
                {
                    "model_version": "sonogenomics",
                    "score": one.quality if one.quality is not None else 0.0,
                    "result": _results(one),
                }
            ],
        }
        for one in made
    ]


class Value(Foreign):
    """A polygon, in percent of the image's sides."""

    points: list[tuple[Coordinate, Coordinate]] = Field(default=[])
    polygonlabels: list[str] = Field(default=[])


class Result(Foreign):
    """Something that was drawn."""

    type: str
    original_width: Side | None = None
    original_height: Side | None = None
    value: Value = Value()


class Annotation(Foreign):
    """What one annotator submitted for a task."""

    result: list[Result]
    was_cancelled: bool = False


class Task(Foreign):
    """An image of the export."""

    data: dict[str, Any]
    annotations: Annotated[list[Annotation], Field(default=[])]


def _name(task: Task) -> str:
    given = task.data.get(NAME)
    if isinstance(given, str):
        return f"{given}.png"
    return Path(str(task.data.get("image", ""))).name


def _drawing(task: Task) -> tuple[Drawing | None, str | None]:
    """The last annotation that was submitted, or what is wrong with it."""
    name = _name(task)
    submitted = [one for one in task.annotations if not one.was_cancelled]
    if not submitted:
        return None, None
    drawn, shape = [], (1, 1)
    for result in submitted[-1].result:
        if result.type != POLYGON:
            if "labels" in result.type:
                return None, f"{name} has {result.type}, where polygons are asked: redraw it"
            continue  # a choice or a remark, not a drawing
        if result.original_width is None or result.original_height is None:
            return None, f"{name} has a polygon without the image's size: export it again"
        if len(result.value.points) < 3:  # noqa: PLR2004
            return None, f"{name} has a polygon of fewer than three corners: close or delete it"
        shape = result.original_height, result.original_width
        corners = np.array(result.value.points, float) * (shape[1] / 100, shape[0] / 100)
        drawn.append(Drawn(LABEL, (corners,)))
    return Drawing(name, shape, tuple(drawn)), None


def read_tasks(path: Path) -> tuple[dict[str, Drawing], list[str]]:
    """Read a Label Studio JSON export.

    Of several annotations of a task the last one submitted holds; a task that nobody submitted is
    left out; one submitted without a polygon gives a drawing without lesions.

    Parameters
    ----------
    path : Path
        The export, format "JSON".

    Returns
    -------
    drawings : dict of str to Drawing
        By the image's file name.
    faults : list of str
        A sentence for each image that cannot be used.

    Raises
    ------
    StudyError
        Not such an export, or an image in two tasks.
    """
    with decoding(path, "export the annotations again"):
        content = read_small(path)
        try:
            read = TypeAdapter(list[Task]).validate_json(content)
        except ValidationError as error:
            told = [
                f"{'.'.join(map(str, one['loc'])) or 'file'}: {one['msg']}"
                for one in error.errors(include_url=False, include_input=False)
            ]
            raise StudyError(
                f"{path} is not Label Studio's JSON: {listed(told, 3)}. Export it again as JSON."
            ) from None
    names = [_name(task) for task in read]
    if doubled := sorted(name for name, n in Counter(names).items() if n > 1):
        raise StudyError(f"{path} has two tasks for {listed(doubled)}: keep one, and re-export.")
    drawings: dict[str, Drawing] = {}
    faults: list[str] = []
    for name, task in zip(names, read, strict=True):
        drawing, fault = _drawing(task)
        if drawing is not None:
            drawings[name] = drawing
        if fault is not None:
            faults.append(fault)
    return drawings, faults

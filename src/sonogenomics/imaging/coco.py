"""COCO JSON: the outlines of many images in one file, as CVAT and Label Studio export it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, cast

import numpy as np
from pydantic import Field

from sonogenomics.errors import StudyError, listed
from sonogenomics.imaging.drawings import Coordinate, Drawing, Drawn, Foreign, Side, parsed

LEAST_NUMBERS = 6  # x and y of three corners
Polygon = Annotated[list[Coordinate], Field(min_length=LEAST_NUMBERS)]
Run = Annotated[int, Field(ge=0, le=10**9)]


class Runs(Foreign):
    """Run lengths, column by column; a text is compressed."""

    size: tuple[Side, Side]
    counts: list[Run] | str


class Image(Foreign):
    """An image that was annotated."""

    id: int
    file_name: str = Field(min_length=1)
    height: Side
    width: Side


class Annotation(Foreign):
    """A lesion of an image."""

    id: int
    image_id: int
    category_id: int
    segmentation: Runs | list[Polygon] = Field(default=[])


class Category(Foreign):
    """What a lesion is called."""

    id: int
    name: str


class Coco(Foreign):
    """The parts of the file that matter here."""

    images: list[Image]
    annotations: list[Annotation]
    categories: list[Category]


def _doubles(ids: list[int] | list[str]) -> list[int | str]:
    seen: set[int | str] = set()
    return sorted({one for one in ids if one in seen or seen.add(one)}, key=str)  # type: ignore[func-returns-value]


def _faults(coco: Coco) -> Iterator[str]:
    images = {image.id: image for image in coco.images}
    if doubled := _doubles([image.file_name for image in coco.images]):
        yield f"image {listed(doubled)} is described twice"
    if doubled := _doubles([image.id for image in coco.images]):
        yield f"two images share the id {listed(doubled)}"
    named = {category.id for category in coco.categories}
    for one in coco.annotations:
        if one.image_id not in images:
            yield f"annotation {one.id} belongs to no image"
        elif isinstance(one.segmentation, Runs):
            image = images[one.image_id]
            if one.segmentation.size != (image.height, image.width):
                yield f"annotation {one.id} has another size than image {image.file_name}"
        elif not one.segmentation:
            yield f"annotation {one.id} is a box without an outline"
        elif any(len(part) % 2 for part in one.segmentation):
            yield f"annotation {one.id} has an x without a y"
        if one.category_id not in named:
            yield f"annotation {one.id} has no category"


def _drawn(one: Annotation, names: Mapping[int, str]) -> Drawn:
    label = names[one.category_id]
    if isinstance(one.segmentation, Runs):
        counts = one.segmentation.counts
        return Drawn(label, runs=counts if isinstance(counts, str) else tuple(counts))
    polygons = tuple(np.array(part, float).reshape(-1, 2) for part in one.segmentation)
    return Drawn(label, polygons)


def read_coco(path: str | Path) -> dict[str, Drawing]:
    """Read all drawings of a COCO file, by the file name of their image.

    Polygons (several parts of a lesion are united) and run lengths, compressed or not. An image
    without annotation gives a drawing without lesions.

    Parameters
    ----------
    path : str or Path
        The JSON file.

    Returns
    -------
    dict
        File name of the image to its Drawing, in the file's order.

    Raises
    ------
    StudyError
        Not COCO; or all annotations without image, category or outline, or of another size.

    References
    ----------
    Lin TY et al., Microsoft COCO: Common Objects in Context, ECCV 2014; cocodataset.org, data
    format.
    """
    path = Path(path)
    coco = cast(Coco, parsed(path, Coco, "COCO JSON"))
    if faults := list(_faults(coco)):
        raise StudyError(
            f"{path}: {listed(faults, 10)}. Mend it where it was drawn, and re-export."
        )
    names = {category.id: category.name for category in coco.categories}
    shapes: dict[int, list[Drawn]] = defaultdict(list)
    for one in coco.annotations:
        shapes[one.image_id].append(_drawn(one, names))
    return {
        image.file_name: Drawing(
            image.file_name, (image.height, image.width), tuple(shapes[image.id])
        )
        for image in coco.images
    }

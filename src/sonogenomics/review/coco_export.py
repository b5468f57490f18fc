"""Masks for CVAT and other programs that read COCO JSON."""

from collections.abc import Iterable

import numpy as np

from sonogenomics.imaging.outlines import Mask
from sonogenomics.review.contours import outlines
from sonogenomics.review.labels import lesion_numbers
from sonogenomics.review.proposals import Proposal

CATEGORY = 1
DECIMALS = 2  # of a pixel; CVAT writes no more
Json = dict[str, object]


def run_lengths_of(mask: Mask) -> list[int]:
    """Runs of outside and inside in turn, column by column; the first is outside.

    Examples
    --------
    >>> run_lengths_of(np.array([[True, False], [False, False]]))
    [0, 1, 3]
    """
    flat = np.concatenate([[False], mask.T.ravel()])
    edges = np.flatnonzero(flat[1:] != flat[:-1])
    return [int(run) for run in np.diff([0, *edges, mask.size])]


def _shape(mask: Mask) -> Json:
    """Polygons, which people can edit; run lengths where a hole leaves no choice."""
    parts = outlines(mask)
    rows, columns = np.nonzero(mask)
    left, top = int(columns.min()), int(rows.min())
    box = [left, top, int(columns.max()) + 1 - left, int(rows.max()) + 1 - top]
    size: Json = {"area": int(mask.sum()), "bbox": box}
    if any(holes for _, holes in parts):
        runs = {"size": list(mask.shape), "counts": run_lengths_of(mask)}
        return {"segmentation": runs, "iscrowd": 1} | size
    polygons = [outer.round(DECIMALS).ravel().tolist() for outer, _ in parts]
    return {"segmentation": polygons, "iscrowd": 0} | size


def coco(made: Iterable[Proposal]) -> Json:
    """All masks as one COCO document: an annotation a lesion, images by file name.

    Parameters
    ----------
    made : iterable of Proposal
        The images to be reviewed; one without a mask is listed without annotation.

    Returns
    -------
    dict
        To be written as JSON.

    References
    ----------
    Lin TY et al., Microsoft COCO: Common Objects in Context, ECCV 2014; cocodataset.org, data
    format.
    """
    images: list[Json] = []
    annotations: list[Json] = []
    for one in made:
        rows, columns = one.shape
        number = len(images) + 1
        images.append(
            {"id": number, "file_name": f"{one.image}.png", "height": rows, "width": columns}
        )
        labels = one.labels()
        for lesion in lesion_numbers(labels):
            head: Json = {"id": len(annotations) + 1, "image_id": number, "category_id": CATEGORY}
            annotations.append(head | _shape(labels == lesion))
    return {
        "info": {"description": "Proposed lesion masks; research use only, not for diagnosis"},
        "licenses": [],
        "categories": [{"id": CATEGORY, "name": "lesion", "supercategory": ""}],
        "images": images,
        "annotations": annotations,
    }

"""From a batch of label masks to what Mask R-CNN learns from: boxes, masks, labels."""

import torch
from torch import Tensor

from sonogenomics.segmentation.network import LESION

MIN_PIXELS = 16  # of the square: what remains of a lesion pushed out of it must show something
MIN_SIDE_PX = 2
Target = dict[str, Tensor]


def _extent(occupied: Tensor) -> tuple[Tensor, Tensor]:
    """First occupied place and the one after the last, along the last axis."""
    places = occupied.to(torch.uint8)
    return places.argmax(-1), occupied.shape[-1] - places.flip(-1).argmax(-1)


def targets_of(labels: Tensor, most_lesions: int) -> list[Target]:
    """Boxes, masks and class of every lesion, image by image, from the masks themselves.

    A lesion with fewer than `MIN_PIXELS` pixels left in the square is dropped.

    Parameters
    ----------
    labels : uint8 Tensor, shape (n, 1, side, side)
        0 outside, 1, 2, ... by lesion.
    most_lesions : int
        The highest number in any image.

    Returns
    -------
    list of dict
        `boxes` (x0, y0, x1, y1; the last row and column lie inside), `masks`, `labels`.

    Examples
    --------
    >>> labels = torch.zeros(1, 1, 16, 16, dtype=torch.uint8)
    >>> labels[0, 0, 2:6, 3:9] = 1
    >>> targets_of(labels, 1)[0]["boxes"].tolist()
    [[3.0, 2.0, 9.0, 6.0]]
    """
    numbers = torch.arange(1, max(most_lesions, 1) + 1, device=labels.device, dtype=labels.dtype)
    inside = labels == numbers.view(1, -1, 1, 1)
    x0, x1 = _extent(inside.any(2))
    y0, y1 = _extent(inside.any(3))
    boxes = torch.stack([x0, y0, x1, y1], -1).float()
    kept = inside.sum((2, 3)) >= MIN_PIXELS
    kept &= (x1 - x0 >= MIN_SIDE_PX) & (y1 - y0 >= MIN_SIDE_PX)
    image, lesion = kept.nonzero(as_tuple=True)
    counts = kept.sum(1).tolist()
    chosen_boxes, masks = boxes[image, lesion], inside[image, lesion].to(torch.uint8)
    classes = torch.full_like(image, LESION)
    parts = zip(
        *(torch.split(every, counts) for every in (chosen_boxes, masks, classes)), strict=True
    )
    return [{"boxes": b, "masks": m, "labels": c} for b, m, c in parts]

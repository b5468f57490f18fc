"""What a network says of a batch: its losses, and how its best outline agrees."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torchvision.models.detection import MaskRCNN
from torchvision.models.detection.image_list import ImageList

from sonogenomics.segmentation.targets import Target

LOSSES = (
    "loss_objectness",
    "loss_rpn_box_reg",
    "loss_classifier",
    "loss_box_reg",
    "loss_mask",
)
MIN_SCORE = 0.5  # of a detection that counts while training is watched
PIXEL = 0.5  # probability above which a pixel belongs to the lesion


def losses(model: MaskRCNN, images: Tensor, targets: list[Target]) -> dict[str, Tensor]:
    """The five losses of Mask R-CNN, which training adds up.

    Parameters
    ----------
    model : MaskRCNN
        In training mode.
    images : float Tensor, shape (n, 1, side, side)
        0 to 1.
    targets : list of dict
        As `targets.targets_of` gives them.

    Returns
    -------
    dict of Tensor
        Objectness and boxes of the proposals; class, box and mask of the regions.
    """
    seen, _ = model.transform(images, None)
    return _losses(model, seen, model.backbone(seen.tensors), targets)


def _losses(
    model: MaskRCNN, seen: ImageList, features: dict[str, Tensor], targets: list[Target]
) -> dict[str, Tensor]:
    proposals, found = model.rpn(seen, features, targets)
    _, judged = model.roi_heads(features, proposals, seen.image_sizes, targets)
    every = {**found, **judged}
    return {name: every[name] for name in LOSSES}


@dataclass(frozen=True, eq=False)
class Judged:
    """What validation learns of a batch.

    Attributes
    ----------
    loss : Tensor
        Sum of the five losses.
    masks : bool Tensor, shape (n, side, side)
        The best detection of each image; empty where none reaches `MIN_SCORE`.
    """

    loss: Tensor
    masks: Tensor


def _heads_learn(model: MaskRCNN, learn: bool) -> None:
    """Their mode decides between losses and detections; batch statistics are left alone."""
    model.rpn.training = learn
    model.roi_heads.training = learn


@torch.no_grad()
def judge(model: MaskRCNN, images: Tensor, targets: list[Target]) -> Judged:
    """Losses and best outlines, from one look of the backbone.

    Parameters
    ----------
    model : MaskRCNN
        In evaluation mode.
    images, targets
        As for `losses`.

    Returns
    -------
    Judged
    """
    seen, _ = model.transform(images, None)
    features = model.backbone(seen.tensors)
    try:
        _heads_learn(model, True)
        loss = torch.stack(list(_losses(model, seen, features, targets).values())).sum()
    finally:
        _heads_learn(model, False)
    proposals, _ = model.rpn(seen, features)
    found, _ = model.roi_heads(features, proposals, seen.image_sizes)
    best = [{name: value[:1] for name, value in one.items()} for one in found]
    sizes = [(images.shape[-2], images.shape[-1])] * len(images)
    drawn = model.transform.postprocess(best, seen.image_sizes, sizes)
    masks = torch.zeros(len(images), *sizes[0], dtype=torch.bool, device=images.device)
    for number, one in enumerate(drawn):
        if len(one["scores"]) and float(one["scores"][0]) >= MIN_SCORE:
            masks[number] = one["masks"][0, 0] > PIXEL
    return Judged(loss, masks)


def dice(one: Tensor, other: Tensor) -> Tensor:
    """Dice's coefficient of each pair of masks, 2 |A & B| / (|A| + |B|).

    Parameters
    ----------
    one, other : bool Tensor, shape (n, rows, columns)

    Returns
    -------
    float Tensor, shape (n,)
        1 where both are empty.

    Examples
    --------
    >>> one = torch.tensor([[[True, True], [False, False]]])
    >>> dice(one, torch.tensor([[[True, False], [False, False]]])).tolist()
    [0.6666666865348816]
    """
    shared = (one & other).sum((1, 2))
    both = one.sum((1, 2)) + other.sum((1, 2))
    return torch.where(both > 0, 2 * shared / both.clamp(min=1), torch.ones_like(shared).float())

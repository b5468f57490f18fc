"""A stand-in for a network that sees exactly the bright parts of an image, box and mask."""

import numpy as np
import torch
from scipy import ndimage
from torch import Tensor, nn
from torch.nn import functional
from torchvision.models.detection.image_list import ImageList

BRIGHT = 0.8
CELLS = 28
Found = dict[str, Tensor]


class BrightParts(nn.Module):
    """Has the four parts of a MaskRCNN; `tilt` lowers the score of lesions on the left."""

    def __init__(self, tilt: float = 0.0) -> None:
        super().__init__()
        self.anchor = nn.Parameter(torch.zeros(1))
        self.tilt = tilt
        self.batches: list[int] = []
        self.backbone = nn.Identity()

    def transform(self, batch: Tensor) -> tuple[ImageList, None]:
        self.batches.append(len(batch))
        return ImageList(batch, [(batch.shape[2], batch.shape[3])] * len(batch)), None

    def rpn(self, *_: object) -> tuple[list[Tensor], dict[str, Tensor]]:
        return [], {}

    def roi_heads(self, features: Tensor, *_: object) -> tuple[list[Found], dict[str, Tensor]]:
        return [self._seen(image[0]) for image in features], {}

    def _seen(self, image: Tensor) -> Found:
        bright = image > BRIGHT
        labels, _ = ndimage.label(bright.numpy())
        boxes, cells = [], []
        for rows, columns in ndimage.find_objects(labels):
            boxes.append([columns.start, rows.start, columns.stop, rows.stop])
            part = bright[rows, columns].float()[None, None]
            cells.append(functional.interpolate(part, (CELLS, CELLS), mode="area")[0])
        middle = torch.tensor([(x0 + x1) / 2 for x0, _, x1, _ in boxes])
        return {
            "boxes": torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4),
            "scores": (0.9 - self.tilt * (middle < image.shape[1] / 2)).reshape(-1),
            "masks": torch.stack(cells) if cells else torch.zeros(0, 1, CELLS, CELLS),
        }


def hook(rows: int, columns: int, top: int, left: int) -> np.ndarray:
    """A dark image with a bright hook that is not its own mirror image."""
    grey = np.full((rows, columns), 40, np.uint8)
    grey[top : top + 40, left : left + 12] = 250
    grey[top + 28 : top + 40, left : left + 40] = 250
    return grey

"""A trained network looks at many images, a batch at a time."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torchvision.models.detection import MaskRCNN

from sonogenomics.errors import StudyError
from sonogenomics.segmentation.fitting import Fit, Grey
from sonogenomics.segmentation.looks import Detection, Look, detections

BYTE = 255.0
NO_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")


@dataclass(frozen=True)
class Viewing:
    """How a network looks at images.

    Attributes
    ----------
    side_px : int
        Of the square that images are fitted into; the network's own.
    batch : int
        Images at once: speed and memory, never what is found.
    flips : bool
        Whether each image is looked at mirrored too.
    """

    side_px: int
    batch: int
    flips: bool


def device_for(accelerator: str) -> torch.device:
    """Where the network runs: `cpu`, `gpu`, or `auto` (a GPU where there is one).

    Raises
    ------
    StudyError
        A GPU is asked for and there is none.

    Examples
    --------
    >>> device_for("cpu")
    device(type='cpu')
    """
    found = accelerator != "cpu" and torch.cuda.is_available()
    if accelerator == "gpu" and not found:
        raise StudyError(
            "segmenter.accelerator asks for a GPU and PyTorch sees none: set it to auto or cpu in "
            "params.yaml."
        )
    return torch.device("cuda" if found else "cpu")


@contextmanager
def threads(number: int) -> Iterator[None]:
    """Let PyTorch use so many threads of the CPU: sums depend on it in their last digits."""
    before = torch.get_num_threads()
    torch.set_num_threads(number)
    try:
        yield
    finally:
        torch.set_num_threads(before)


def see(model: MaskRCNN, frames: Iterable[Grey], viewing: Viewing) -> Iterator[list[Detection]]:
    """Say for each image which lesions the network sees, at the image's own size.

    Images are taken from `frames` one batch at a time, so any number of them fits in memory. With
    flips each image is looked at as it is and mirrored; `looks.detections` says how the two looks
    become one.

    Parameters
    ----------
    model : MaskRCNN
        In evaluation mode, on the device it shall run on.
    frames : iterable of uint8 array, shape (rows, columns)
        Grey; sizes may differ.
    viewing : Viewing

    Yields
    ------
    list of Detection
        Of one image, best first, whatever their score (from the network's own lower limit on).

    Raises
    ------
    StudyError
        Memory does not suffice for the batch.
    """
    waiting = iter(frames)
    while batch := list(islice(waiting, viewing.batch)):
        fits = [Fit.of(grey.shape, viewing.side_px) for grey in batch]
        squares = np.stack([fit.forward(grey) for fit, grey in zip(fits, batch, strict=True)])
        views = [_straight(fits, _look(model, squares))]
        if viewing.flips:
            views.append(_turned_back(fits, _look(model, _mirrored(squares, fits))))
        for at, fit in enumerate(fits):
            yield detections([view[at] for view in views], (fit.n_rows, fit.n_columns))


def _mirrored(squares: Grey, fits: Sequence[Fit]) -> Grey:
    """Each image mirrored where it lies, so that the black beside it stays on its right."""
    turned = squares.copy()
    for square, fit in zip(turned, fits, strict=True):
        columns = fit.scaled[1]
        square[:, :columns] = square[:, :columns][:, ::-1].copy()
    return turned


def _look(model: MaskRCNN, squares: Grey) -> list[Look]:
    """What the network says of a batch, in pixels of the square.

    torchvision's own forward would lay every mask into the square before anyone asks for it; its
    parts are called in its order, and the masks are laid once, into the image itself.
    """
    device = next(model.parameters()).device
    try:
        with torch.inference_mode():
            batch = torch.from_numpy(squares).to(device)[:, None].float() / BYTE
            images, _ = model.transform(batch)
            features = model.backbone(images.tensors)
            proposals, _ = model.rpn(images, features)
            found, _ = model.roi_heads(features, proposals, images.image_sizes)
            return [_read(one) for one in found]
    except (MemoryError, RuntimeError) as error:
        if isinstance(error, MemoryError) or any(word in str(error) for word in NO_MEMORY):
            raise StudyError(
                f"Memory does not suffice for {len(squares)} images at once: lower masks.batch in "
                "params.yaml."
            ) from None
        raise


def _read(one: dict[str, Tensor]) -> Look:
    boxes, scores, cells = (
        one[name].float().cpu().numpy() for name in ("boxes", "scores", "masks")
    )
    return Look(boxes.astype(float), scores.astype(float), cells[:, 0])


def _scale(fit: Fit) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Pixels of the image in a pixel of the square, for x0, y0, x1, y1."""
    rows, columns = fit.scaled
    return np.array([fit.n_columns / columns, fit.n_rows / rows] * 2)


def _straight(fits: Sequence[Fit], looks: Sequence[Look]) -> list[Look]:
    return [
        Look(look.boxes * _scale(fit), look.scores, look.cells)
        for fit, look in zip(fits, looks, strict=True)
    ]


def _turned_back(fits: Sequence[Fit], looks: Sequence[Look]) -> list[Look]:
    """Looks at mirrored images, as the images lie."""
    return [
        Look(
            _unmirrored(look.boxes * _scale(fit), fit.n_columns),
            look.scores,
            look.cells[:, :, ::-1],
        )
        for fit, look in zip(fits, looks, strict=True)
    ]


def _unmirrored(
    boxes: np.ndarray[Any, np.dtype[np.float64]], width: int
) -> np.ndarray[Any, np.dtype[np.float64]]:
    x0, y0, x1, y1 = boxes.T
    return np.column_stack([width - x1, y0, width - x0, y1])

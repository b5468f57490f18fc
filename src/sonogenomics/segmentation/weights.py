"""Where a network starts: from nothing, from COCO, or from a file."""

import hashlib
import pickle
from pathlib import Path
from urllib.error import URLError

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from torchvision.models.detection import (
    MaskRCNN_ResNet50_FPN_V2_Weights,
    MaskRCNN_ResNet50_FPN_Weights,
)

from sonogenomics.errors import StudyError, listed

NONE, COCO = "none", "coco"
PUBLISHED = {
    "resnet50_fpn": MaskRCNN_ResNet50_FPN_Weights.COCO_V1,
    "resnet50_fpn_v2": MaskRCNN_ResNet50_FPN_V2_Weights.COCO_V1,
}
HEADS = ("roi_heads.box_predictor.", "roi_heads.mask_predictor.mask_fcn_logits.")
CLASSIFIER = "fc."  # last layer of a plain ResNet, which a pyramid does not have
BODY = "backbone.body."
State = dict[str, Tensor]


def _coco(backbone: str) -> State:
    if backbone not in PUBLISHED:
        raise StudyError(
            f"There are no COCO weights for {backbone}: set weights to none or to a file, or "
            f"choose {listed(PUBLISHED)}."
        )
    enum = PUBLISHED[backbone]
    try:
        state: State = enum.get_state_dict(progress=True, check_hash=True)
    except (URLError, OSError, RuntimeError) as error:
        raise StudyError(
            f"The COCO weights of {backbone} cannot be fetched from {enum.url} ({error}). Fetch "
            "that file where there is internet and name it as `weights` in params.yaml, or start "
            "from none."
        ) from None
    return state


def _file(path: Path) -> State:
    try:
        if path.suffix == ".safetensors":
            return load_file(path)
        state = torch.load(path, map_location="cpu", weights_only=True)
    except FileNotFoundError:
        raise StudyError(
            f"There are no weights at {path}: correct `weights` in params.yaml (none, coco or a "
            "file)."
        ) from None
    except (OSError, SafetensorError, RuntimeError, EOFError, pickle.UnpicklingError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StudyError(
            f"{path} holds no weights that are safe to read ({reason:.120}): give safetensors, or "
            "a state_dict saved by torch."
        ) from None
    if not isinstance(state, dict) or not all(isinstance(v, Tensor) for v in state.values()):
        raise StudyError(f"{path} holds no state_dict: save model.state_dict() and name that file.")
    return state


def _fitting(model: nn.Module, state: State) -> State:
    """The tensors that the model can take: a plain ResNet's go into its body, other heads out."""
    if "conv1.weight" in state:
        state = {BODY + k: v for k, v in state.items() if not k.startswith(CLASSIFIER)}
    own = model.state_dict()
    return {
        name: value
        for name, value in state.items()
        if not (name.startswith(HEADS) and name in own and own[name].shape != value.shape)
        and not (name.endswith("num_batches_tracked") and name not in own)
    }


def load_starting_weights(model: nn.Module, weights: str, backbone: str) -> None:
    """Put starting weights into a network whose head knows one class, the lesion.

    Parameters
    ----------
    model : Module
        As just built.
    weights : str
        `none`; `coco` (torchvision's own file, its checksum verified); or a file: safetensors or
        a state dict, of a Mask R-CNN with any number of classes, or of a plain ResNet.
    backbone : str
        Which network it is, for COCO and for messages.

    Raises
    ------
    StudyError
        Weights cannot be fetched or read, or are those of another network.
    """
    if weights == NONE:
        return
    state = _coco(backbone) if weights == COCO else _file(Path(weights))
    body_only = "conv1.weight" in state
    state = _fitting(model, state)
    own = model.state_dict()
    wrong = [n for n, v in state.items() if n not in own or own[n].shape != v.shape]
    expected = [n for n in own if n.startswith(BODY) or not body_only]
    missing = [n for n in expected if n not in state and not n.startswith(HEADS)]
    missing = [n for n in missing if not n.endswith("num_batches_tracked")]
    if wrong or missing:
        raise StudyError(
            f"The weights {weights} are not those of {backbone}: {len(missing)} tensor(s) are "
            f"missing and {len(wrong)} do not fit ({listed(missing + wrong, 2)}). Give a file of "
            "the same network, or change `backbone`."
        )
    model.load_state_dict(state, strict=False)


def origin(weights: str) -> str:
    """Say where weights come from: none, coco, or a file's sha256.

    Examples
    --------
    >>> origin("coco")
    'coco'
    """
    if weights in (NONE, COCO):
        return weights
    try:
        with Path(weights).open("rb") as file:
            return "sha256:" + hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise StudyError(
            f"There are no weights at {weights}: correct `weights` in params.yaml (none, coco or "
            "a file)."
        ) from None

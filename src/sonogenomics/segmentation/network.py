"""Mask R-CNN for one class, the lesion: built, saved and loaded."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torchvision
from pydantic import ValidationError
from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor, nn
from torchvision.models import resnet18
from torchvision.models.detection import MaskRCNN, maskrcnn_resnet50_fpn_v2
from torchvision.models.detection.backbone_utils import BackboneWithFPN, resnet_fpn_backbone
from torchvision.models.detection.faster_rcnn import FastRCNNPredictor, TwoMLPHead
from torchvision.models.detection.image_list import ImageList
from torchvision.models.detection.mask_rcnn import MaskRCNNHeads, MaskRCNNPredictor
from torchvision.models.detection.rpn import AnchorGenerator
from torchvision.models.detection.transform import GeneralizedRCNNTransform
from torchvision.ops import FrozenBatchNorm2d

from sonogenomics.errors import StudyError
from sonogenomics.output import write_json
from sonogenomics.params.pixels import Network
from sonogenomics.segmentation.weights import load_starting_weights

N_CLASSES = 2  # lesion and background
LESION = 1
MEAN, SD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # ImageNet's, as the COCO weights expect
DETECTIONS = 20  # an image, at most; breast images show one to three lesions
PER_LEVEL = 4  # candidate regions of each pyramid level, in proposals
RPN_SAMPLE = 64  # anchors of an image that the light network learns from; 256 is torchvision's
BOX_UNITS = 256  # of the light box head; 1,024 is torchvision's, and sees 91 classes
MASK_LAYERS = 4  # as torchvision's
WEIGHTS, DESCRIPTION = "weights.safetensors", "network.json"


class SquareInput(GeneralizedRCNNTransform):  # type: ignore[misc]
    """Takes grey images that fill the square already: nothing is resized, grey becomes RGB."""

    def forward(
        self, images: Any, targets: list[dict[str, Tensor]] | None = None
    ) -> tuple[ImageList, list[dict[str, Tensor]] | None]:
        """Normalise a batch.

        Parameters
        ----------
        images : Tensor, shape (n, 1, side, side), or list of Tensor, shape (1, side, side)
            Grey, 0 to 1.
        targets : list of dict, optional
            Given back as they are.
        """
        grey = images if isinstance(images, Tensor) else torch.stack(list(images))
        mean = grey.new_tensor(self.image_mean).view(1, 3, 1, 1)
        sd = grey.new_tensor(self.image_std).view(1, 3, 1, 1)
        batch = ((grey - mean) / sd).contiguous(memory_format=torch.channels_last)
        size = (batch.shape[-2], batch.shape[-1])
        return ImageList(batch, [size] * len(batch)), targets


def _proposals(settings: Network) -> dict[str, Any]:
    sizes = tuple((size,) for size in settings.anchors_px)
    n_candidates = PER_LEVEL * settings.proposals
    return {
        "rpn_anchor_generator": AnchorGenerator(sizes, ((0.5, 1.0, 2.0),) * len(sizes)),
        "rpn_pre_nms_top_n_train": n_candidates,
        "rpn_pre_nms_top_n_test": n_candidates,
        "rpn_post_nms_top_n_train": settings.proposals,
        "rpn_post_nms_top_n_test": settings.proposals,
        "box_batch_size_per_image": settings.proposals,
        "box_detections_per_img": DETECTIONS,
    }


def _light(settings: Network) -> MaskRCNN:
    """ResNet-18 with a narrow pyramid and narrow heads."""
    channels = settings.channels
    layers = {f"layer{i}": str(i - 1) for i in range(1, 5)}
    backbone = BackboneWithFPN(resnet18(weights=None), layers, [64, 128, 256, 512], channels)
    return MaskRCNN(
        backbone,
        box_head=TwoMLPHead(channels * 7 * 7, BOX_UNITS),
        box_predictor=FastRCNNPredictor(BOX_UNITS, N_CLASSES),
        mask_head=MaskRCNNHeads(channels, (channels,) * MASK_LAYERS, 1),
        mask_predictor=MaskRCNNPredictor(channels, channels, N_CLASSES),
        rpn_batch_size_per_image=RPN_SAMPLE,
        **_proposals(settings),
    )


def _resnet50(settings: Network) -> MaskRCNN:
    """As torchvision builds it; pretrained, its batch statistics stay those of COCO."""
    pretrained = settings.weights != "none"
    norm: Callable[..., nn.Module] = FrozenBatchNorm2d if pretrained else nn.BatchNorm2d
    backbone = resnet_fpn_backbone(
        backbone_name="resnet50", weights=None, norm_layer=norm, trainable_layers=5
    )
    for layer in backbone.modules():
        if isinstance(layer, FrozenBatchNorm2d):
            layer.eps = 0.0  # the published COCO weights were trained so
    return MaskRCNN(backbone, N_CLASSES, **_proposals(settings))


def _resnet50_v2(settings: Network) -> MaskRCNN:
    """As torchvision builds it, which lets no anchors be given: they are put in afterwards."""
    proposals = _proposals(settings)
    anchors = proposals.pop("rpn_anchor_generator")
    model: MaskRCNN = maskrcnn_resnet50_fpn_v2(
        weights=None, weights_backbone=None, num_classes=N_CLASSES, **proposals
    )
    model.rpn.anchor_generator = anchors
    return model


ARCHITECTURES = {
    "resnet18_fpn": _light,
    "resnet50_fpn": _resnet50,
    "resnet50_fpn_v2": _resnet50_v2,
}


def architecture(settings: Network) -> MaskRCNN:
    """The network without its weights: those it has are random."""
    model: MaskRCNN = ARCHITECTURES[settings.backbone](settings)
    side = settings.side_px
    model.transform = SquareInput(side, side, list(MEAN), list(SD))
    model.to(memory_format=torch.channels_last)
    return model


def build(settings: Network) -> MaskRCNN:
    """Build the network that finds and outlines lesions, with its starting weights.

    Mask R-CNN with a feature pyramid and two classes, lesion and background. Its input is a batch
    of grey squares of `side_px`, 0 to 1; it never resizes. Weights that are not fetched or read
    are drawn from torch's generator: seed it first.

    Parameters
    ----------
    settings : Network
        Backbone, weights, anchors, proposals, channels.

    Returns
    -------
    MaskRCNN
        torchvision's class, in training mode.

    Raises
    ------
    StudyError
        Weights cannot be fetched or read, or belong to another network.

    References
    ----------
    He K et al. Mask R-CNN. ICCV 2017. Lin TY et al. Feature pyramid networks. CVPR 2017.
    """
    model = architecture(settings)
    load_starting_weights(model, settings.weights, settings.backbone)
    return model


def n_parameters(model: nn.Module) -> int:
    """How many numbers a network learns."""
    return sum(parameter.numel() for parameter in model.parameters())


@dataclass(frozen=True)
class Description:
    """What is known of a saved network.

    Attributes
    ----------
    settings : Network
        Architecture and training.
    sha256 : str
        Of its weights.
    versions : mapping of str to str
        Of the libraries it was trained with.
    training : mapping
        Whatever the trainer wrote down: images, patients, epochs, losses, origin of the weights.
    """

    settings: Network
    sha256: str
    versions: Mapping[str, str]
    training: Mapping[str, Any]


def serialised(model: nn.Module) -> bytes:
    """Weights in safetensors format; equal weights give equal bytes."""
    state = {name: value.contiguous().cpu() for name, value in model.state_dict().items()}
    return save_tensors(dict(sorted(state.items())))


def save(
    model: nn.Module, settings: Network, folder: Path, training: Mapping[str, Any] | None = None
) -> None:
    """Write `weights.safetensors` and `network.json` into a folder.

    Parameters
    ----------
    model : Module
        As built by `build`.
    settings : Network
        What it was built from.
    folder : Path
        Existing.
    training : mapping, optional
        Provenance: numbers and short strings.
    """
    content = serialised(model)
    (folder / WEIGHTS).write_bytes(content)
    versions = {"torch": torch.__version__, "torchvision": torchvision.__version__}
    description = {
        "settings": settings.model_dump(mode="json"),
        "side_px": settings.side_px,
        "sha256": hashlib.sha256(content).hexdigest(),
        "versions": versions,
        "training": dict(training or {}),
    }
    write_json(folder / DESCRIPTION, description)


def describe(folder: Path) -> Description:
    """Read `network.json` of a saved network.

    Raises
    ------
    StudyError
        It is missing or not ours.
    """
    path = folder / DESCRIPTION
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return Description(
            Network.model_validate(content["settings"]),
            content["sha256"],
            content["versions"],
            content["training"],
        )
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise StudyError(
            f"{path} does not describe a network ({type(error).__name__}): train it again with "
            "dvc repro."
        ) from None


def load(folder: Path, device: torch.device | str = "cpu") -> tuple[MaskRCNN, Description]:
    """Read a trained network, ready to look at images.

    Parameters
    ----------
    folder : Path
        As `save` filled it.
    device : device or str
        Where it shall run.

    Returns
    -------
    model, description
        The network in evaluation mode, and what is known of it.

    Raises
    ------
    StudyError
        A file is missing, damaged, or not the other's.
    """
    description = describe(folder)
    path = folder / WEIGHTS
    try:
        content = path.read_bytes()
        if hashlib.sha256(content).hexdigest() != description.sha256:
            raise StudyError(
                f"{path} is not what {DESCRIPTION} beside it describes (sha256 differs): restore "
                "both with dvc checkout, or train again."
            )
        model = architecture(description.settings)
        model.load_state_dict(load_tensors(content))
    except (OSError, SafetensorError, RuntimeError) as error:
        raise StudyError(f"{path} holds no such network ({error}): train it again.") from None
    return model.to(device).eval(), description

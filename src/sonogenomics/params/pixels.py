"""From pixels to lesions: sections of params.yaml."""

from typing import Literal, Self

from pydantic import (
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    PositiveFloat,
    PositiveInt,
    model_validator,
)

from sonogenomics.params.section import Section

FULL_CHANNELS = 256  # of torchvision's pyramids, which COCO weights fit
N_LEVELS = 5  # of the feature pyramid, each with its own anchor


class Images(Section):
    """Which images are used, and how their patients are grouped for the segmenter."""

    leave_out: tuple[
        Literal["blank", "exact_duplicate", "clipped_black", "clipped_white", "strokes_inside"], ...
    ] = Field(description="Findings of hygiene whose images are not used.")
    folds: int = Field(ge=2, description="Groups of outlined training patients.")


class Augmentation(Section):
    """How training images are varied; what another examination could have looked like."""

    flip: float = Field(ge=0, le=1, description="Probability of a left-right flip.")
    scale: float = Field(ge=0, lt=1, description="Largest relative change of size.")
    shift: float = Field(ge=0, lt=1, description="Largest move, in image sides.")
    gain: float = Field(ge=0, lt=1, description="Largest relative change of brightness.")
    contrast: float = Field(ge=0, lt=1, description="Largest relative change of contrast.")
    speckle: NonNegativeFloat = Field(description="Standard deviation of multiplicative noise.")
    shadow: float = Field(ge=0, le=1, description="Probability of an acoustic shadow.")


class Network(Section):
    """One preset: the network, its training, and the images it sees."""

    backbone: Literal["resnet18_fpn", "resnet50_fpn", "resnet50_fpn_v2"]
    weights: str = Field(description="none, coco (fetched by torchvision), or a file.")
    side_px: PositiveInt = Field(multiple_of=32, description="Images are fitted into this square.")
    anchors_px: tuple[PositiveInt, ...] = Field(min_length=N_LEVELS, max_length=N_LEVELS)
    channels: PositiveInt = Field(description="Of the feature pyramid; 256 is torchvision's own.")
    proposals: PositiveInt = Field(description="Regions an image that reach the heads.")
    batch: PositiveInt
    epochs_heads: NonNegativeInt = Field(description="Epochs with the backbone frozen.")
    epochs_all: NonNegativeInt = Field(description="Epochs with every layer.")
    batches: PositiveInt | None = Field(description="An epoch; null: every image once.")
    optimiser: Literal["sgd", "adamw"]
    learning_rate: PositiveFloat
    all_layers_factor: PositiveFloat = Field(description="Of the rate, once all layers learn.")
    weight_decay: NonNegativeFloat
    warmup: NonNegativeInt = Field(description="Batches until the full rate.")
    schedule: Literal["constant", "cosine"]
    precision: Literal["32-true", "16-mixed", "bf16-mixed"]
    patience: PositiveInt | None = Field(description="Epochs without gain; null: never stop early.")
    validation_fraction: float = Field(ge=0, lt=1, description="Of the patients, for stopping.")
    augmentation: Augmentation

    @model_validator(mode="after")
    def _learns(self) -> Self:
        if self.epochs_heads + self.epochs_all == 0:
            raise ValueError("epochs_heads and epochs_all are both 0: nothing would be learnt")
        if self.patience is not None and self.validation_fraction == 0:
            raise ValueError("patience needs validation_fraction above 0: only it tells a gain")
        return self

    @model_validator(mode="after")
    def _exists(self) -> Self:
        if self.backbone != "resnet18_fpn" and self.channels != FULL_CHANNELS:
            raise ValueError(f"{self.backbone} has {FULL_CHANNELS} channels; resnet18_fpn any")
        if self.backbone == "resnet18_fpn" and self.weights == "coco":
            raise ValueError("there are no COCO weights for resnet18_fpn: set weights to none")
        return self


class Presets(Section):
    """The networks to choose from."""

    light: Network
    published: Network
    honest: Network


class Segmenter(Section):
    """Which network outlines lesions, where it is trained, and for which folds."""

    preset: Literal["light", "published", "honest"]
    folds: tuple[PositiveInt, ...] = Field(
        min_length=1, description="Folds to train a network for."
    )
    accelerator: Literal["auto", "cpu", "gpu"]
    devices: PositiveInt | Literal["auto"]
    strategy: str = Field(description="Of Lightning, for several GPUs: auto, ddp, fsdp, ...")
    threads: PositiveInt = Field(description="Of the CPU; part of the result's last bits.")
    presets: Presets

    @property
    def network(self) -> Network:
        """The preset chosen."""
        chosen: Network = getattr(self.presets, self.preset)
        return chosen


class Masks(Section):
    """How detections become masks."""

    min_score: float = Field(ge=0, le=1, description="Detections below it do not count.")
    max_lesions: PositiveInt = Field(description="On one image, under the rule `best`.")
    flips: bool = Field(description="Look at each image mirrored too: uncertainty and quality.")
    batch: PositiveInt
    hit_iou: float = Field(gt=0, le=1, description="Overlap at which a lesion counts as found.")


class Lesions(Section):
    """Whose outlines features are taken from."""

    outlined: Literal["expert", "predicted"] = Field(
        description="On images an expert outlined: that outline, or the network's."
    )
    unreviewed: Literal["use", "leave_out"] = Field(description="Masks nobody has looked at.")
    min_quality: float = Field(ge=0, le=1, description="Unreviewed masks below it are left out.")

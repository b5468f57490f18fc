"""How an image becomes URFs, as the pipeline did it: every setting, kept on the model's card."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, PositiveInt

from sonogenomics.params.features import Extraction, Radiomics, Urfs
from sonogenomics.params.pixels import Lesions, Masks, Segmenter
from sonogenomics.profiles import Profile
from sonogenomics.segmentation.detection import Choice
from sonogenomics.segmentation.inference import Viewing


class Recipe(BaseModel):
    """From pixels to a patient's URFs; the same settings give the pipeline's numbers.

    Examples
    --------
    >>> recipe = Recipe(side_px=160, rule="best", extraction=Extraction())
    >>> recipe.choice.max_lesions, recipe.viewing.flips
    (1, True)
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    side_px: PositiveInt = Field(description="Of the square that the network looks at.")
    rule: Literal["only", "best"] = Field(description="Which detections outline the image.")
    min_score: float = Field(0.5, ge=0, le=1, description="Detections below it do not count.")
    max_lesions: PositiveInt = Field(1, description="On one image, under the rule `best`.")
    flips: bool = Field(True, description="Look at each image mirrored too.")
    batch: PositiveInt = Field(8, description="Images the network looks at at once.")
    threads: PositiveInt = Field(2, description="Of the CPU; part of the result's last bits.")
    min_quality: float = Field(0.0, ge=0, le=1, description="Worse masks of the network are left.")
    least_quality: float = Field(0.0, ge=0, le=1, description="Below it a mask is flagged.")
    radius_px: PositiveInt = Field(3, description="How far two readers' outlines lie apart.")
    extraction: Extraction
    engine: Literal["fast", "reference"] = "fast"
    aggregate: Literal["mean", "median", "largest", "first"] = "mean"

    @property
    def choice(self) -> Choice:
        """The rule by which detections become a mask."""
        return Choice(self.rule, self.min_score, self.max_lesions)

    @property
    def viewing(self) -> Viewing:
        """How the network looks at images."""
        return Viewing(self.side_px, self.batch, self.flips)


Sections = tuple[Segmenter, Masks, Lesions, Radiomics, Urfs]


def recipe_of(profile: Profile, sections: Sections, radius_px: int) -> Recipe:
    """The recipe that the pipeline's own stages go by.

    Parameters
    ----------
    profile : Profile
        Decides the region of the features, and which detections count.
    sections : tuple
        segmenter, masks, lesions, radiomics and urfs of params.yaml.
    radius_px : int
        How far two readers' outlines lie apart (robustness.radius_px).
    """
    segmenter, masks, lesions, radiomics, urfs = sections
    return Recipe(
        side_px=segmenter.network.side_px,
        rule=profile.detections,
        min_score=masks.min_score,
        max_lesions=masks.max_lesions,
        flips=masks.flips,
        batch=masks.batch,
        threads=segmenter.threads,
        min_quality=lesions.min_quality,
        radius_px=radius_px,
        extraction=radiomics.extraction(profile.region),
        engine=radiomics.engine,
        aggregate=urfs.aggregate,
    )

"""From lesions to features: sections of params.yaml."""

from typing import Literal, Self

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from sonogenomics.params.section import Section

Extra = Literal["shape2D", "ngtdm", "glcm_MCC", "glcm_SumAverage"]
Filter = Literal["original", "wavelet", "log"]
RegionKind = Literal["mask", "box"]


class Taking(Section):
    """How features are taken from a region; what is not named here is PyRadiomics' own default."""

    min_pixels: PositiveInt = Field(100, description="Smaller lesions are refused.")
    bin_width: PositiveFloat | None = Field(25.0, description="Grey levels a bin.")
    bin_count: PositiveInt | None = Field(None, description="Bins of each lesion, not a width.")
    extras: tuple[Extra, ...] = Field((), description="Beyond the 86 of the study.")
    filters: tuple[Filter, ...] = Field(("original",), min_length=1)
    log_sigmas_mm: tuple[PositiveFloat, ...] = Field((1.0, 2.0, 3.0), min_length=1)
    wavelet: str = Field("coif1", description="A wavelet of PyWavelets.")
    normalise_to: PositiveFloat | None = Field(
        None, description="Standard deviation the whole image is brought to, mean 0; null: as is."
    )
    outliers_sd: PositiveFloat | None = Field(
        None, description="With normalise_to: grey levels are cut at so many deviations."
    )
    shift: NonNegativeFloat = Field(0.0, description="Added for energies of negative grey levels.")
    resample_mm: PositiveFloat | None = Field(None, description="Pixel side; null: as it is.")
    interpolator: Literal["sitkBSpline", "sitkLinear", "sitkNearestNeighbor"] = "sitkBSpline"

    @model_validator(mode="after")
    def _one_binning(self) -> Self:
        if (self.bin_width is None) == (self.bin_count is None):
            raise ValueError("give either bin_width or bin_count, and null for the other")
        if len(set(self.filters)) < len(self.filters) or len(set(self.extras)) < len(self.extras):
            raise ValueError("a filter or an extra is named twice")
        return self


class Extraction(Taking):
    """How features are taken from a lesion: from which region, and how."""

    region: RegionKind = Field("mask", description="The lesion, or its filled box.")


class Radiomics(Taking):
    """Which features are taken from each lesion, and by which engine."""

    region: Literal["profile", "mask", "box"] = Field(
        "profile", description="The lesion, its filled box, or as the profile says."
    )
    engine: Literal["fast", "reference"] = Field(
        "fast", description="PyRadiomics' classes on the crop, or its whole extractor; equal bits."
    )

    def extraction(self, of_profile: RegionKind) -> Extraction:
        """The same once the profile has said which region, where it is left to it."""
        region = of_profile if self.region == "profile" else self.region
        shared = self.model_dump(exclude={"region", "engine"})
        return Extraction.model_validate({**shared, "region": region})


class Robustness(Section):
    """How the reliability of features is measured."""

    lesions: PositiveInt = Field(description="Drawn at random for the mask changes.")
    changes: PositiveInt = Field(description="Other outlines drawn for each of them.")
    radius_px: PositiveInt = Field(description="How far an outline is moved, at most.")


class Urfs(Section):
    """How lesions become one row a patient, and which features stay."""

    feature_set: Literal["published", "all"]
    aggregate: Literal["mean", "median", "largest", "first"]
    min_icc_masks: float = Field(ge=0, le=1, description="Features below it are barred; 0: none.")
    min_icc_views: float = Field(ge=0, le=1, description="Likewise, across views.")
    harmonise: Literal["none", "combat"] = Field(description="Scanners, by training patients.")


class Differential(Section):
    """Which features differ between the arms."""

    alpha: float = Field(gt=0, lt=1, description="Level of the Wilcoxon test.")

"""How features are taken, in our words and in PyRadiomics', and what they are then called."""

from collections.abc import Iterator
from typing import Any, Literal, Self

from pydantic import Field, NonNegativeFloat, PositiveFloat, PositiveInt, model_validator

from sonogenomics.params import Section
from sonogenomics.radiomics.names import OTHERS_BY_CLASS, PUBLISHED_BY_CLASS

Extra = Literal["shape2D", "ngtdm", "glcm_MCC", "glcm_SumAverage"]
Filter = Literal["original", "wavelet", "log"]
IMAGE_TYPES = {"original": "Original", "wavelet": "Wavelet", "log": "LoG"}
WAVELET_BANDS = ("LH", "HL", "HH", "LL")


class Extraction(Section):
    """How features are taken from a lesion; what is not named here is PyRadiomics' own default."""

    region: Literal["mask", "box"] = Field("mask", description="The lesion, or its filled box.")
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


def features_by_class(settings: Extraction) -> dict[str, list[str]]:
    """Features asked for, class by class: the 86 of the study and the extras.

    Examples
    --------
    >>> {name: len(features) for name, features in features_by_class(Extraction()).items()}
    {'firstorder': 18, 'glcm': 22, 'gldm': 14, 'glrlm': 16, 'glszm': 16}
    """
    chosen = {name: features.split() for name, features in PUBLISHED_BY_CLASS.items()}
    for extra in settings.extras:
        if extra in ("shape2D", "ngtdm"):
            chosen[extra] = [
                # PyRadiomics gives this one only under protest, as 1 / Sphericity
                feature
                for feature in OTHERS_BY_CLASS[extra].split()
                if feature != "SphericalDisproportion"
            ]
        else:
            chosen["glcm"].append(extra.removeprefix("glcm_"))
    return chosen


def feature_names(settings: Extraction) -> tuple[str, ...]:
    """Columns of the table, in order; shape is taken once, whatever the filters.

    Examples
    --------
    >>> names = feature_names(Extraction(filters=("original", "log"), log_sigmas_mm=(2,)))
    >>> len(names), names[0], names[-1]
    (172, 'original_firstorder_10Percentile', 'log-sigma-2-0-mm-3D_glszm_ZoneVariance')
    """
    chosen = features_by_class(settings)
    shape = [f"original_shape2D_{feature}" for feature in chosen.pop("shape2D", [])]
    texture = [
        f"{image}_{name}_{feature}"
        for image in _image_names(settings)
        for name, features in chosen.items()
        for feature in features
    ]
    return (*texture, *shape)


def _image_names(settings: Extraction) -> Iterator[str]:
    for chosen in settings.filters:
        if chosen == "original":
            yield "original"
        elif chosen == "wavelet":
            yield from (f"wavelet-{band}" for band in WAVELET_BANDS)
        else:
            for sigma in settings.log_sigmas_mm:
                yield f"log-sigma-{str(sigma).replace('.', '-')}-mm-3D"


def library_settings(settings: Extraction, n_dimensions: int = 2) -> dict[str, Any]:
    """The same settings in PyRadiomics' own words.

    A frame is handed over as the plane it is. `force2D` stays off: it is for volumes, and on a
    plane it would forbid one of the two directions.
    """
    return {
        "binWidth": settings.bin_width,
        "binCount": settings.bin_count,
        "normalize": settings.normalise_to is not None,
        "normalizeScale": settings.normalise_to,
        "removeOutliers": settings.outliers_sd,
        "voxelArrayShift": settings.shift,
        "resampledPixelSpacing": settings.resample_mm and [settings.resample_mm] * n_dimensions,
        "interpolator": settings.interpolator,
    }


def image_types(settings: Extraction) -> dict[str, dict[str, Any]]:
    """The filters in PyRadiomics' own words."""
    own: dict[str, dict[str, Any]] = {
        "original": {},
        "wavelet": {"wavelet": settings.wavelet},
        "log": {"sigma": list(settings.log_sigmas_mm)},
    }
    return {IMAGE_TYPES[chosen]: own[chosen] for chosen in settings.filters}

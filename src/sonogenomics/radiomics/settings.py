"""How features are taken, in our words and in PyRadiomics', and what they are then called."""

from collections.abc import Iterator
from typing import Any

from sonogenomics.params.features import Extraction
from sonogenomics.radiomics.names import OTHERS_BY_CLASS, PUBLISHED_BY_CLASS

IMAGE_TYPES = {"original": "Original", "wavelet": "Wavelet", "log": "LoG"}
WAVELET_BANDS = ("LH", "HL", "HH", "LL")


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

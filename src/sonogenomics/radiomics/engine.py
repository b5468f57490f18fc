"""The same features faster: PyRadiomics' own classes on the crop, grey levels binned once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import SimpleITK as sitk  # noqa: N813 (the name everyone knows)
from numpy.typing import NDArray
from radiomics import getFeatureClasses, imageoperations
from radiomics.featureextractor import RadiomicsFeatureExtractor

from sonogenomics.params.features import Extraction
from sonogenomics.radiomics.extraction import REFUSALS, as_images, complete, refusal, undisturbed
from sonogenomics.radiomics.region import Pixels, Region, UnfitError, bounding_box
from sonogenomics.radiomics.settings import features_by_class, image_types, library_settings


@dataclass(frozen=True)
class Bins:
    """Grey levels of a lesion put into bins.

    Attributes
    ----------
    matrix : array of int, rows x columns
        Bin of each pixel, from 1; 0 outside.
    levels : array of int
        Bins that occur, ascending.
    """

    matrix: NDArray[np.int_]
    levels: NDArray[np.int_]


def fast_features(region: Region, settings: Extraction) -> dict[str, float]:
    """Features of one lesion, equal to the last bit to those of `reference_features`.

    PyRadiomics' `execute` spends most of its time on hashing the image, on searching the mask and
    on binning the same grey levels once for each class. Here the lesion is cut out and binned once
    and handed to the library's own feature classes.

    Parameters
    ----------
    region : Region
        Grey levels and the pixels inside.
    settings : Extraction
        Which features, and how.

    Returns
    -------
    dict
        Feature name to value, in the order of `feature_names`.

    Raises
    ------
    UnfitError
        PyRadiomics refuses the lesion, or a feature is missing or not a number.

    References
    ----------
    van Griethuysen et al., Cancer Res 2017;77:e104 (PyRadiomics 3.0.1).

    Examples
    --------
    >>> from sonogenomics.radiomics.extraction import reference_features
    >>> grey = np.random.default_rng(1).integers(0, 256, (20, 20)).astype(np.int32)
    >>> region = Region("P1", grey, grey > 20, n_px=int((grey > 20).sum()))
    >>> fast_features(region, Extraction()) == reference_features(region, Extraction())
    True
    """
    with undisturbed():
        try:
            values = _computed(region, settings)
        except REFUSALS as error:
            raise refusal(region, error) from None
    return complete(values, region, settings)


def _computed(region: Region, settings: Extraction) -> dict[str, Any]:
    chosen = features_by_class(settings)
    shape = chosen.pop("shape2D", None)
    own = library_settings(settings, region.grey.ndim)
    values: dict[str, Any] = {}
    for name, grey, inside in _crops(region, settings):
        values |= _textures(name, grey, inside, chosen, own)
        if shape is not None and "original_shape2D_Sphericity" not in values:
            values |= _of_class("original", "shape2D", (grey, inside), shape, own)
    return values


def _crops(region: Region, settings: Extraction) -> Iterator[tuple[str, sitk.Image, sitk.Image]]:
    """Each filtered image and the mask, cut to the lesion's bounding box."""
    if settings.filters == ("original",) and not (settings.normalise_to or settings.resample_mm):
        box = bounding_box(region.inside)
        cut = Region(region.name, region.grey[box], region.inside[box], 0, region.spacing_mm)
        yield "original", *as_images(cut, settings)
        return
    own = library_settings(settings, region.grey.ndim)
    grey, mask = RadiomicsFeatureExtractor.loadImage(*as_images(region, settings), None, **own)
    box = _box_of_resampled(sitk.GetArrayViewFromImage(mask) == 1, region)
    for image_type, wanted in image_types(settings).items():
        filtered = getattr(imageoperations, f"get{image_type}Image")
        for image, name, _ in filtered(grey, mask, **own, **wanted):
            yield name, _cut(image, box), _cut(mask, box)


def _box_of_resampled(inside: NDArray[np.bool_], region: Region) -> tuple[slice, ...]:
    box = bounding_box(inside) if inside.any() else ()
    if min((side.stop - side.start for side in box), default=0) <= 1:
        raise UnfitError(
            "resampling",
            f"{region.name}: resampling leaves less than two pixels of it each way; lower "
            "resample_mm in params.yaml.",
        )
    return box


def _cut(image: sitk.Image, box: tuple[slice, ...]) -> sitk.Image:
    cut: sitk.Image = image[box[::-1]]  # SimpleITK counts columns first
    return cut


def _textures(
    name: str,
    grey: sitk.Image,
    inside: sitk.Image,
    chosen: Mapping[str, list[str]],
    own: Mapping[str, Any],
) -> dict[str, Any]:
    bins = binned(sitk.GetArrayViewFromImage(grey), sitk.GetArrayViewFromImage(inside) == 1, own)
    values: dict[str, Any] = {}
    for feature_class, features in chosen.items():
        settings = {**own, "bins": bins}
        values |= _of_class(name, feature_class, (grey, inside), features, settings)
    return values


def _of_class(
    image: str,
    feature_class: str,
    pixels: tuple[sitk.Image, sitk.Image],
    features: list[str],
    own: Mapping[str, Any],
) -> dict[str, Any]:
    calculator = _sharing_classes()[feature_class](*pixels, **own)
    for feature in features:
        calculator.enableFeatureByName(feature)
    computed = calculator.execute().items()
    return {f"{image}_{feature_class}_{feature}": value for feature, value in computed}


def binned(grey: Pixels, inside: NDArray[np.bool_], own: Mapping[str, Any]) -> Bins:
    """Put the grey levels inside the lesion into PyRadiomics' bins.

    The edges depend on the lowest and the highest level only, so the library is asked with those
    two; it searches them in Python otherwise.

    Examples
    --------
    >>> grey = np.array([[54, 99, 166]], dtype=np.int32)
    >>> binned(grey, grey > 0, {"binWidth": 25}).matrix
    array([[1, 2, 5]])
    """
    levels = grey[inside]
    ends = np.array([levels.min(), levels.max()])
    edges = imageoperations.getBinEdges(ends, **own)
    matrix = np.zeros(grey.shape, dtype=np.int_)
    matrix[inside] = np.digitize(levels, edges)
    return Bins(matrix, np.unique(matrix[inside]))


@lru_cache(maxsize=1)
def _sharing_classes() -> dict[str, Any]:
    return {name: _sharing(library) for name, library in getFeatureClasses().items()}


def _sharing(library: Any) -> Any:
    """A feature class that takes bins made before, and looks its own features up once."""
    names = library.getFeatureNames()

    def apply_bins(self: Any, matrix: Pixels) -> NDArray[np.int_]:  # noqa: ARG001
        bins: Bins = self.settings["bins"]
        self.coefficients["grayLevels"] = bins.levels
        self.coefficients["Ng"] = int(bins.levels[-1])
        return bins.matrix

    overridden = {
        "_applyBinning": apply_bins,
        "getFeatureNames": classmethod(lambda _: names),
        "__module__": library.__module__,
    }
    return type(library.__name__, (library,), overridden)

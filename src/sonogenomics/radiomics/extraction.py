"""Lesion to URFs by PyRadiomics' own extractor: the reference that every faster way must equal."""

import hashlib
import json
import logging
import platform
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib import metadata
from typing import Any, cast

import numpy as np
import SimpleITK as sitk  # noqa: N813 (the name everyone knows)
from radiomics.featureextractor import RadiomicsFeatureExtractor

from sonogenomics.errors import listed
from sonogenomics.params.features import Extraction
from sonogenomics.radiomics.region import Region, UnfitError
from sonogenomics.radiomics.settings import (
    feature_names,
    features_by_class,
    image_types,
    library_settings,
)

REFUSALS = (ValueError, RuntimeError, IndexError)  # what PyRadiomics raises on bad pixels
SOFTWARE = ("pyradiomics", "SimpleITK", "PyWavelets", "numpy")


def reference_features(region: Region, settings: Extraction) -> dict[str, float]:
    """Features of one lesion as PyRadiomics itself gives them.

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
    >>> grey = np.random.default_rng(1).integers(0, 256, (20, 20)).astype(np.int32)
    >>> region = Region("P1", grey, grey > 20, n_px=int((grey > 20).sum()))
    >>> values = reference_features(region, Extraction())
    >>> len(values), values["original_firstorder_Minimum"]
    (86, 21.0)
    """
    grey, inside = as_images(region, settings)
    with undisturbed():
        extractor = _extractor(settings, region.grey.ndim)
        try:
            values = extractor.execute(grey, inside)
        except REFUSALS as error:
            raise refusal(region, error) from None
    return complete(values, region, settings)


@lru_cache(maxsize=8)
def _extractor(settings: Extraction, n_dimensions: int) -> Any:
    extractor = RadiomicsFeatureExtractor(**library_settings(settings, n_dimensions))
    extractor.disableAllFeatures()
    extractor.enableFeaturesByName(**features_by_class(settings))
    extractor.disableAllImageTypes()
    extractor.enableImageTypes(**image_types(settings))
    return extractor


def as_images(region: Region, settings: Extraction) -> tuple[sitk.Image, sitk.Image]:
    """Grey levels and mask as the library's images, with the pixel's size."""
    if settings.resample_mm is not None and region.spacing_mm is None:
        raise UnfitError(
            "spacing",
            f"{region.name}: the size of its pixels is unknown, so it cannot be resampled; set "
            "resample_mm to null in params.yaml, or give the spacing.",
        )
    images = (
        sitk.GetImageFromArray(region.grey),
        sitk.GetImageFromArray(region.inside.astype(np.uint8)),
    )
    for image in images:
        image.SetSpacing(region.spacing_mm or (1.0,) * region.grey.ndim)  # type: ignore[no-untyped-call]
    return images


def complete(values: Mapping[str, Any], region: Region, settings: Extraction) -> dict[str, float]:
    """Every feature asked for, in order, each a finite number; otherwise UnfitError."""
    names = feature_names(settings)
    missing = [name for name in names if name not in values]
    if missing:
        raise UnfitError(
            "filter",
            f"{region.name}: PyRadiomics gives no {listed(missing, 3)}; the image is too small for "
            "this filter: lower log_sigmas_mm or leave the filter out in params.yaml.",
        )
    numbers = {name: float(values[name]) for name in names}
    undefined = [name for name, number in numbers.items() if not np.isfinite(number)]
    if undefined:
        raise UnfitError(
            "undefined",
            f"{region.name} has no finite value of {listed(undefined, 3)}: redraw or reject it in "
            "the review, or leave these features out.",
        )
    return numbers


@contextmanager
def undisturbed() -> Iterator[None]:
    """Let PyRadiomics compute in silence, on one thread, and alike everywhere.

    Its feature classes turn any raised warning into NaN, and sums of floats depend on the number
    of threads.
    """
    logger, processes = logging.getLogger("radiomics"), cast(Any, sitk.ProcessObject)
    level, threads = logger.level, processes.GetGlobalDefaultNumberOfThreads()
    logger.setLevel(logging.CRITICAL + 1)
    processes.SetGlobalDefaultNumberOfThreads(1)
    try:
        with warnings.catch_warnings(action="ignore"):
            yield
    finally:
        logger.setLevel(level)
        processes.SetGlobalDefaultNumberOfThreads(threads)


def refusal(region: Region, error: Exception) -> UnfitError:
    """One sentence of what PyRadiomics says against a lesion."""
    reason = str(error).strip().splitlines()[-1].strip().rstrip(".!")
    return UnfitError("refused", f"{region.name}: PyRadiomics refuses it: {reason}.")


def provenance(settings: Extraction) -> dict[str, object]:
    """What has to be known to take the same features again.

    Returns
    -------
    dict
        Versions of the software, the settings, and a SHA-256 of the settings.

    Examples
    --------
    >>> provenance(Extraction())["pyradiomics"]
    '3.0.1'
    """
    content = settings.model_dump(mode="json")
    digest = hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
    versions = {name: metadata.version(name) for name in SOFTWARE}
    return {
        **versions,
        "python": platform.python_version(),
        "settings": content,
        "settings_sha256": digest,
    }

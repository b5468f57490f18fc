from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from radiomics import imageoperations

from sonogenomics.errors import StudyError
from sonogenomics.params.features import Extraction, RegionKind
from sonogenomics.radiomics.engine import binned, fast_features
from sonogenomics.radiomics.extraction import reference_features
from sonogenomics.radiomics.region import Lesion, region_of
from tests.radiomics.lesions import as_region, ellipse, real, speckle

GREY = speckle(np.random.default_rng(1)).astype(np.int32)
MASK = ellipse()

WAYS = {
    "default": Extraction(),
    "every extra": Extraction(extras=("shape2D", "ngtdm", "glcm_MCC", "glcm_SumAverage")),
    "bin count": Extraction(bin_width=None, bin_count=16),
    "filters": Extraction(
        filters=("wavelet", "original", "log"), log_sigmas_mm=(1.0, 2.5), extras=("shape2D",)
    ),
    "normalised": Extraction(normalise_to=100, outliers_sd=3, shift=300),
    "resampled": Extraction(resample_mm=0.13, extras=("shape2D",)),
    "all at once": Extraction(
        normalise_to=50, resample_mm=0.2, filters=("log", "wavelet"), extras=("ngtdm",)
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_the_fast_path_equals_the_library_to_the_last_bit(way: str) -> None:
    region = as_region(GREY, MASK, (0.1, 0.08))
    assert fast_features(region, WAYS[way]) == reference_features(region, WAYS[way])


def test_grey_levels_with_fractions_are_equal_too() -> None:
    region = as_region(GREY / 3.7, MASK)
    assert fast_features(region, Extraction()) == reference_features(region, Extraction())


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32 - 1), levels=st.integers(2, 256), low=st.integers(-300, 300))
def test_ragged_lesions_of_few_or_many_levels_are_equal(seed: int, levels: int, low: int) -> None:
    rng = np.random.default_rng(seed)
    grey = rng.integers(low, low + levels, (12, 15)).astype(np.int32)
    inside = rng.random((12, 15)) < 0.6
    inside[3, 3:9], inside[2:8, 4], inside[0, 0] = True, True, False
    region = as_region(grey, inside)
    assert fast_features(region, Extraction()) == reference_features(region, Extraction())


@given(
    levels=st.lists(st.integers(-1000, 70_000), min_size=2, max_size=40, unique=True),
    width=st.sampled_from([1, 2.5, 25, 64]),
)
def test_bins_are_those_of_the_library(levels: list[int], width: float) -> None:
    grey = np.array([levels], dtype=np.int32)
    inside = np.ones_like(grey, dtype=bool)
    own = {"binWidth": width}
    expected, _ = imageoperations.binImage(grey, inside, **own)
    assert (binned(grey, inside, own).matrix == expected).all()


def test_a_lesion_that_resampling_makes_vanish_is_refused_by_both() -> None:
    small = np.zeros_like(MASK)
    small[30:32, 30:34] = 1
    region = as_region(GREY, small, (0.1, 0.1))
    for engine in (fast_features, reference_features):
        with pytest.raises(StudyError, match="patient P1"):
            engine(region, Extraction(resample_mm=3.0))


@pytest.mark.realdata
@pytest.mark.parametrize("kind", ["mask", "box"])
def test_real_lesions_are_equal(mirror: Path, kind: RegionKind) -> None:
    for name, grey, mask in real(mirror, step=48):
        region = region_of(Lesion("P", name, grey, mask), kind, min_pixels=100)
        assert fast_features(region, Extraction()) == reference_features(region, Extraction()), name

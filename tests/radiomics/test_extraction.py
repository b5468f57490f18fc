import logging
import warnings

import numpy as np
import pytest
import SimpleITK as sitk  # noqa: N813
from radiomics.featureextractor import RadiomicsFeatureExtractor
from scipy import stats

from sonogenomics.errors import StudyError
from sonogenomics.params.features import Extraction
from sonogenomics.radiomics.extraction import complete, provenance, reference_features
from sonogenomics.radiomics.names import PUBLISHED
from sonogenomics.radiomics.region import Lesion, Pixels, region_of
from sonogenomics.radiomics.settings import feature_names
from tests.radiomics.lesions import as_region, ellipse, speckle

GREY = speckle(np.random.default_rng(1))
MASK = ellipse()


def features(grey: Pixels, settings: Extraction | None = None) -> dict[str, float]:
    settings = settings or Extraction()
    region = region_of(Lesion("P1", "left", grey, MASK), settings.region, settings.min_pixels)
    return reference_features(region, settings)


def test_first_order_features_are_those_of_numpy_and_scipy() -> None:
    values, inside = features(GREY), GREY[MASK > 0].astype(float)
    expected = {
        "Mean": inside.mean(),
        "Median": np.median(inside),
        "Variance": inside.var(),
        "Skewness": stats.skew(inside),
        "Kurtosis": stats.kurtosis(inside, fisher=False),
        "Energy": (inside**2).sum(),
        "InterquartileRange": stats.iqr(inside),
        "Entropy": stats.entropy(np.bincount((inside // 25).astype(int)), base=2),
    }
    for name, value in expected.items():
        assert values[f"original_firstorder_{name}"] == pytest.approx(value), name


def bright(highest: int) -> Pixels:
    grey = np.minimum(GREY, highest)
    grey[32, 32] = highest
    return grey


def by_the_library(grey: Pixels) -> dict[str, float]:
    """As its documentation says, with a bin width of 25 as a whole number."""
    extractor = RadiomicsFeatureExtractor(binWidth=25)
    with warnings.catch_warnings(action="ignore"):
        values = extractor.execute(*map(sitk.GetImageFromArray, (grey, MASK // 255)))
    return {name: float(values[name]) for name in PUBLISHED}


@pytest.mark.parametrize("highest", [205, 206, 220, 233, 254, 255])
def test_a_bright_8_bit_lesion_gives_the_features_of_wide_numbers(highest: int) -> None:
    grey = bright(highest)
    right = by_the_library(grey.astype(np.float64))
    assert features(grey) == right
    assert by_the_library(region_of(Lesion("P1", "left", grey, MASK), "mask", 1).grey) == right


def test_without_the_cast_the_library_fails_where_the_last_edge_wraps_to_zero() -> None:
    with pytest.raises(IndexError, match="Calculation of GLCM Failed"):
        by_the_library(bright(206))


@pytest.mark.parametrize("highest", [220, 233, 255])
def test_without_the_cast_the_library_gives_other_features(highest: int) -> None:
    """The trap that the cast is for: should PyRadiomics mend it, the cast may go."""
    wrapped, right = by_the_library(bright(highest)), features(bright(highest))
    assert sum(wrapped[name] != right[name] for name in PUBLISHED) > 50


def test_a_plane_gives_what_pyradiomics_gives_for_a_volume_of_one_slice_forced_to_2d() -> None:
    extractor = RadiomicsFeatureExtractor(binWidth=25, force2D=True)
    volume, inside = (
        sitk.GetImageFromArray(pixels[None].astype(np.int32)) for pixels in (GREY, MASK // 255)
    )
    expected = extractor.execute(volume, inside)
    values = features(GREY)
    assert {name: float(expected[name]) for name in PUBLISHED} == values


def test_fixed_bins_are_as_many_as_asked_for() -> None:
    few = features(GREY, Extraction(bin_width=None, bin_count=2))
    assert few["original_firstorder_Entropy"] <= 1 < features(GREY)["original_firstorder_Entropy"]


def test_normalised_grey_levels_do_not_depend_on_gain() -> None:
    settings = Extraction(normalise_to=100)
    plain, brighter = features(GREY, settings), features(GREY.astype(int) * 2 + 30, settings)
    assert list(plain.values()) == pytest.approx(list(brighter.values()))


def test_outliers_are_cut_at_so_many_deviations() -> None:
    values = features(GREY, Extraction(normalise_to=100, outliers_sd=1))
    assert values["original_firstorder_Maximum"] == pytest.approx(100)


def test_resampling_brings_lengths_to_the_wanted_pixel() -> None:
    settings = Extraction(resample_mm=0.2, extras=("shape2D",))
    fine = as_region(GREY.astype(np.int32), MASK, (0.1, 0.1))
    values = reference_features(fine, settings)
    area_mm2 = (MASK > 0).sum() * 0.1**2
    assert values["original_shape2D_PixelSurface"] == pytest.approx(area_mm2, rel=0.05)


def test_resampling_needs_the_size_of_a_pixel() -> None:
    with pytest.raises(StudyError, match=r"P1.*size of its pixels is unknown"):
        features(GREY, Extraction(resample_mm=0.2))


def test_a_lesion_that_the_library_refuses_is_named() -> None:
    with pytest.raises(StudyError, match=r"patient P1.*PyRadiomics refuses it: No labels found"):
        reference_features(as_region(GREY.astype(np.int32), np.ones_like(GREY)), Extraction())


def test_a_filter_that_gives_nothing_is_told() -> None:
    settings = Extraction(filters=("log",), log_sigmas_mm=(80.0,))
    with pytest.raises(StudyError, match="gives no log-sigma-80-0-mm-3D_firstorder_10Percentile"):
        features(GREY, settings)


def test_a_feature_that_is_no_number_is_told() -> None:
    values = dict.fromkeys(feature_names(Extraction()), 1.0) | {PUBLISHED[3]: float("nan")}
    with pytest.raises(StudyError, match=f"patient P1.*no finite value of {PUBLISHED[3]}:"):
        complete(values, as_region(GREY, MASK), Extraction())


def test_pyradiomics_answers_a_constant_lesion_with_constants() -> None:
    """Why such lesions are refused before: nothing in the values says that they mean nothing."""
    values = reference_features(as_region(np.full((64, 64), 7, np.int32), MASK), Extraction())
    assert values["original_glcm_Correlation"] == 1
    assert values["original_firstorder_Kurtosis"] == 0
    assert values["original_glszm_ZonePercentage"] == pytest.approx(1 / (MASK > 0).sum())


def test_the_library_is_silent_and_its_logger_as_before(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    before = logging.getLogger("radiomics").level
    features(GREY, Extraction(bin_width=None, bin_count=8))
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")
    assert logging.getLogger("radiomics").level == before


def test_provenance_changes_with_the_settings_and_not_otherwise() -> None:
    first, again = provenance(Extraction()), provenance(Extraction())
    assert first == again
    assert first["settings_sha256"] != provenance(Extraction(region="box"))["settings_sha256"]
    assert {"pyradiomics", "numpy", "SimpleITK", "PyWavelets", "python"} <= set(first)

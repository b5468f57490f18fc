import pytest
from pydantic import ValidationError

from sonogenomics.params.features import Extraction, Radiomics
from sonogenomics.radiomics.names import PUBLISHED, is_feature
from sonogenomics.radiomics.settings import feature_names

EVERYTHING = Extraction(
    extras=("shape2D", "ngtdm", "glcm_MCC", "glcm_SumAverage"),
    filters=("original", "wavelet", "log"),
)


def test_the_86_of_the_study_are_the_default() -> None:
    assert feature_names(Extraction()) == PUBLISHED


def test_every_feature_of_every_filter_is_known_and_named_once() -> None:
    names = feature_names(EVERYTHING)
    # 93 textures of the original, four wavelet bands and three LoG images, and 9 of shape
    assert len(names) == len(set(names)) == 93 * 8 + 9
    assert all(is_feature(name) for name in names)


@pytest.mark.parametrize(
    "wrong",
    [
        {"bin_width": 25, "bin_count": 32},
        {"bin_width": None},
        {"filters": ()},
        {"filters": ("log", "log")},
        {"extras": ("glcm_Contrast",)},
        {"binwidth": 25},
    ],
)
def test_settings_that_contradict_themselves_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Extraction.model_validate(wrong)


def test_the_profile_decides_on_the_region_where_params_leave_it_to_it() -> None:
    asked = {"profile": "box", "mask": "mask", "box": "box"}
    for region, expected in asked.items():
        rules = Radiomics.model_validate({"region": region, "bin_width": 10, "engine": "fast"})
        assert rules.extraction("box") == Extraction(region=expected, bin_width=10)

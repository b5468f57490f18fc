"""The 86 features of the study: which vary together, and how their values are distributed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

# feature, family of features it varies with (- when it falls as they rise), shape of its values
_TABLE = """
firstorder_10Percentile                      brightness  grey
firstorder_90Percentile                      brightness  grey
firstorder_Energy                            extent      heavy
firstorder_Entropy                           spread      bits
firstorder_InterquartileRange                spread      grey
firstorder_Kurtosis                          asymmetry   heavy
firstorder_Maximum                           brightness  grey
firstorder_Mean                              brightness  grey
firstorder_MeanAbsoluteDeviation             spread      grey
firstorder_Median                            brightness  grey
firstorder_Minimum                           brightness  grey
firstorder_Range                             spread      grey
firstorder_RobustMeanAbsoluteDeviation       spread      grey
firstorder_RootMeanSquared                   brightness  grey
firstorder_Skewness                          asymmetry   signed
firstorder_TotalEnergy                       extent      heavy
firstorder_Uniformity                       -spread      share
firstorder_Variance                          spread      heavy
glcm_Autocorrelation                         brightness  heavy
glcm_ClusterProminence                       spread      heavy
glcm_ClusterShade                            asymmetry   signed
glcm_ClusterTendency                         spread      heavy
glcm_Contrast                                contrast    heavy
glcm_Correlation                            -contrast    share
glcm_DifferenceAverage                       contrast    bits
glcm_DifferenceEntropy                       contrast    bits
glcm_DifferenceVariance                      contrast    heavy
glcm_Id                                     -contrast    share
glcm_Idm                                    -contrast    share
glcm_Idmn                                   -contrast    share
glcm_Idn                                    -contrast    share
glcm_Imc1                                   -order       signed
glcm_Imc2                                    order       share
glcm_InverseVariance                        -contrast    share
glcm_JointAverage                            brightness  bits
glcm_JointEnergy                            -spread      share
glcm_JointEntropy                            spread      bits
glcm_MaximumProbability                     -spread      share
glcm_SumEntropy                              spread      bits
glcm_SumSquares                              spread      heavy
gldm_DependenceEntropy                       order       bits
gldm_DependenceNonUniformity                 extent      heavy
gldm_DependenceNonUniformityNormalized       fineness    share
gldm_DependenceVariance                     -fineness    bits
gldm_GrayLevelNonUniformity                  extent      heavy
gldm_GrayLevelVariance                       spread      heavy
gldm_HighGrayLevelEmphasis                   brightness  heavy
gldm_LargeDependenceEmphasis                -fineness    heavy
gldm_LargeDependenceHighGrayLevelEmphasis   -fineness    heavy
gldm_LargeDependenceLowGrayLevelEmphasis    -fineness    heavy
gldm_LowGrayLevelEmphasis                   -brightness  share
gldm_SmallDependenceEmphasis                 fineness    share
gldm_SmallDependenceHighGrayLevelEmphasis    fineness    heavy
gldm_SmallDependenceLowGrayLevelEmphasis     fineness    share
glrlm_GrayLevelNonUniformity                 extent      heavy
glrlm_GrayLevelNonUniformityNormalized      -spread      share
glrlm_GrayLevelVariance                      spread      heavy
glrlm_HighGrayLevelRunEmphasis               brightness  heavy
glrlm_LongRunEmphasis                       -fineness    heavy
glrlm_LongRunHighGrayLevelEmphasis          -fineness    heavy
glrlm_LongRunLowGrayLevelEmphasis           -fineness    heavy
glrlm_LowGrayLevelRunEmphasis               -brightness  share
glrlm_RunEntropy                             order       bits
glrlm_RunLengthNonUniformity                 extent      heavy
glrlm_RunLengthNonUniformityNormalized       fineness    share
glrlm_RunPercentage                          fineness    share
glrlm_RunVariance                           -fineness    heavy
glrlm_ShortRunEmphasis                       fineness    share
glrlm_ShortRunHighGrayLevelEmphasis          fineness    heavy
glrlm_ShortRunLowGrayLevelEmphasis           fineness    share
glszm_GrayLevelNonUniformity                 extent      heavy
glszm_GrayLevelNonUniformityNormalized      -spread      share
glszm_GrayLevelVariance                      spread      heavy
glszm_HighGrayLevelZoneEmphasis              brightness  heavy
glszm_LargeAreaEmphasis                     -fineness    heavy
glszm_LargeAreaHighGrayLevelEmphasis        -fineness    heavy
glszm_LargeAreaLowGrayLevelEmphasis         -fineness    heavy
glszm_LowGrayLevelZoneEmphasis              -brightness  share
glszm_SizeZoneNonUniformity                  extent      heavy
glszm_SizeZoneNonUniformityNormalized        fineness    share
glszm_SmallAreaEmphasis                      fineness    share
glszm_SmallAreaHighGrayLevelEmphasis         fineness    heavy
glszm_SmallAreaLowGrayLevelEmphasis          fineness    share
glszm_ZoneEntropy                            order       bits
glszm_ZonePercentage                         fineness    share
glszm_ZoneVariance                          -fineness    heavy
"""


@dataclass(frozen=True)
class Feature:
    """One feature: what it varies with, in which direction, and the shape of its values."""

    name: str
    family: str
    direction: int
    shape: str


def _feature(line: str) -> Feature:
    name, family, shape = line.split()
    return Feature(
        name=f"original_{name}",
        family=family.removeprefix("-"),
        direction=-1 if family.startswith("-") else 1,
        shape=shape,
    )


FEATURES = tuple(map(_feature, _TABLE.strip().splitlines()))
FAMILIES = tuple(sorted({feature.family for feature in FEATURES}))

# Those of the paper: the direction is that of the shift in HER2-positive patients, and as there
# seven of the eight are lower.
DIFFERENTIAL = {
    "original_glrlm_RunLengthNonUniformityNormalized": -1,
    "original_glrlm_ShortRunEmphasis": -1,
    "original_glrlm_ShortRunHighGrayLevelEmphasis": -1,
    "original_glszm_SizeZoneNonUniformity": -1,
    "original_glszm_SizeZoneNonUniformityNormalized": -1,
    "original_glszm_SmallAreaEmphasis": -1,
    "original_glszm_SmallAreaHighGrayLevelEmphasis": -1,
    "original_glszm_ZoneEntropy": 1,
}


def in_units(
    standard: NDArray[np.float64], shape: str, rng: np.random.Generator
) -> NDArray[np.float64]:
    """Give a standardised feature the range and tail that its kind has on ultrasound.

    Parameters
    ----------
    standard : ndarray of shape (n_patients,)
        Standard normal but for what was planted.
    shape : {'grey', 'bits', 'signed', 'share', 'heavy'}
        Grey levels of an 8-bit image; entropies; values of either sign; shares between 0 and 1;
        log-normal with a heavy right tail. Each rises with `standard`, so that ranks are kept.
    rng : Generator
        Draws where the feature lies and how far it reaches.

    Returns
    -------
    ndarray of shape (n_patients,)

    Examples
    --------
    >>> values = in_units(np.array([-1.0, 0.0, 2.0]), "share", np.random.default_rng(1))
    >>> bool((np.diff(values) > 0).all() and 0 < values.min() and values.max() < 1)
    True
    """
    place, reach = rng.random(2)
    match shape:
        case "grey":
            values = 70 + 50 * place + (10 + 5 * reach) * standard
        case "bits":
            values = 3 + 3 * place + (0.2 + 0.3 * reach) * standard
        case "signed":
            values = 0.4 * place + (0.2 + 0.3 * reach) * standard
        case "share":
            values = 0.1 + 0.4 * place + (0.1 + 0.3 * reach) * ndtr(standard)
        case _:
            values = np.exp(3 + 6 * place + (0.3 + 0.2 * reach) * standard)
    return np.asarray(values)

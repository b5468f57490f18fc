"""What PyRadiomics calls its features, and which of them the published study used."""

import re

# class -> features of the study: 18 + 22 + 14 + 16 + 16 = 86
PUBLISHED_BY_CLASS = {
    "firstorder": """10Percentile 90Percentile Energy Entropy InterquartileRange Kurtosis Maximum
        Mean MeanAbsoluteDeviation Median Minimum Range RobustMeanAbsoluteDeviation
        RootMeanSquared Skewness TotalEnergy Uniformity Variance""",
    "glcm": """Autocorrelation ClusterProminence ClusterShade ClusterTendency Contrast Correlation
        DifferenceAverage DifferenceEntropy DifferenceVariance Id Idm Idmn Idn Imc1 Imc2
        InverseVariance JointAverage JointEnergy JointEntropy MaximumProbability SumEntropy
        SumSquares""",
    "gldm": """DependenceEntropy DependenceNonUniformity DependenceNonUniformityNormalized
        DependenceVariance GrayLevelNonUniformity GrayLevelVariance HighGrayLevelEmphasis
        LargeDependenceEmphasis LargeDependenceHighGrayLevelEmphasis
        LargeDependenceLowGrayLevelEmphasis LowGrayLevelEmphasis SmallDependenceEmphasis
        SmallDependenceHighGrayLevelEmphasis SmallDependenceLowGrayLevelEmphasis""",
    "glrlm": """GrayLevelNonUniformity GrayLevelNonUniformityNormalized GrayLevelVariance
        HighGrayLevelRunEmphasis LongRunEmphasis LongRunHighGrayLevelEmphasis
        LongRunLowGrayLevelEmphasis LowGrayLevelRunEmphasis RunEntropy RunLengthNonUniformity
        RunLengthNonUniformityNormalized RunPercentage RunVariance ShortRunEmphasis
        ShortRunHighGrayLevelEmphasis ShortRunLowGrayLevelEmphasis""",
    "glszm": """GrayLevelNonUniformity GrayLevelNonUniformityNormalized GrayLevelVariance
        HighGrayLevelZoneEmphasis LargeAreaEmphasis LargeAreaHighGrayLevelEmphasis
        LargeAreaLowGrayLevelEmphasis LowGrayLevelZoneEmphasis SizeZoneNonUniformity
        SizeZoneNonUniformityNormalized SmallAreaEmphasis SmallAreaHighGrayLevelEmphasis
        SmallAreaLowGrayLevelEmphasis ZoneEntropy ZonePercentage ZoneVariance""",
}

# class -> what PyRadiomics 3.0.1 computes besides, on request
OTHERS_BY_CLASS = {
    "firstorder": "StandardDeviation",
    "glcm": "Dissimilarity Homogeneity1 Homogeneity2 MCC SumAverage SumVariance",
    "gldm": "DependencePercentage GrayLevelNonUniformityNormalized",
    "ngtdm": "Busyness Coarseness Complexity Contrast Strength",
    "shape": """Compactness1 Compactness2 Elongation Flatness LeastAxisLength MajorAxisLength
        Maximum2DDiameterColumn Maximum2DDiameterRow Maximum2DDiameterSlice Maximum3DDiameter
        MeshVolume MinorAxisLength SphericalDisproportion Sphericity SurfaceArea
        SurfaceVolumeRatio VoxelVolume""",
    "shape2D": """Elongation MajorAxisLength MaximumDiameter MeshSurface MinorAxisLength Perimeter
        PerimeterSurfaceRatio PixelSurface SphericalDisproportion Sphericity""",
}

PUBLISHED = tuple(
    f"original_{name}_{feature}"
    for name, features in PUBLISHED_BY_CLASS.items()
    for feature in features.split()
)
KNOWN = frozenset(
    (name, feature)
    for family in (PUBLISHED_BY_CLASS, OTHERS_BY_CLASS)
    for name, features in family.items()
    for feature in features.split()
)

_FILTER = (
    r"(?:original|square|squareroot|logarithm|exponential|gradient"
    r"|wavelet\d?(?:-[A-Za-z0-9]+)+|log-sigma-[0-9-]+-mm(?:-3D)?|lbp-[23]D(?:-[A-Za-z0-9]+)?)"
)
_NAME = re.compile(rf"{_FILTER}_(?P<family>[A-Za-z0-9]+)_(?P<feature>[A-Za-z0-9]+)")


def is_feature(name: str) -> bool:
    """Whether PyRadiomics gives a feature this name: filter, class and feature are all its own.

    Examples
    --------
    >>> is_feature("original_glszm_ZoneEntropy"), is_feature("wavelet-HL_glcm_Idm")
    (True, True)
    >>> is_feature("original_glszm_ZoneEntrpy"), is_feature("age")
    (False, False)
    """
    parts = _NAME.fullmatch(name)
    return parts is not None and (parts["family"], parts["feature"]) in KNOWN


def feature_class(name: str) -> str:
    """The class of texture a feature belongs to.

    Examples
    --------
    >>> feature_class("original_glszm_ZoneEntropy")
    'glszm'
    """
    return name.split("_")[1]

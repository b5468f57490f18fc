"""What IBSI, the Image Biomarker Standardisation Initiative, calls each feature.

And where PyRadiomics knowingly leaves that standard. Codes and tags of Zwanenburg et al.,
Radiology 2020;295:328 (reference manual, arXiv 1612.07003).
"""

from dataclasses import dataclass

# class -> lines of: PyRadiomics' feature, tag in IBSI's tables of reference values, IBSI's code
_TABLE = {
    "firstorder": """
        10Percentile stat_p10 QG58
        90Percentile stat_p90 8DWT
        Energy stat_energy N8CA
        Entropy ih_entropy TLU2
        InterquartileRange stat_iqr SALO
        Kurtosis stat_kurt IPH6
        Maximum stat_max 84IY
        Mean stat_mean Q4LE
        MeanAbsoluteDeviation stat_mad 4FUA
        Median stat_median Y12H
        Minimum stat_min 1GSF
        Range stat_range 2OJQ
        RobustMeanAbsoluteDeviation stat_rmad 1128
        RootMeanSquared stat_rms 5ZWQ
        Skewness stat_skew KE2A
        Uniformity ih_uniformity BJ5W
        Variance stat_var ECT3
        """,
    "glcm": """
        Autocorrelation cm_auto_corr QWB0
        ClusterProminence cm_clust_prom AE86
        ClusterShade cm_clust_shade 7NFM
        ClusterTendency cm_clust_tend DG8W
        Contrast cm_contrast ACUI
        Correlation cm_corr NI2N
        DifferenceAverage cm_diff_avg TF7R
        DifferenceEntropy cm_diff_entr NTRS
        DifferenceVariance cm_diff_var D3YU
        Id cm_inv_diff IB1Z
        Idm cm_inv_diff_mom WF0Z
        Idmn cm_inv_diff_mom_norm 1QCO
        Idn cm_inv_diff_norm NDRX
        Imc1 cm_info_corr1 R8DG
        Imc2 cm_info_corr2 JN9H
        InverseVariance cm_inv_var E8JP
        JointAverage cm_joint_avg 60VM
        JointEnergy cm_energy 8ZQL
        JointEntropy cm_joint_entr TU9B
        MaximumProbability cm_joint_max GYBY
        SumAverage cm_sum_avg ZGXS
        SumEntropy cm_sum_entr P6QZ
        SumSquares cm_joint_var UR99
        """,
    "gldm": """
        DependenceEntropy ngl_dc_entr FCBV
        DependenceNonUniformity ngl_dcnu Z87G
        DependenceNonUniformityNormalized ngl_dcnu_norm OKJI
        DependenceVariance ngl_dc_var DNX2
        GrayLevelNonUniformity ngl_glnu FP8K
        GrayLevelVariance ngl_gl_var 1PFV
        HighGrayLevelEmphasis ngl_hgce OAE7
        LargeDependenceEmphasis ngl_hde IMOQ
        LargeDependenceHighGrayLevelEmphasis ngl_hdhge 9QMG
        LargeDependenceLowGrayLevelEmphasis ngl_hdlge NBZI
        LowGrayLevelEmphasis ngl_lgce TL9H
        SmallDependenceEmphasis ngl_lde SODN
        SmallDependenceHighGrayLevelEmphasis ngl_ldhge JA6D
        SmallDependenceLowGrayLevelEmphasis ngl_ldlge EQ3F
        """,
    "glrlm": """
        GrayLevelNonUniformity rlm_glnu R5YN
        GrayLevelNonUniformityNormalized rlm_glnu_norm OVBL
        GrayLevelVariance rlm_gl_var 8CE5
        HighGrayLevelRunEmphasis rlm_hgre G3QZ
        LongRunEmphasis rlm_lre W4KF
        LongRunHighGrayLevelEmphasis rlm_lrhge 3KUM
        LongRunLowGrayLevelEmphasis rlm_lrlge IVPO
        LowGrayLevelRunEmphasis rlm_lgre V3SW
        RunEntropy rlm_rl_entr HJ9O
        RunLengthNonUniformity rlm_rlnu W92Y
        RunLengthNonUniformityNormalized rlm_rlnu_norm IC23
        RunPercentage rlm_r_perc 9ZK5
        RunVariance rlm_rl_var SXLW
        ShortRunEmphasis rlm_sre 22OV
        ShortRunHighGrayLevelEmphasis rlm_srhge GD3A
        ShortRunLowGrayLevelEmphasis rlm_srlge HTZT
        """,
    "glszm": """
        GrayLevelNonUniformity szm_glnu JNSA
        GrayLevelNonUniformityNormalized szm_glnu_norm Y1RO
        GrayLevelVariance szm_gl_var BYLV
        HighGrayLevelZoneEmphasis szm_hgze 5GN9
        LargeAreaEmphasis szm_lze 48P8
        LargeAreaHighGrayLevelEmphasis szm_lzhge J17V
        LargeAreaLowGrayLevelEmphasis szm_lzlge YH51
        LowGrayLevelZoneEmphasis szm_lgze XMSY
        SizeZoneNonUniformity szm_zsnu 4JP3
        SizeZoneNonUniformityNormalized szm_zsnu_norm VB3A
        SmallAreaEmphasis szm_sze 5QRC
        SmallAreaHighGrayLevelEmphasis szm_szhge HW1V
        SmallAreaLowGrayLevelEmphasis szm_szlge 5RAI
        ZoneEntropy szm_zs_entr GU8N
        ZonePercentage szm_z_perc P30P
        ZoneVariance szm_zs_var 3NSA
        """,
    "ngtdm": """
        Busyness ngt_busyness NQ30
        Coarseness ngt_coarseness QCDE
        Complexity ngt_complexity HDEZ
        Contrast ngt_contrast 65HE
        Strength ngt_strength 1X9X
        """,
}


@dataclass(frozen=True)
class Standard:
    """IBSI's name of a feature.

    Attributes
    ----------
    tag : str
        Its name in the tables of reference values, without the way directions are merged.
    code : str
        Its permanent identifier.
    """

    tag: str
    code: str


@dataclass(frozen=True)
class Deviation:
    """Where PyRadiomics knowingly leaves the standard.

    Attributes
    ----------
    what : str
        A feature as class and name, or a step before it.
    reason : str
        What is done instead.
    offset : float
        What the value exceeds IBSI's by; NaN where IBSI has no such value.
    """

    what: str
    reason: str
    offset: float = float("nan")


IBSI = {
    (name, line.split()[0]): Standard(*line.split()[1:])
    for name, lines in _TABLE.items()
    for line in lines.strip().splitlines()
}

DEVIATIONS = (
    Deviation("firstorder_Kurtosis", "fourth moment as it is; IBSI subtracts 3 (excess)", 3.0),
    Deviation("firstorder_TotalEnergy", "energy times the pixel's size; not in IBSI"),
    Deviation("glcm_MCC", "maximal correlation coefficient; not in IBSI"),
    Deviation("shape2D", "outline of a plane; IBSI defines shape for volumes only"),
    Deviation("bins", "edges at multiples of the width; IBSI starts at the region's lowest level"),
)

MERGING = (
    "GLCM and GLRLM features are taken in each direction and averaged, GLCM counted both ways: "
    "IBSI's 2D average for a plane. IBSI's merged matrices (_comb) are not available."
)


def ibsi_code(feature: str) -> str:
    """IBSI's identifier of a feature, or an empty text where the standard has none.

    Parameters
    ----------
    feature : str
        As PyRadiomics writes it, of any filter.

    Returns
    -------
    str

    Examples
    --------
    >>> ibsi_code("original_glszm_ZoneEntropy"), ibsi_code("original_glcm_MCC")
    ('GU8N', '')
    """
    _, name, short = feature.split("_")
    standard = IBSI.get((name, short))
    return standard.code if standard else ""

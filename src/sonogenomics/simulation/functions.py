"""The planted biology: functions, the genes that carry them, and the features that show them."""

from dataclasses import dataclass

from sonogenomics.simulation.features import DIFFERENTIAL

LIBRARIES = ("bp", "mf", "cc", "kegg")


@dataclass(frozen=True)
class Term:
    """A gene set that names a function: in which library, and how much of the function it holds."""

    library: str
    name: str
    share: float


@dataclass(frozen=True)
class Function:
    """A biological process at work in some tumours, visible in genes and in texture alike.

    Attributes
    ----------
    name : str
    n_genes : int
        Genes that follow it.
    terms : tuple of Term
        Gene sets that a perfect analysis finds for each of its features.
    features : tuple of str
        Features that follow it.
    """

    name: str
    n_genes: int
    terms: tuple[Term, ...]
    features: tuple[str, ...]


def _named(*features: str) -> tuple[str, ...]:
    return tuple(f"original_{feature}" for feature in features)


# The first four are shown by two differential features each, and by the auxiliary features that
# therefore belong to the module. The last two are shown only by features outside it: to have a
# function is not enough, it must be shared with a differential feature.
FUNCTIONS = (
    Function(
        "T cell activation",
        36,
        (
            Term("bp", "T cell activation", 1.0),
            Term("bp", "lymphocyte proliferation", 0.6),
            Term("cc", "T cell receptor complex", 0.5),
            Term("kegg", "T cell receptor signaling", 0.7),
        ),
        _named(
            "glszm_ZoneEntropy",
            "glszm_SmallAreaEmphasis",
            "firstorder_Entropy",
            "firstorder_Uniformity",
            "glcm_Correlation",
        ),
    ),
    Function(
        "extracellular matrix organization",
        40,
        (
            Term("bp", "extracellular matrix organization", 1.0),
            Term("bp", "collagen fibril organization", 0.5),
            Term("mf", "extracellular matrix structural constituent", 0.6),
            Term("cc", "collagen-containing extracellular matrix", 0.8),
        ),
        _named(
            "glszm_SizeZoneNonUniformity",
            "glszm_SizeZoneNonUniformityNormalized",
            "firstorder_Range",
            "glcm_SumSquares",
        ),
    ),
    Function(
        "mitotic cell cycle",
        34,
        (
            Term("bp", "mitotic nuclear division", 1.0),
            Term("mf", "microtubule motor activity", 0.5),
            Term("cc", "spindle", 0.6),
            Term("kegg", "cell cycle", 0.8),
        ),
        _named(
            "glszm_SmallAreaHighGrayLevelEmphasis",
            "glrlm_ShortRunHighGrayLevelEmphasis",
            "gldm_HighGrayLevelEmphasis",
            "glszm_GrayLevelVariance",
            "glcm_DifferenceAverage",
        ),
    ),
    Function(
        "angiogenesis",
        30,
        (
            Term("bp", "angiogenesis", 1.0),
            Term("bp", "endothelial cell migration", 0.6),
            Term("mf", "growth factor binding", 0.5),
            Term("kegg", "VEGF signaling", 0.7),
        ),
        _named(
            "glrlm_ShortRunEmphasis",
            "glrlm_RunLengthNonUniformityNormalized",
            "glrlm_ShortRunLowGrayLevelEmphasis",
            "glrlm_LowGrayLevelRunEmphasis",
        ),
    ),
    Function(
        "fatty acid metabolism",
        28,
        (
            Term("bp", "fatty acid metabolic process", 1.0),
            Term("mf", "acyl-CoA binding", 0.5),
            Term("cc", "lipid droplet", 0.6),
        ),
        _named("firstorder_Skewness", "firstorder_Kurtosis"),
    ),
    Function(
        "keratinization",
        26,
        (
            Term("bp", "keratinization", 1.0),
            Term("cc", "intermediate filament", 0.7),
            Term("kegg", "estrogen signaling", 0.6),
        ),
        _named("glcm_Imc1", "gldm_DependenceEntropy"),
    ),
)


def module() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Features of the true module: the differential ones, and those that share their function.

    Returns
    -------
    differential, auxiliary : tuple of str

    Examples
    --------
    >>> differential, auxiliary = module()
    >>> len(differential), len(auxiliary)
    (8, 10)
    """
    shared = (f for f in FUNCTIONS if set(f.features) & set(DIFFERENTIAL))
    members = {feature for function in shared for feature in function.features}
    return tuple(sorted(DIFFERENTIAL)), tuple(sorted(members - set(DIFFERENTIAL)))

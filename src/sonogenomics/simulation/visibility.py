"""What is true of an image study: which features show HER2 and which functions, by calibration."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from sonogenomics.simulation.functions import FUNCTIONS
from sonogenomics.simulation.genome import HER2_SHIFTS
from sonogenomics.simulation.latents import SHOWN_BY
from sonogenomics.simulation.settings import Settings
from sonogenomics.simulation.truth import Planted, Truth
from sonogenomics.simulation.urfs import GENE_LOADING

TABLE = Path(__file__).with_name("calibration.csv")
# Between nothing and shown lies what no study of this size can be blamed for, found or missed.
SHOWN_EFFECT, NO_EFFECT = 0.3, 0.1  # of HER2, in SDs of the patient's mean
SHOWN_R, NO_R = 0.3, 0.07  # of a feature with a function


def calibration() -> pd.DataFrame:
    """Read the committed table: one row per feature, `her2_effect` and one column a trait."""
    return pd.read_csv(TABLE, index_col="feature")


def link(settings: Settings) -> float:
    """Correlation of a trait with its function, so that it reaches its genes as asked."""
    return settings.link_correlation / GENE_LOADING


def image_truth(settings: Settings, carriers: Mapping[str, tuple[str, ...]], n_terms: int) -> Truth:
    r"""Say what is true of a study whose features come from its pictures.

    The effect of HER2 on a feature is the calibrated one times the effect asked for; the
    correlation of a feature with a function is that with the function's trait times
    :math:`\lambda`. Features between nothing and shown are undecided.

    Parameters
    ----------
    settings : Settings
    carriers : dict
        Function to its genes.
    n_terms : int
        Gene sets of all libraries.

    Returns
    -------
    Truth
    """
    table = calibration()
    shown, unclear = _parted(settings.effect * table["her2_effect"], NO_EFFECT, SHOWN_EFFECT)
    trait_of = {function: trait for trait, function in SHOWN_BY.items()}
    planted = []
    for function in FUNCTIONS:
        r = link(settings) * table[trait_of[function.name]]
        linked, open_ = _parted(r, NO_R, SHOWN_R)
        planted.append(
            Planted(
                name=function.name,
                features=linked,
                genes=carriers[function.name],
                terms=tuple(sorted(term.name for term in function.terms)),
                undecided=open_,
            )
        )
    return Truth(
        differential=shown,
        functions=tuple(planted),
        her2_genes=tuple(sorted(HER2_SHIFTS)),
        n_features=len(table),
        n_genes=settings.n_genes,
        n_terms=n_terms,
        undecided=unclear,
    )


def _parted(
    sizes: "pd.Series[float]", nothing: float, shown: float
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Features that show something, and those of which it cannot be said."""
    large = sizes.abs() >= shown
    between = (sizes.abs() >= nothing) & ~large
    return tuple(sorted(sizes.index[large])), tuple(sorted(sizes.index[between]))

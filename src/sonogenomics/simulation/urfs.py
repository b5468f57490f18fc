"""The table of ultrasound radiomic features, with what was planted in it and nothing else."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.simulation.features import DIFFERENTIAL, FAMILIES, FEATURES, Feature, in_units
from sonogenomics.simulation.functions import FUNCTIONS
from sonogenomics.simulation.settings import Settings

GENE_LOADING = 0.8  # correlation of a function with its genes, on average
HER2_LOADING = 0.55  # correlation of a differential feature with the trait that HER2 shifts
LEAST_FAMILY, MOST_FAMILY = 0.6, 0.975  # of a feature with its family: pairs reach about 0.95

_FUNCTION_OF = {
    feature: number for number, function in enumerate(FUNCTIONS) for feature in function.features
}


@dataclass(frozen=True)
class Texture:
    """What lies behind the features, one row per patient; every column is standard normal.

    Attributes
    ----------
    trait : ndarray of shape (n_patients,)
        Shifted by HER2, and shown by the differential features alone: so nothing leaks to others.
    functions : ndarray of shape (n_patients, n_functions)
        Activity of each planted function, shared with the genes of a paired series.
    families : ndarray of shape (n_patients, n_families)
        What features of one family have in common, unrelated to HER2 and to any gene.
    """

    trait: NDArray[np.float64]
    functions: NDArray[np.float64]
    families: NDArray[np.float64]


def texture(her2: pd.Series, settings: Settings, rng: np.random.Generator) -> Texture:
    """Draw what lies behind the features of each patient.

    Parameters
    ----------
    her2 : Series of int
        1 = HER2-positive, by patient.
    settings : Settings
        Of which `effect` is used: the shift of a differential feature in its standard deviations.
    rng : Generator
    """
    shift = settings.effect / HER2_LOADING
    return Texture(
        trait=rng.standard_normal(len(her2)) + shift * her2.to_numpy(),
        functions=rng.standard_normal((len(her2), len(FUNCTIONS))),
        families=rng.standard_normal((len(her2), len(FAMILIES))),
    )


def urfs(
    patients: pd.Index, behind: Texture, settings: Settings, rng: np.random.Generator
) -> pd.DataFrame:
    r"""Draw the features of each patient.

    A feature is, before it gets its units, a weighted sum of what lies behind it,

    .. math:: z = a\,t + \lambda f + b\,g + c\,e, \qquad a^2 + \lambda^2 + b^2 + c^2 = 1

    with trait t (differential features only), function f (linked features only), family g and a
    part e of its own: its standard deviation within a HER2 arm is 1.

    Parameters
    ----------
    patients : Index of length n_patients
    behind : Texture
    settings : Settings
        Of which `link_correlation` is used: :math:`\lambda` is it over the genes' own loading.
    rng : Generator

    Returns
    -------
    DataFrame of shape (n_patients, 86)
    """
    columns = {
        feature.name: in_units(_standard(feature, behind, settings, rng), feature.shape, rng)
        for feature in FEATURES
    }
    return pd.DataFrame(columns, index=patients)


def _standard(
    feature: Feature, behind: Texture, settings: Settings, rng: np.random.Generator
) -> NDArray[np.float64]:
    name = feature.name
    family = behind.families[:, FAMILIES.index(feature.family)]
    in_family = rng.uniform(LEAST_FAMILY, MOST_FAMILY)
    trait = HER2_LOADING if name in DIFFERENTIAL else 0.0
    function = settings.link_correlation / GENE_LOADING if name in _FUNCTION_OF else 0.0
    left = 1 - trait**2 - function**2  # variance for the family and for the feature alone
    own = rng.standard_normal(len(family))
    return np.asarray(
        DIFFERENTIAL.get(name, 0) * trait * behind.trait
        + feature.direction * function * behind.functions[:, _FUNCTION_OF.get(name, 0)]
        + feature.direction * in_family * np.sqrt(left) * family
        + np.sqrt((1 - in_family**2) * left) * own
    )

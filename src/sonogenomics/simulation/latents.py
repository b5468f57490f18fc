"""What a tumour is, before any picture: traits of its texture, shared by its views and genes."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.simulation.functions import FUNCTIONS

# Trait of a lesion's texture to the function whose genes go with it.
SHOWN_BY: Mapping[str, str] = {
    "fineness": "T cell activation",  # of the speckle's grain
    "order": "extracellular matrix organization",  # large-scale heterogeneity
    "extent": "mitotic cell cycle",  # size
    "spread": "angiogenesis",  # contrast of the speckle
    "brightness": "fatty acid metabolism",  # echogenicity
    "asymmetry": "keratinization",  # few bright spots
}
TRAITS = tuple(SHOWN_BY)
VIEW_ICC = 0.75  # of a trait over the views of one lesion


def traits(
    her2: pd.Series,
    functions: NDArray[np.float64],
    effect: float,
    link: float,
    rng: np.random.Generator,
) -> pd.DataFrame:
    r"""Draw the traits of each patient's lesion, in standard deviations within a HER2 arm.

    .. math:: z_k = \lambda f_k + \sqrt{1 - \lambda^2}\, e_k - [k = \text{fineness}]\, \delta\, h

    with the activity :math:`f_k` of the trait's function, a part e of its own, HER2 status h and
    effect :math:`\delta`: grain is coarser in HER2-positive lesions, nothing else differs.

    Parameters
    ----------
    her2 : Series of int
        1 = HER2-positive, by patient.
    functions : ndarray of shape (n_patients, n_functions)
        Standard normal.
    effect : float
        Standard deviations by which HER2 moves fineness.
    link : float
        :math:`\lambda`, from 0 to 1.
    rng : Generator

    Returns
    -------
    DataFrame of shape (n_patients, 6)
    """
    names = [function.name for function in FUNCTIONS]
    shown = functions[:, [names.index(name) for name in SHOWN_BY.values()]]
    own = rng.standard_normal(shown.shape)
    table = pd.DataFrame(link * shown + np.sqrt(1 - link**2) * own, her2.index, TRAITS)
    table["fineness"] -= effect * her2.to_numpy()
    return table


def in_view(lesion: Mapping[str, float], rng: np.random.Generator) -> dict[str, float]:
    """Traits as one view shows them: the lesion's own, and what this cut through it adds."""
    noise = np.sqrt((1 - VIEW_ICC) / VIEW_ICC) * rng.standard_normal(len(TRAITS))
    return {name: lesion[name] + float(noise[k]) for k, name in enumerate(TRAITS)}

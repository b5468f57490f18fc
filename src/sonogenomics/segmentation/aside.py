"""Patients set aside from learning, by whom training is watched."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sonogenomics.segmentation.draws import ASIDE, generator


def set_aside(patients: Sequence[str], fraction: float, seed: int) -> npt.NDArray[np.bool_]:
    """Draw patients whose images are not learnt from.

    Parameters
    ----------
    patients : sequence of str
        One an image.
    fraction : float
        Of the patients; at least one where it is above 0 and there are two, never all.
    seed : int

    Returns
    -------
    bool array
        One an image: whether it is set aside.

    Examples
    --------
    >>> set_aside(["P1", "P1", "P2"], fraction=0.0, seed=1).tolist()
    [False, False, False]
    """
    names = np.unique(np.asarray(patients, dtype=np.str_))
    n_aside = min(max(round(fraction * len(names)), 1), len(names) - 1) if fraction > 0 else 0
    drawn = generator(seed, ASIDE).permutation(names)[:n_aside]
    return np.isin(np.asarray(patients, dtype=np.str_), drawn)

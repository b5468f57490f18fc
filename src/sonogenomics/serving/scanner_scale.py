"""ComBat as slope and shift: what brings a scanner to the scale that the model learnt on."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sonogenomics.radiomics.harmonisation import harmonised, learn

Scales = dict[str, dict[str, list[float]]]


def scanner_scales(
    training: pd.DataFrame, scanner: "pd.Series[str]", features: Sequence[str]
) -> Scales:
    r"""Learn ComBat as stage urfs does, and say for each scanner what it does to each feature.

    Without covariates ComBat's adjusted value is a line in the measured one,
    :math:`y' = a_{ig}\, y + b_{ig}` for feature :math:`g` on scanner :math:`i`; two points of it
    give slope and shift.

    Parameters
    ----------
    training : DataFrame, training patients x features
        As measured, before harmonisation; every feature of stage urfs.
    scanner : Series of str, by patient
    features : sequence of str
        Those that the model uses, in its order.

    Returns
    -------
    dict of str to dict
        By scanner: `slope` and `shift`, lists in the order of `features`.
    """
    combat = learn(training, scanner)
    centre, spread = training.mean(), training.std().replace(0.0, 1.0)
    probes = pd.DataFrame([centre, centre + spread], index=["low", "high"])
    scales: Scales = {}
    for name in combat.scanners:
        on = pd.Series(name, index=probes.index, dtype="str")
        found = harmonised(combat, probes, on)[list(features)].to_numpy(float)
        slope = (found[1] - found[0]) / spread[list(features)].to_numpy(float)
        shift = found[0] - slope * centre[list(features)].to_numpy(float)
        scales[name] = {"slope": np.asarray(slope).tolist(), "shift": np.asarray(shift).tolist()}
    return scales

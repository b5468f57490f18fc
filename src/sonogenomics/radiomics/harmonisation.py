"""ComBat: what a scanner adds to the features, learnt on training patients, is taken away."""

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from sonogenomics.errors import StudyError

FEWEST = 10  # training patients of a scanner; its mean and spread are mere chance below
ANY = 0  # the library then leaves numpy's global random state alone; nothing is drawn


@dataclass(frozen=True)
class Combat:
    """What was learnt of the scanners.

    Attributes
    ----------
    scanners : tuple of str
        Those with enough training patients, by name.
    features : tuple of str
        Those that vary on every such scanner; the others are left as they are.
    model : dict
        neuroHarmonize's own.
    """

    scanners: tuple[str, ...]
    features: tuple[str, ...]
    model: dict[str, Any]


def learn(urfs: pd.DataFrame, scanner: "pd.Series[str]") -> Combat:
    r"""Learn how each scanner shifts and stretches each feature.

    ComBat's model of feature :math:`g` of patient :math:`j` on scanner :math:`i` is

    .. math:: y_{ijg} = \alpha_g + \gamma_{ig} + \delta_{ig} \varepsilon_{ijg}

    with :math:`\gamma` and :math:`\delta` shrunk towards their mean over the features (empirical
    Bayes). No covariate is kept, the outcome least of all: held-out patients have none to give.
    Where scanner and outcome hang together, part of the outcome's effect is therefore taken away.

    Parameters
    ----------
    urfs : DataFrame, training patients x features
        No value missing.
    scanner : Series of str, by patient
        Empty where unknown. A scanner with fewer than `FEWEST` patients is not learnt (twenty to
        thirty are advised).

    Returns
    -------
    Combat

    Raises
    ------
    StudyError
        Fewer than two scanners, or no feature, to learn from.

    References
    ----------
    Johnson WE, Li C, Rabinovic A. Biostatistics 2007;8:118-127.
    Orlhac F et al. J Nucl Med 2022;63:172-179 (a guide to ComBat for imaging biomarkers).
    Pomponio R et al. NeuroImage 2020;208:116450 (neuroHarmonize).
    """
    of = scanner.loc[urfs.index]
    counts = of[of != ""].value_counts()
    scanners = tuple(sorted(str(name) for name in counts.index[counts >= FEWEST]))
    if len(scanners) < 2:  # noqa: PLR2004 (a difference needs two)
        raise StudyError(
            f"ComBat needs two scanners with {FEWEST} training patients each; there are "
            f"{len(scanners)}: set urfs.harmonise to none in params.yaml."
        )
    learnt = of.isin(scanners).to_numpy()
    values, of = urfs[learnt], of[learnt]
    varies = values.groupby(of).nunique().min() > 1
    features = tuple(str(name) for name in urfs.columns[varies.to_numpy()])
    if not features:
        raise StudyError(
            "No feature varies on every scanner, so ComBat has nothing to learn from: set "
            "urfs.harmonise to none in params.yaml."
        )
    # imported where it is needed: it takes seconds, and few ask for it
    from neuroHarmonize import harmonizationLearn  # type: ignore[import-untyped]  # noqa: PLC0415

    with _undisturbed():
        model, _ = harmonizationLearn(
            values[list(features)].to_numpy(float), _sites(of), eb=len(features) > 1, seed=ANY
        )
    return Combat(scanners, features, model)


def harmonised(combat: Combat, urfs: pd.DataFrame, scanner: "pd.Series[str]") -> pd.DataFrame:
    """Bring each patient's features to the scale of all scanners; nothing is learnt here.

    Parameters
    ----------
    combat : Combat
        What training patients taught.
    urfs : DataFrame, patients x features
        Any patients; each is harmonised on its own.
    scanner : Series of str, by patient
        Patients of a scanner that was not learnt, or unknown, stay as they are.

    Returns
    -------
    DataFrame, patients x features

    Raises
    ------
    StudyError
        ComBat gives a value that is no number.
    """
    known = is_known(combat, urfs, scanner).to_numpy()
    features = list(combat.features)
    # the library numbers only the scanners that it sees, so one row of each goes ahead
    ahead = pd.Series(combat.scanners, dtype="str")
    rows = urfs.loc[known, features].to_numpy(float)
    values = np.vstack([np.zeros((len(ahead), len(features))), rows])
    sites = _sites(pd.concat([ahead, scanner.loc[urfs.index[known]]]))
    from neuroHarmonize import harmonizationApply  # noqa: PLC0415

    with _undisturbed():
        new = harmonizationApply(values, sites, combat.model)[len(ahead) :]
    if not np.isfinite(new).all():
        raise StudyError(
            "ComBat gives values that are no numbers, as with features that are copies of one "
            "another: set urfs.harmonise to none in params.yaml."
        )
    changed = urfs.astype(float)
    changed.loc[known, features] = new
    return changed


def is_known(combat: Combat, urfs: pd.DataFrame, scanner: "pd.Series[str]") -> "pd.Series[bool]":
    """Whether a patient's scanner was learnt."""
    return scanner.loc[urfs.index].isin(combat.scanners)


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Let the library compute in silence, and alike for any number of threads."""
    with threadpool_limits(1), np.errstate(all="ignore"), warnings.catch_warnings(action="ignore"):
        yield


def _sites(scanner: "pd.Series[str]") -> pd.DataFrame:
    return pd.DataFrame({"SITE": scanner.to_numpy(dtype=object)})

"""URF values by arm, as the figures of the radiomics section need them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sonogenomics.profiles import Profile
from sonogenomics.study import Outcome


@dataclass(frozen=True)
class Arms:
    """URFs of the patients whose differences were tested.

    Attributes
    ----------
    urfs : DataFrame
        Patients x features.
    positive : ndarray of bool, shape (n_patients,)
        positive patients.
    tested : DataFrame
        `catalog.Differential`, smallest p-value first.
    outcome : Outcome
        What the arms are called.
    """

    urfs: pd.DataFrame
    positive: np.ndarray
    tested: pd.DataFrame
    outcome: Outcome

    @property
    def n_positive(self) -> int:
        """Patients of the positive arm."""
        return int(self.positive.sum())

    @property
    def n_negative(self) -> int:
        """Patients of the negative arm."""
        return int((~self.positive).sum())

    def selected(self) -> list[str]:
        """Differential features, smallest p-value first."""
        return [str(name) for name in self.tested.index[self.tested["selected"].astype(bool)]]

    def foremost(self, most: int) -> list[str]:
        """Differential features, or those of smallest p-value where none is differential."""
        return (self.selected() or [str(name) for name in self.tested.index])[:most]


def arms(
    urfs: pd.DataFrame,
    patients: pd.DataFrame,
    tested: pd.DataFrame,
    profile: Profile,
    outcome: Outcome,
) -> Arms | None:
    """Take the patients the profile tests differences on; None where the study has no URFs.

    Parameters
    ----------
    urfs : DataFrame
        `catalog.Urfs`, patients x features.
    patients : DataFrame
        `catalog.Patients`.
    tested : DataFrame
        `catalog.Differential`.
    profile : Profile
        Says whether held-out patients are among them.
    outcome : Outcome
        What the arms are called.

    Returns
    -------
    Arms or None
    """
    included = (
        patients if profile.select_on == "everyone" else patients[patients["split"] == "train"]
    )
    shared = included.index.intersection(urfs.index).sort_values()
    features = [name for name in tested.index if name in urfs.columns]
    if not len(shared) or not features:
        return None
    ordered = tested.loc[features].sort_values("p", kind="stable")
    positive = patients.loc[shared, "outcome"].to_numpy() == 1
    return Arms(urfs.loc[shared, list(ordered.index)], positive, ordered, outcome)


def whose(profile: Profile) -> str:
    """Which patients a figure of URFs shows, in words."""
    return "training patients only" if profile.select_on == "train" else "all included patients"


def rule(profile: Profile, alpha: float) -> str:
    """What makes a feature differential, in words."""
    p = "Benjamini-Hochberg adjusted p" if profile.correct_differential else "raw p"
    return f"{p} < {alpha:g}"

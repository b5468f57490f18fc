"""Differential features beside permuted labels, by the rules of either profile."""

import numpy as np
import pandas as pd

from sonogenomics.chance.claims import Claim
from sonogenomics.profiles import Profile
from sonogenomics.radiomics.permuted_labels import LabelNull, label_null

PERMUTED = "Labels of the patients"
WORDS = {False: "raw p", True: "after Benjamini-Hochberg"}


def differential_claims(
    urfs: pd.DataFrame,
    outcome: "pd.Series[int]",
    profile: Profile,
    alpha: float,
    permutations: tuple[int, np.random.Generator],
) -> tuple[list[Claim], LabelNull]:
    """How many features differ, raw and corrected, and how many do so by chance.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        Patients whom the profile compares.
    outcome : Series of int, by patient
        1 = positive, 0 = negative.
    profile : Profile
        Whose patients these are; which of the two counts is its claim is told in the note.
    alpha : float
        Level of the test.
    permutations : tuple of int and Generator
        How many, and their source.

    Returns
    -------
    list of Claim
        `differential.n_raw` and `differential.n_bh`.
    LabelNull
        With the family-wise table.
    """
    null = label_null(urfs, outcome, alpha, *permutations)
    counts = {False: (null.n_raw, "n_raw"), True: (null.n_corrected, "n_bh")}
    claims = [
        Claim(
            profile.name,
            f"differential.{name}",
            "differential",
            f"URFs below {alpha:g}, {WORDS[corrected]}",
            PERMUTED,
            float(null.observed[corrected]),
            permuted.astype(float),
            analytic=None if corrected else alpha * urfs.shape[1],
            note="The profile's rule." if corrected == profile.correct_differential else "",
        )
        for corrected, (permuted, name) in counts.items()
    ]
    return claims, null

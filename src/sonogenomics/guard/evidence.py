"""All that is looked at before a model is published: the tables as they stand, not their fame."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from sonogenomics.cohort.measured import with_urfs
from sonogenomics.profiles import PROFILES, Profile


@dataclass(frozen=True)
class Evidence:
    """The tables behind one packaged model; an empty one stands for a step that has not run.

    Attributes
    ----------
    card : mapping
        What the model says of itself: profile, classifier, feature_set, features (each with its
        name) and held_out (n, auc, ...).
    patients, urfs, images, lesions, differential, modules, counts, chance, ranking, \
validation, candidates, nested : DataFrame
        As described in the catalog; `lesions` are those with features (image-level rows), `counts`
        those of the association.
    resampled : DataFrame
        Column `patient_id`: whose scores the model was chosen by.
    """

    card: Mapping[str, Any]
    patients: pd.DataFrame
    urfs: pd.DataFrame
    images: pd.DataFrame
    lesions: pd.DataFrame
    differential: pd.DataFrame
    modules: pd.DataFrame
    counts: pd.DataFrame
    chance: pd.DataFrame
    ranking: pd.DataFrame
    validation: pd.DataFrame
    candidates: pd.DataFrame
    nested: pd.DataFrame
    resampled: pd.DataFrame

    @property
    def profile(self) -> Profile:
        """The rules under which the model says it was made."""
        return PROFILES[self.card["profile"]]

    @cached_property
    def measured(self) -> pd.DataFrame:
        """Patients of whom something is measured."""
        return with_urfs(self.patients, self.urfs)

    def ids(self, split: str) -> set[str]:
        """Measured patients of one part of the study, "train" or "test"."""
        return set(self.measured.index[self.measured["split"] == split])

    @cached_property
    def met(self) -> pd.DataFrame:
        """Held-out scores of the model that is to be published."""
        mine = self.validation["classifier"] == self.card["classifier"]
        which = self.validation["feature_set"] == self.card["feature_set"]
        met: pd.DataFrame = self.validation[mine & which]
        return met

"""Which features the published study's classifiers see, and with which settings."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import pandas as pd

from sonogenomics.diagnosis.classifiers import NAMES
from sonogenomics.errors import StudyError, listed
from sonogenomics.params.models import Classifiers
from sonogenomics.params.proof import SettingsOfFew
from sonogenomics.study import FeatureSets

SETS = ("differential", "module")


class FeatureSet(NamedTuple):
    """The features of a set, and the settings of each classifier that is tried on it."""

    features: Sequence[str]
    settings: Mapping[str, Mapping[str, Any]]


def used_features(found: pd.DataFrame, given: FeatureSets | None) -> pd.DataFrame:
    """Mark the features that are modelled: those that study.yaml names, or those found.

    Parameters
    ----------
    found : DataFrame
        Columns `feature`, `differential` and `module`, from `run_protocol`.
    given : FeatureSets, optional
        What the study modelled.

    Returns
    -------
    DataFrame
        With `used_differential` and `used_module`.

    Raises
    ------
    StudyError
        The study names a feature that the URF table lacks.

    Examples
    --------
    >>> found = pd.DataFrame({"feature": ["a", "b"], "differential": [True, False], "module": True})
    >>> used_features(found, FeatureSets(differential=("b",)))["used_differential"].tolist()
    [False, True]
    """
    if given is None:
        return found.assign(**{f"used_{name}": found[name] for name in SETS})
    unknown = sorted(set(given.module) - set(found["feature"]))
    if unknown:
        raise StudyError(
            f"{listed(unknown)} should be modelled, but the URF table does not hold them: mend "
            f"published.features in study.yaml."
        )
    named = {name: found["feature"].isin(getattr(given, name)) for name in SETS}
    return found.assign(**{f"used_{name}": used for name, used in named.items()})


def settings_of_sets(
    used: pd.DataFrame, classifiers: Classifiers, few: SettingsOfFew
) -> dict[str, FeatureSet]:
    """The two feature sets with the settings of all seven classifiers; an empty set is left out.

    Parameters
    ----------
    used : DataFrame
        From `used_features`; features in the order of the URF table.
    classifiers : Classifiers
        Settings for the module.
    few : SettingsOfFew
        What is set otherwise for the differential features.

    Returns
    -------
    dict of str to FeatureSet
        `differential` and `module`.

    Examples
    --------
    >>> from sonogenomics.params import Params
    >>> params = Params.load()
    >>> used = pd.DataFrame({"feature": ["a"], "used_differential": True, "used_module": True})
    >>> sets = settings_of_sets(used, params.classifiers, params.replication.differential)
    >>> sets["differential"].settings["svm"], sets["module"].settings["svm"]
    ({'cost': 10.0, 'scaled': False}, {'cost': 1.0, 'scaled': True})
    """
    usual = {name: getattr(classifiers, name).model_dump() for name in NAMES}
    settings = {"differential": usual | few.model_dump(), "module": usual}
    features = {name: list(used.loc[used[f"used_{name}"], "feature"]) for name in SETS}
    return {name: FeatureSet(features[name], settings[name]) for name in SETS if features[name]}

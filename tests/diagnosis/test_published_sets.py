"""Which features are modelled, and with which settings."""

import pandas as pd
import pytest

from sonogenomics.diagnosis.classifiers import NAMES
from sonogenomics.diagnosis.published_sets import settings_of_sets, used_features
from sonogenomics.errors import StudyError
from sonogenomics.params import Params
from sonogenomics.study import FeatureSets
from tests.pipeline.graph import PROJECT

PARAMS = Params.load(PROJECT / "params.yaml")
FOUND = pd.DataFrame(
    {
        "feature": ["a", "b", "c"],
        "differential": [True, False, False],
        "module": [True, True, False],
    }
)


def test_without_the_studys_own_the_features_found_are_modelled() -> None:
    used = used_features(FOUND, None)
    assert used["used_differential"].tolist() == [True, False, False]
    assert used["used_module"].tolist() == [True, True, False]


def test_the_studys_own_features_are_modelled_in_the_order_of_the_table() -> None:
    used = used_features(FOUND, FeatureSets(differential=("c",), auxiliary=("a",)))
    sets = settings_of_sets(used, PARAMS.classifiers, PARAMS.replication.differential)
    assert [sets[name].features for name in ("differential", "module")] == [["c"], ["a", "c"]]


def test_a_feature_that_the_table_lacks_is_told() -> None:
    with pytest.raises(StudyError, match=r"z should be modelled, but the URF table"):
        used_features(FOUND, FeatureSets(differential=("a", "z")))


def test_every_set_has_the_settings_that_the_study_used_for_it() -> None:
    sets = settings_of_sets(
        used_features(FOUND, None), PARAMS.classifiers, PARAMS.replication.differential
    )
    few, module = sets["differential"].settings, sets["module"].settings
    assert list(few) == list(module) == list(NAMES)
    assert few["svm"] == {"cost": 10.0, "scaled": False}
    assert few["network"] == {"hidden": 4, "decay": 0.0005, "iterations": 200}
    assert module["svm"] == {"cost": 1.0, "scaled": True}
    assert module["network"] == {"hidden": 5, "decay": 0.0005, "iterations": 100}


def test_a_set_without_features_is_left_out() -> None:
    nothing = FOUND.assign(differential=False, module=False)
    used = used_features(nothing, None)
    assert settings_of_sets(used, PARAMS.classifiers, PARAMS.replication.differential) == {}

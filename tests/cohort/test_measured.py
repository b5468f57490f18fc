"""Patients without features are left aside by one rule."""

import pandas as pd

from sonogenomics.cohort.measured import with_urfs


def test_only_patients_with_urfs_go_on_unless_the_study_has_none() -> None:
    patients = pd.DataFrame({"split": ["train", "test"]}, index=["P1", "P3"])
    urfs = pd.DataFrame({"original_glcm_Idm": [0.5, 0.4]}, index=["P0", "P1"])
    assert with_urfs(patients, urfs).index.tolist() == ["P1"]
    assert with_urfs(patients, pd.DataFrame()).index.tolist() == ["P1", "P3"]

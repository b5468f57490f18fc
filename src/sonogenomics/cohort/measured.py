"""Included patients without any lesion to measure: counted once, then left aside by one rule."""

import pandas as pd


def with_urfs(patients: pd.DataFrame, urfs: pd.DataFrame) -> pd.DataFrame:
    """Patients of whom something is measured: later stages compare and learn from these alone.

    Parameters
    ----------
    patients : DataFrame, by patient
        Everyone included.
    urfs : DataFrame, patients x features
        Of a study without features at all, everyone is kept.

    Examples
    --------
    >>> patients = pd.DataFrame({"outcome": [1, 0]}, index=["P1", "P2"])
    >>> with_urfs(patients, pd.DataFrame({"original_glcm_Idm": [0.5]}, index=["P2"])).index.tolist()
    ['P2']
    """
    return patients if urfs.empty else patients[patients.index.isin(urfs.index)]

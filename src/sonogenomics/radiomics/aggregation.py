"""Several lesions of a patient become the patient's one row of URFs."""

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from sonogenomics.errors import StudyError, listed

Rule = Literal["mean", "median", "largest", "first"]
KEY = ["patient_id", "image", "lesion"]
NOT_FEATURES = [*KEY, "n_px"]


@dataclass(frozen=True)
class PatientRows:
    """URFs by patient, and from how much they come.

    Attributes
    ----------
    urfs : DataFrame, patients x features
        float64, patients sorted by name.
    counts : DataFrame, patients x 2
        `n_images` and `n_lesions` of each patient.
    """

    urfs: pd.DataFrame
    counts: pd.DataFrame


def patient_rows(lesions: pd.DataFrame, rule: Rule = "mean") -> PatientRows:
    """Bring the features of a patient's lesions together into one row.

    Parameters
    ----------
    lesions : DataFrame
        One row per lesion: `patient_id`, `image`, `lesion`, `n_px` and features.
    rule : {'mean', 'median', 'largest', 'first'}
        Mean (as the published study) or median over all lesions; the lesion with the most pixels;
        or the first by name of the image and number of the lesion, to which ties fall too.

    Returns
    -------
    PatientRows
        The same for any order of the rows.

    Raises
    ------
    StudyError
        A lesion is there twice, and would count twice.

    Examples
    --------
    >>> lesions = pd.DataFrame({
    ...     "patient_id": ["P1", "P1"], "image": ["left", "right"], "lesion": 1,
    ...     "n_px": [300, 500], "original_glcm_Idm": [0.5, 0.7]})
    >>> patient_rows(lesions).urfs["original_glcm_Idm"].to_dict()
    {'P1': 0.6}
    >>> patient_rows(lesions, "largest").urfs["original_glcm_Idm"].to_dict()
    {'P1': 0.7}
    """
    twice = lesions[lesions.duplicated(KEY)]
    if len(twice):
        names = (f"{row.patient_id} {row.image} {row.lesion}" for row in twice[KEY].itertuples())
        raise StudyError(f"Lesions are listed twice: {listed(names)}; list each once.")
    # sums of floats depend on their order, so it is fixed here
    ordered = lesions.sort_values(KEY, ignore_index=True)
    by_patient = ordered.groupby("patient_id")
    counts = by_patient.agg(n_images=("image", "nunique"), n_lesions=("lesion", "size"))
    if rule == "largest":
        ordered = ordered.sort_values("n_px", ascending=False, kind="stable")
    grouped = ordered.drop(columns=NOT_FEATURES).groupby(ordered["patient_id"])
    if rule in ("largest", "first"):
        return PatientRows(grouped.first(), counts)
    return PatientRows(grouped.mean() if rule == "mean" else grouped.median(), counts)

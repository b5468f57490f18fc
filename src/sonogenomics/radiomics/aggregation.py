"""Several lesions of a patient become the patient's one row of URFs."""

from collections.abc import Iterable, Sequence
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


def of_patients(rows: PatientRows, included: Sequence[str]) -> PatientRows:
    """Keep the included patients that have features.

    Parameters
    ----------
    rows : PatientRows
        Of whoever has features.
    included : sequence of str
        Patients of the study; their order is kept.

    Returns
    -------
    PatientRows
        Without the patients none of whose lesions gave features.

    Raises
    ------
    StudyError
        Nobody is left.

    Examples
    --------
    >>> urfs = pd.DataFrame({"original_glcm_Idm": [0.5, 0.7]}, index=["P1", "P3"])
    >>> of_patients(PatientRows(urfs, urfs), ["P3", "P2"]).urfs.index.tolist()
    ['P3']
    """
    kept = [name for name in included if name in rows.urfs.index]
    if not kept:
        raise StudyError(
            f"None of the {len(included)} included patients has a lesion that gave features: see "
            "data/imaging/lesion_faults.parquet and data/radiomics/feature_faults.parquet for why."
        )
    return PatientRows(rows.urfs.loc[kept], rows.counts.loc[kept])


@dataclass(frozen=True)
class Usable:
    """URFs that can tell patients apart.

    Attributes
    ----------
    urfs : DataFrame, patients x features
        Without the others.
    n_barred, n_constant : int
        Features left out: unreliable; or the same in all patients.
    """

    urfs: pd.DataFrame
    n_barred: int
    n_constant: int


def usable(urfs: pd.DataFrame, barred: Iterable[str]) -> Usable:
    """Leave out the features that are barred, and those that are the same in all patients.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        No value missing.
    barred : iterable of str
        Features that are not reliable enough.

    Raises
    ------
    StudyError
        No feature is left.

    Examples
    --------
    >>> urfs = pd.DataFrame({"a": [1.0, 2.0], "b": [3.0, 3.0], "c": [4.0, 5.0]})
    >>> usable(urfs, ["c"]).urfs.columns.tolist()
    ['a']
    """
    reliable = urfs.drop(columns=list(barred))
    kept = reliable.loc[:, reliable.ne(reliable.iloc[0]).any()]
    if kept.empty:
        raise StudyError(
            f"No feature is left: {urfs.shape[1] - reliable.shape[1]} are barred and "
            f"{reliable.shape[1]} are the same in all {len(urfs)} patients; lower "
            "urfs.min_icc_masks and urfs.min_icc_views in params.yaml, or add patients."
        )
    return Usable(kept, urfs.shape[1] - reliable.shape[1], reliable.shape[1] - kept.shape[1])

"""Which features would differ had the lesion been outlined, or seen, a little otherwise."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.errors import StudyError
from sonogenomics.params.features import Extraction, Robustness
from sonogenomics.radiomics.batch import KEY, extract_all
from sonogenomics.radiomics.icc import FEWEST, Icc, icc_1_1, icc_2_1
from sonogenomics.radiomics.redrawing import CHANGES, Change, redrawn
from sonogenomics.radiomics.region import Lesion, Source

VIEWS = 2  # of a patient that are compared
NOT_FEATURES = ["image", "lesion", "n_px"]


@dataclass(frozen=True)
class Agreement:
    """How well repeated measurements of features agree.

    Attributes
    ----------
    icc : DataFrame, features x (icc, low, high)
        Intraclass correlation and its interval of 95 %; NaN where a feature never varies, and
        everywhere if fewer than two subjects could be compared.
    n_subjects : int
        Lesions or patients compared.
    n_raters : int
        Outlines of each lesion, or views of each patient.
    n_left_out : int
        Lesions or patients that could not be compared.
    n_failed : int
        Changed outlines that gave no features.
    """

    icc: pd.DataFrame
    n_subjects: int
    n_raters: int
    n_left_out: int
    n_failed: int = 0


def one_a_patient(lesions: pd.DataFrame, n: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw patients at random, and one lesion of each, so that what is drawn is independent.

    Parameters
    ----------
    lesions : DataFrame
        One row per lesion: `patient_id`, `image`, `lesion`.
    n : int
        Lesions wanted; all patients are taken where there are no more.
    rng : Generator
        The same draw for any order of the rows.

    Returns
    -------
    DataFrame
        At most `n` rows, sorted by patient.

    Examples
    --------
    >>> lesions = pd.DataFrame({
    ...     "patient_id": ["P1", "P1", "P2"], "image": ["a", "b", "c"], "lesion": 1})
    >>> one_a_patient(lesions, 9, np.random.default_rng(1))["patient_id"].tolist()
    ['P1', 'P2']
    """
    ordered = lesions.sort_values(KEY, ignore_index=True)
    shuffled = ordered.iloc[rng.permutation(len(ordered))].drop_duplicates("patient_id")
    # patients of many lesions come up early in the shuffle, so patients are drawn once more
    by_patient = shuffled.sort_values("patient_id", ignore_index=True)
    drawn = rng.permutation(len(by_patient))[:n]
    return by_patient.iloc[np.sort(drawn)].reset_index(drop=True)


def agreement_of_masks(
    lesions: Sequence[Lesion],
    settings: Extraction,
    rules: Robustness,
    rng: np.random.Generator,
    workers: int = 1,
) -> Agreement:
    """Take each lesion's features from its outline and from redrawn ones, and compare: ICC(2,1).

    Parameters
    ----------
    lesions : sequence of Lesion
        Lesions to try, best one a patient; a hundred are plenty.
    settings : Extraction
        Which features, and how.
    rules : Robustness
        How many other outlines each gets, and how far they move.
    rng : Generator
        Draws the changes; they do not depend on the number of workers.
    workers : int
        Processes.

    Returns
    -------
    Agreement
        Over the lesions that gave features from every outline.
    """
    as_drawn = extract_all(lesions, settings, workers, label="outlines as drawn")
    tables, n_failed = [as_drawn.features], 0
    for number in range(rules.changes):
        change = CHANGES[number % len(CHANGES)]
        others = [_changed(lesion, change, rules.radius_px, rng) for lesion in lesions]
        extracted = extract_all(others, settings, workers, label=f"outlines {change}")
        tables.append(extracted.features)
        n_failed += len(extracted.faults)
    by_lesion = [table.set_index(KEY).drop(columns="n_px") for table in tables]
    compared, ratings = _ratings(by_lesion)
    icc = _table(ratings, icc_2_1(ratings) if compared >= FEWEST else None, by_lesion[0])
    return Agreement(icc, compared, len(tables), len(lesions) - compared, n_failed)


def _changed(lesion: Lesion, change: Change, radius_px: int, rng: np.random.Generator) -> Lesion:
    seed = int(rng.integers(2**63))
    return replace(lesion, mask=partial(_redrawn, lesion.mask, change, radius_px, seed))


def _redrawn(mask: Source, change: Change, radius_px: int, seed: int) -> NDArray[np.bool_]:
    drawn = np.asarray(mask() if callable(mask) else mask)
    return redrawn(drawn != 0, change, radius_px, np.random.default_rng(seed))


def agreement_of_views(lesions: pd.DataFrame, n_views: int = VIEWS) -> Agreement:
    """Compare the features of a patient's several views of the lesion: ICC(1,1).

    One-way, because what is the first view of one patient need not be that of the next.

    Parameters
    ----------
    lesions : DataFrame
        One row per lesion: `patient_id`, `image`, `lesion`, `n_px` and features.
    n_views : int
        Patients with fewer views are left out; of those with more, the first by name are taken,
        and of each view its first lesion.

    Returns
    -------
    Agreement
        Over the patients with enough views.
    """
    ordered = lesions.sort_values(KEY).drop_duplicates(["patient_id", "image"])
    number = ordered.groupby("patient_id").cumcount()
    features = ordered.set_index("patient_id").drop(columns=NOT_FEATURES)
    views = [features[(number == view).to_numpy()] for view in range(n_views)]
    compared, ratings = _ratings(views)
    icc = _table(ratings, icc_1_1(ratings) if compared >= FEWEST else None, features)
    return Agreement(icc, compared, n_views, lesions["patient_id"].nunique() - compared)


def _ratings(tables: Sequence[pd.DataFrame]) -> tuple[int, NDArray[np.float64]]:
    """Subjects that are in every table, and subjects x tables x features."""
    shared = tables[0].index
    for table in tables[1:]:
        shared = shared.intersection(table.index, sort=False)
    values = [table.loc[shared].to_numpy(float) for table in tables]
    # sums of floats depend on the order in memory, so it is fixed here
    return len(shared), np.ascontiguousarray(np.stack(values, axis=1))


def _table(ratings: NDArray[np.float64], icc: Icc | None, features: pd.DataFrame) -> pd.DataFrame:
    unknown = np.full(ratings.shape[2], np.nan)
    columns = (icc.value, icc.low, icc.high) if icc else (unknown,) * 3
    index = pd.Index(features.columns, dtype="str", name="feature")
    return pd.DataFrame(dict(zip(("icc", "low", "high"), columns, strict=True)), index=index)


def barred(agreement: Agreement, min_icc: float, parameter: str) -> "pd.Series[bool]":
    """Whether the agreement of each feature is below a threshold, or cannot be told.

    Parameters
    ----------
    agreement : Agreement
        A comparison that each feature has to pass.
    min_icc : float
        0.75 is usually called good, 0.9 excellent (Koo and Li, J Chiropr Med 2016;15:155-163);
        0 bars none.
    parameter : str
        What the threshold is called in params.yaml, for messages.

    Returns
    -------
    Series of bool, by feature

    Raises
    ------
    StudyError
        A threshold, and too few subjects to say anything.

    Examples
    --------
    >>> icc = pd.DataFrame({"icc": [0.9, 0.4]}, index=["original_glcm_Idm", "original_glcm_Id"])
    >>> barred(Agreement(icc, 50, 7, 0), 0.75, "urfs.min_icc_masks").tolist()
    [False, True]
    """
    if min_icc == 0:
        return pd.Series(data=False, index=agreement.icc.index)
    if agreement.n_subjects < FEWEST:
        raise StudyError(
            f"{parameter} is {min_icc:g}, but only {agreement.n_subjects} subject(s) could be "
            f"compared ({agreement.n_left_out} could not): set it to 0 in params.yaml, or add "
            "images."
        )
    return ~(agreement.icc["icc"] >= min_icc)

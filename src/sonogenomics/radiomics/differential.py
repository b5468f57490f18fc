"""Which URFs differ between positive and negative patients, and by how much."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import false_discovery_control, mannwhitneyu

from sonogenomics.errors import StudyError
from sonogenomics.profiles import Profile

COLUMNS = {
    "u": float,
    "p": float,
    "p_bh": float,
    "rank_biserial": float,
    "fold_change": float,
    "n_positive": int,
    "n_negative": int,
    "selected": bool,
}


def no_features() -> pd.DataFrame:
    """The table of differential features of a study without URFs: its columns, no row."""
    columns = {name: pd.Series(dtype=kind) for name, kind in COLUMNS.items()}
    return pd.DataFrame(columns, index=pd.Index([], dtype="str", name="feature"))


def compare_arms(urfs: pd.DataFrame, outcome: pd.Series) -> pd.DataFrame:
    r"""Compare every feature between the positive and the negative arm.

    Two-sided Wilcoxon rank-sum test by the normal approximation, corrected for ties and for
    continuity, as R's `wilcox.test` does from 50 patients on or where values are tied. With
    :math:`U` the pairs in which the positive patient has the higher value (ties count half),
    :math:`n_1` positive and :math:`n_0` negative patients,

    .. math:: r_{rb} = \frac{2U}{n_1 n_0} - 1

    is the rank-biserial correlation: 1 if every positive patient lies above every negative one.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        No value missing.
    outcome : Series of int, by patient
        1 = positive, 0 = negative.

    Returns
    -------
    DataFrame, one row per feature
        `u`, `p`, `p_bh` (Benjamini-Hochberg over these features), `rank_biserial`,
        `fold_change` (mean of the positive arm / mean of the negative; NaN where the latter is
        zero or the two differ in sign, since a ratio then says nothing), `n_positive`,
        `n_negative`. A feature that is the same in all these patients has `p` = 1.

    Raises
    ------
    StudyError
        An arm is empty.

    References
    ----------
    Mann HB, Whitney DR. Ann Math Stat 1947;18:50-60.
    Kerby DS. Compr Psychol 2014;3:11.IT.3.1 (rank-biserial correlation).
    Benjamini Y, Hochberg Y. J R Stat Soc B 1995;57:289-300.

    Examples
    --------
    >>> urfs = pd.DataFrame(
    ...     {"original_glcm_Idm": [3.0, 4.0, 1.0, 2.0]}, index=["P1", "P2", "P3", "P4"]
    ... )
    >>> outcome = pd.Series([1, 1, 0, 0], index=urfs.index)
    >>> compare_arms(urfs, outcome).loc["original_glcm_Idm", ["u", "rank_biserial"]].tolist()
    [4.0, 1.0]
    """
    is_positive = outcome.loc[urfs.index].to_numpy() == 1
    values = urfs.to_numpy(dtype=float)
    positive, negative = values[is_positive], values[~is_positive]
    _refuse_empty_arm(len(positive), len(negative))
    n_pairs = len(positive) * len(negative)
    u, p = np.full(values.shape[1], n_pairs / 2), np.ones(values.shape[1])
    varies = ~is_constant(urfs)
    if varies.any():
        test = mannwhitneyu(positive[:, varies], negative[:, varies], method="asymptotic")
        u[varies], p[varies] = test.statistic, test.pvalue
    return pd.DataFrame(
        {
            "u": u,
            "p": p,
            "p_bh": false_discovery_control(p),
            "rank_biserial": 2 * u / n_pairs - 1,
            "fold_change": fold_change(positive, negative),
            "n_positive": len(positive),
            "n_negative": len(negative),
        },
        index=pd.Index(urfs.columns, name="feature"),
    )


def _refuse_empty_arm(n_positive: int, n_negative: int) -> None:
    if min(n_positive, n_negative) == 0:
        raise StudyError(
            f"Features of {n_positive} positive and {n_negative} negative patients "
            "cannot be compared: both arms must have one. Check patients in study.yaml."
        )


def is_constant(urfs: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Whether a feature is the same in all these patients, one truth value per feature."""
    return urfs.eq(urfs.iloc[0]).all().to_numpy(dtype=bool)


def fold_change(
    positive: npt.NDArray[np.float64], negative: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """How many times the negative arm's mean the positive arm's mean is.

    Parameters
    ----------
    positive, negative : array, patients x features
        Values of the two arms.

    Returns
    -------
    array, one per feature
        NaN where the negative mean is zero or the two means differ in sign.

    Examples
    --------
    >>> fold_change(np.array([[3.0, 1.0]]), np.array([[2.0, -1.0]])).tolist()
    [1.5, nan]
    """
    above, below = positive.mean(axis=0), negative.mean(axis=0)
    ratio = np.full(above.shape, np.nan)
    sayable = (below != 0) & (np.sign(above) * np.sign(below) >= 0)
    np.divide(above, below, out=ratio, where=sayable)
    return ratio


def compared_patients(patients: pd.DataFrame, profile: Profile) -> pd.DataFrame:
    """Patients whose features may be compared: everyone, or those not held out.

    Parameters
    ----------
    patients : DataFrame, one row per patient
        With `split`.
    profile : Profile
        `select_on` decides.
    """
    return patients if profile.select_on == "everyone" else patients[patients["split"] == "train"]


def differential_features(
    urfs: pd.DataFrame, outcome: pd.Series, profile: Profile, alpha: float
) -> pd.DataFrame:
    """Compare the arms, and select features by the profile's rule.

    Parameters
    ----------
    urfs : DataFrame, patients x features
        Patients that may be compared.
    outcome : Series of int, by patient
        1 = positive, 0 = negative.
    profile : Profile
        `correct_differential` says whether the Benjamini-Hochberg value or the raw p-value must
        lie below `alpha`.
    alpha : float
        Level of the test.

    Returns
    -------
    DataFrame, one row per feature
        As `compare_arms`, with `selected`.
    """
    table = compare_arms(urfs, outcome)
    deciding = table["p_bh"] if profile.correct_differential else table["p"]
    return table.assign(selected=deciding < alpha)

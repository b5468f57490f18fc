"""HER2 status from immunohistochemistry and FISH: the ASCO/CAP 2018 rule."""

import numpy as np
import pandas as pd

from sonogenomics.cohort.patients import canonical
from sonogenomics.errors import StudyError
from sonogenomics.study import ByAssay

IHC = {"0": 0, "1+": 1, "2+": 2, "3+": 3, "1": 1, "2": 2, "3": 3}
FISH = {"negative": 0, "positive": 1}
RATIO = 2.0  # HER2/CEP17 at which the dual-probe groups 1 and 2 begin
COPIES, MANY_COPIES = 4.0, 6.0  # mean HER2 signals a cell


def her2_by_assay(patients: pd.DataFrame, rule: ByAssay) -> pd.Series:
    """HER2 status by immunohistochemistry, settled by FISH where that is equivocal.

    IHC 0 and 1+ are negative, 3+ is positive. IHC 2+, or no IHC, is settled by FISH: as reported,
    else by HER2/CEP17 ratio and HER2 copies (`fish_group`). With IHC 2+, groups 1 and 3 are
    positive, 2, 4 and 5 negative; without IHC only groups 1 and 5 are definite.

    Parameters
    ----------
    patients : DataFrame of str, one row per patient
        With the columns the rule names; NaN where blank.
    rule : ByAssay
        Which columns hold what.

    Returns
    -------
    Series of float
        1 = positive, 0 = negative, NaN = undetermined (2+ without FISH, or nothing measured).

    Raises
    ------
    StudyError
        Every cell that holds neither a blank nor an accepted label, with its patient.

    References
    ----------
    Wolff AC et al. HER2 testing in breast cancer: ASCO/CAP clinical practice guideline focused
    update. J Clin Oncol 2018;36:2105-2122.

    Examples
    --------
    >>> patients = pd.DataFrame(
    ...     {"ihc": ["3+", "1+", "2+", "2+"], "fish": [None, None, "positive", None]}, dtype="str"
    ... )
    >>> her2_by_assay(patients, ByAssay(ihc="ihc", fish="fish")).tolist()
    [1.0, 0.0, 1.0, nan]
    """
    _refuse_unreadable(patients, rule)
    ihc = _grades(patients[rule.ihc], IHC)
    settled = ihc.isna() | (ihc == IHC["2+"])
    values = np.where(settled, _fish(patients, rule, ihc), ihc == IHC["3+"])
    return pd.Series(values, index=patients.index, name="outcome", dtype=float)


def _refuse_unreadable(patients: pd.DataFrame, rule: ByAssay) -> None:
    if bool(rule.fish_ratio) != bool(rule.fish_copies):
        raise StudyError(
            "FISH by counts needs both the HER2/CEP17 ratio and the HER2 copies a cell: give "
            "fish_ratio and fish_copies in study.yaml, or neither."
        )
    faults = [*_label_faults(patients[rule.ihc], IHC)]
    if rule.fish:
        faults += _label_faults(patients[rule.fish], FISH)
    for column in (rule.fish_ratio, rule.fish_copies):
        faults += _amount_faults(patients[column]) if column else []
    if faults:
        raise StudyError(
            f"The patient list has {len(faults)} HER2 cell(s) that cannot be read; "
            "mend them and run again:\n" + "\n".join(f"  {fault}" for fault in faults)
        )


def _fish(patients: pd.DataFrame, rule: ByAssay, ihc: pd.Series) -> pd.Series:
    """FISH as reported, else by its counts with the concurrent IHC."""
    result = pd.Series(np.nan, index=patients.index)
    if rule.fish:
        result = _grades(patients[rule.fish], FISH)
    if rule.fish_ratio and rule.fish_copies:
        ratio, copies = _amounts(patients[rule.fish_ratio]), _amounts(patients[rule.fish_copies])
        result = result.fillna(_fish_by_group(fish_group(ratio, copies), ihc))
    return result


def _fish_by_group(group: pd.Series, ihc: pd.Series) -> pd.Series:
    equivocal = ihc == IHC["2+"]
    positive = group.isin([1]) | (equivocal & group.isin([3]))
    negative = group.isin([5]) | (equivocal & group.isin([2, 4]))
    return pd.Series(np.select([positive, negative], [1.0, 0.0], np.nan), index=group.index)


def fish_group(ratio: pd.Series, copies: pd.Series) -> pd.Series:
    """Dual-probe group of ASCO/CAP 2018, from HER2/CEP17 ratio and mean HER2 copies a cell.

    ===== =========== ==============
    group ratio       copies a cell
    ===== =========== ==============
    1     2.0 or more 4.0 or more
    2     2.0 or more under 4.0
    3     under 2.0   6.0 or more
    4     under 2.0   4.0 to under 6.0
    5     under 2.0   under 4.0
    ===== =========== ==============

    Parameters
    ----------
    ratio, copies : Series of float
        NaN where not measured.

    Returns
    -------
    Series of float
        1 to 5; NaN unless both are measured.

    Examples
    --------
    >>> fish_group(pd.Series([2.4, 2.4, 1.4, 1.4, 1.4]), pd.Series([6, 3, 6, 4, 3.9])).tolist()
    [1.0, 2.0, 3.0, 4.0, 5.0]
    """
    high = ratio >= RATIO
    groups = np.select(
        [
            ratio.isna() | copies.isna(),
            high & (copies >= COPIES),
            high,
            copies >= MANY_COPIES,
            copies >= COPIES,
        ],
        [np.nan, 1, 2, 3, 4],
        5,
    )
    return pd.Series(groups, index=ratio.index)


def _grades(labels: pd.Series, accepted: dict[str, int]) -> pd.Series:
    return labels.map(canonical, na_action="ignore").map(accepted).astype(float)


def _amounts(texts: pd.Series) -> pd.Series:
    return pd.to_numeric(texts, errors="coerce").astype(float)


def _label_faults(labels: pd.Series, accepted: dict[str, int]) -> list[str]:
    wrong = labels.notna() & _grades(labels, accepted).isna()
    shown = [label for label in accepted if label == "0" or not label.isdecimal()]
    return _faults(labels[wrong], f"accepted are {', '.join(shown)} or blank")


def _amount_faults(texts: pd.Series) -> list[str]:
    amounts = _amounts(texts)
    wrong = texts.notna() & ~(np.isfinite(amounts) & (amounts >= 0))
    return _faults(texts[wrong], "accepted is a number from 0 up, or blank")


def _faults(cells: pd.Series, accepted: str) -> list[str]:
    return [f"patient {name}, {cells.name}: {cell!r} ({accepted})" for name, cell in cells.items()]

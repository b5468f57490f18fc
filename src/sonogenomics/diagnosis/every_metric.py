"""Every measure of calls and scores that a reader may ask for, from four counts and the scores."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from sonogenomics.diagnosis.estimators import Floats
from sonogenomics.diagnosis.metrics import auc_interval
from sonogenomics.diagnosis.proportions import share_interval

SHARES = ("sensitivity", "specificity", "accuracy", "ppv", "npv")
CALLS = (*SHARES, "f1", "balanced", "mcc")
METRICS = ("auc", *CALLS, "brier")
DRAWS = 1_000


def call_metrics(
    tp: npt.ArrayLike, fn: npt.ArrayLike, tn: npt.ArrayLike, fp: npt.ArrayLike
) -> dict[str, Floats]:
    r"""Measures of calls against the truth.

    Sensitivity TP / (TP + FN), specificity TN / (TN + FP), accuracy (TP + TN) / n, positive and
    negative predictive value TP / (TP + FP) and TN / (TN + FN), F1 = 2 TP / (2 TP + FP + FN),
    balanced accuracy (sensitivity + specificity) / 2, and Matthews' correlation

    .. math:: \frac{TP \cdot TN - FP \cdot FN}
        {\sqrt{(TP + FP)(TP + FN)(TN + FP)(TN + FN)}}.

    Parameters
    ----------
    tp, fn, tn, fp : array-like of counts, one shape
        True positive, false negative, true negative, false positive patients.

    Returns
    -------
    dict of str to ndarray
        Keys `CALLS`; NaN where a measure is not defined (nobody called positive has no PPV).

    Examples
    --------
    >>> {name: round(float(x), 3) for name, x in call_metrics(8, 2, 15, 5).items()}
    ... # doctest: +NORMALIZE_WHITESPACE
    {'sensitivity': 0.8, 'specificity': 0.75, 'accuracy': 0.767, 'ppv': 0.615, 'npv': 0.882,
     'f1': 0.696, 'balanced': 0.775, 'mcc': 0.523}
    """
    tp, fn, tn, fp = (np.asarray(n, dtype=float) for n in (tp, fn, tn, fp))
    parts = {name: _share(*pair) for name, pair in counts_of_shares(tp, fn, tn, fp).items()}
    crossed = np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return {
        **parts,
        "f1": _share(2 * tp, 2 * tp + fp + fn),
        "balanced": (parts["sensitivity"] + parts["specificity"]) / 2,
        "mcc": _share(tp * tn - fp * fn, crossed),
    }


def counts_of_shares(
    tp: Floats, fn: Floats, tn: Floats, fp: Floats
) -> dict[str, tuple[Floats, Floats]]:
    """Of how many patients, how many: the measures that are shares of patients."""
    return {
        "sensitivity": (tp, tp + fn),
        "specificity": (tn, tn + fp),
        "accuracy": (tp + tn, tp + fn + tn + fp),
        "ppv": (tp, tp + fp),
        "npv": (tn, tn + fn),
    }


def _share(part: Floats, whole: Floats) -> Floats:
    share = np.full(np.shape(part), np.nan)
    np.divide(part, whole, out=share, where=np.asarray(whole) > 0)
    return share


def confusion(outcome: npt.ArrayLike, called: npt.ArrayLike) -> tuple[Floats, ...]:
    """True positives, false negatives, true negatives and false positives, over the last axis."""
    positive, said = np.asarray(outcome) == 1, np.asarray(called, dtype=bool)
    pairs = ((positive, said), (positive, ~said), (~positive, ~said), (~positive, said))
    return tuple(np.asarray((a & b).sum(axis=-1), dtype=float) for a, b in pairs)


def judged_once(
    outcome: npt.ArrayLike,
    score: npt.ArrayLike,
    called: npt.ArrayLike,
    rng: np.random.Generator,
) -> dict[str, float]:
    """Every measure of one model in one set of patients, each with its 95 % interval.

    AUC: DeLong. Shares of patients: Wilson. F1, balanced accuracy, Matthews' correlation and the
    Brier score: percentiles over patients drawn again with replacement, arms apart.

    Parameters
    ----------
    outcome, score, called : array-like, shape (n_patients,)
        Truth, score, and whether the patient was called positive; both arms hold two or more.
    rng : numpy.random.Generator
        Draws the patients.

    Returns
    -------
    dict of str to float
        `metric`, `metric_low`, `metric_high` for each of `METRICS`; a Brier score only where all
        scores lie between 0 and 1.
    """
    outcome, score, called = np.asarray(outcome), np.asarray(score, dtype=float), np.asarray(called)
    whole = auc_interval(outcome, score)
    found = {"auc": whole.value, "auc_low": whole.low, "auc_high": whole.high}
    cells = confusion(outcome, called)
    values = {name: float(value) for name, value in call_metrics(*cells).items()}
    for name, (k, n) in counts_of_shares(*cells).items():
        low, high = share_interval(k, n) if n else (np.nan, np.nan)
        found |= {name: values[name], f"{name}_low": float(low), f"{name}_high": float(high)}
    errors = _errors(outcome, score)
    values["brier"] = float(errors.mean())
    for name, draws in _drawn_again(outcome, called, errors, rng).items():
        low, high = np.nanquantile(draws, [0.025, 0.975]) if np.isfinite(draws).any() else _NONE
        found |= {name: values[name], f"{name}_low": float(low), f"{name}_high": float(high)}
    return found


_NONE = (np.nan, np.nan)


def _errors(outcome: npt.NDArray[np.int_], score: Floats) -> Floats:
    is_probability = bool(((score >= 0) & (score <= 1)).all())
    return (score - outcome) ** 2 if is_probability else np.full(len(score), np.nan)


def _drawn_again(
    outcome: npt.NDArray[np.int_],
    called: npt.NDArray[np.bool_],
    errors: Floats,
    rng: np.random.Generator,
) -> dict[str, Floats]:
    arms = [np.flatnonzero(outcome == arm) for arm in (1, 0)]
    rows = np.concatenate([rng.choice(arm, (DRAWS, len(arm))) for arm in arms], axis=1)
    drawn = call_metrics(*confusion(outcome[rows], called[rows]))
    return {"f1": drawn["f1"], "balanced": drawn["balanced"], "mcc": drawn["mcc"]} | {
        "brier": errors[rows].mean(axis=1)
    }


def judged_by_group(
    rows: pd.DataFrame, groups: list[str], called: npt.NDArray[np.bool_]
) -> pd.DataFrame:
    """Measures of calls and the Brier score of each group of rows (a resampling, a fold).

    Parameters
    ----------
    rows : DataFrame
        With outcome, score and the columns of `groups`.
    groups : list of str
        What one set of tested patients is.
    called : array of bool
        One a row.

    Returns
    -------
    DataFrame, one row per group
        Indexed by `groups`; columns `CALLS` and brier.
    """
    positive = rows["outcome"].to_numpy() == 1
    cells = {"tp": positive & called, "fn": positive & ~called}
    cells |= {"tn": ~positive & ~called, "fp": ~positive & called}
    errors = (rows["score"].to_numpy(dtype=float) - positive) ** 2
    table = rows[groups].assign(**cells, brier=errors)
    grouped = table.groupby(groups, sort=True)
    counts = grouped[list(cells)].sum()
    found = call_metrics(*(counts[name].to_numpy() for name in cells))
    return pd.DataFrame(found, index=counts.index).assign(brier=grouped["brier"].mean())

"""The tables that judge candidates by the patients their models never saw."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from sonogenomics.diagnosis.calibrated import calibration_groups, recalibration, scaled_brier
from sonogenomics.diagnosis.corrected import corrected_interval
from sonogenomics.diagnosis.delong import delong_test
from sonogenomics.diagnosis.metrics import brier
from sonogenomics.diagnosis.net_benefit import THRESHOLDS, decision_curves
from sonogenomics.errors import StudyError, listed

FOLD = ["repeat", "fold"]
QUANTILES = {"auc_q025": 0.025, "auc_median": 0.5, "auc_q975": 0.975}
COMPARED = ["difference", "difference_low", "difference_high", "p", "p_delong"]
COLUMNS = [
    *("candidate", "what", "auc", "auc_low", "auc_high", "auc_median", "auc_q025", "auc_q975"),
    *("sensitivity", "specificity", "brier", "brier_scaled", "slope", "intercept"),
    *(*COMPARED, "reference", "chosen"),
]


def candidates_table(
    scores: pd.DataFrame,
    folds: pd.DataFrame,
    words: Mapping[str, str],
    reference: str,
    chosen: str,
) -> pd.DataFrame:
    """Judge every candidate of a nested cross-validation, and compare it with the reference.

    AUC: mean over folds and repeats, interval and test after Nadeau and Bengio; differences fold by
    fold. Sensitivity and specificity: at each fold's own cut-off, fixed on training patients.
    Brier score: over all scores. Calibration: slope and intercept of each repeat, averaged (a mean
    score over repeats would look less extreme than any model's). DeLong: on the mean score of each
    patient over the repeats.

    Parameters
    ----------
    scores : DataFrame
        `catalog.Nested`.
    folds : DataFrame
        `catalog.NestedFolds`.
    words : mapping of str to str
        What each candidate is, in words.
    reference : str
        The candidate that others are compared with.
    chosen : str
        The procedure that is called honest.

    Returns
    -------
    DataFrame
        Columns of `catalog.Candidates`, best first. The reference has no difference; a slope is
        missing where a repeat separates the arms or gives everyone the same score.

    Raises
    ------
    StudyError
        The reference or the chosen one is no candidate, or two candidates have unequal folds.
    """
    names = list(dict.fromkeys(folds["candidate"]))
    for name, role in ((reference, "reference"), (chosen, "chosen procedure")):
        if name not in names:
            raise StudyError(
                f"The {role} {name!r} is none of the candidates ({listed(names)}): add it to "
                f"nested.candidates in params.yaml."
            )
    runs = {name: _runs(folds, name) for name in names}
    rows = []
    for name in names:
        mine = scores[scores["candidate"] == name]
        row = {"candidate": name, "what": words[name]} | _auc(runs[name]) | _beyond_auc(mine)
        if name != reference:
            row |= _against(runs[name], runs[reference], name)
            row["p_delong"] = _delong(mine, scores[scores["candidate"] == reference])
        rows.append(row | {"reference": name == reference, "chosen": name == chosen})
    table = pd.DataFrame(rows, columns=COLUMNS).sort_values(
        ["auc", "candidate"], ascending=[False, True], ignore_index=True
    )
    return table.astype(dict.fromkeys(["slope", "intercept", *COMPARED], float))


def _runs(folds: pd.DataFrame, name: str) -> pd.DataFrame:
    return folds[folds["candidate"] == name].set_index(FOLD).sort_index()


def _auc(runs: pd.DataFrame) -> dict[str, float]:
    found = corrected_interval(runs["auc"], runs["n_train"], runs["n_test"], null=0.5)
    quantiles = {name: float(runs["auc"].quantile(q)) for name, q in QUANTILES.items()}
    limits = {"auc_low": max(0.0, found.low), "auc_high": min(1.0, found.high)}
    return {"auc": found.mean, **limits, **quantiles}


def _beyond_auc(rows: pd.DataFrame) -> dict[str, float]:
    outcome, called = rows["outcome"] == 1, rows["score"] >= rows["cut_off"]
    repeats = [recalibration(r["outcome"], r["score"]) for _, r in rows.groupby("repeat")]
    return {
        "sensitivity": float(called[outcome].mean()),
        "specificity": float((~called[~outcome]).mean()),
        "brier": brier(rows["outcome"], rows["score"]),
        "brier_scaled": scaled_brier(rows["outcome"], rows["score"]),
        "slope": float(np.mean([one.slope for one in repeats])),
        "intercept": float(np.mean([one.intercept for one in repeats])),
    }


def _against(runs: pd.DataFrame, other: pd.DataFrame, name: str) -> dict[str, float]:
    if not runs.index.equals(other.index):
        raise StudyError(
            f"Candidate {name} was not run on the folds of the reference: run nested again."
        )
    found = corrected_interval(runs["auc"] - other["auc"], runs["n_train"], runs["n_test"])
    return {
        "difference": found.mean,
        "difference_low": found.low,
        "difference_high": found.high,
        "p": found.p,
    }


def _delong(rows: pd.DataFrame, other: pd.DataFrame) -> float:
    mine, theirs = by_patient(rows), by_patient(other)
    return delong_test(mine["outcome"], mine["score"], theirs.loc[mine.index, "score"]).p


def by_patient(scores: pd.DataFrame) -> pd.DataFrame:
    """Mean score of each patient over the repeats, for one candidate's rows.

    Examples
    --------
    >>> rows = pd.DataFrame({"patient_id": ["P1", "P1"], "outcome": 1, "score": [0.5, 0.75]})
    >>> by_patient(rows).loc["P1"].to_dict()
    {'outcome': 1.0, 'score': 0.625}
    """
    grouped = scores.groupby("patient_id", sort=True)
    return pd.DataFrame({"outcome": grouped["outcome"].first(), "score": grouped["score"].mean()})


def calibration_table(scores: pd.DataFrame, bins: int = 5) -> pd.DataFrame:
    """Predicted beside observed for every candidate, repeats together.

    Parameters
    ----------
    scores : DataFrame
        `catalog.Nested`.
    bins : int
        Groups of rising score.

    Returns
    -------
    DataFrame
        Columns of `catalog.Calibration`; see `calibration_groups`.
    """
    parts = []
    for name, rows in scores.groupby("candidate", sort=False):
        repeats = rows["repeat"].nunique()
        groups = calibration_groups(rows["outcome"], rows["score"], bins, repeats)
        groups.insert(0, "candidate", name)
        parts.append(groups)
    return pd.concat(parts, ignore_index=True)


def decision_table(scores: pd.DataFrame) -> pd.DataFrame:
    """Net benefit of every candidate, of acting on all and on none, mean over the repeats.

    Parameters
    ----------
    scores : DataFrame
        `catalog.Nested`.

    Returns
    -------
    DataFrame
        Columns of `catalog.DecisionCurve`; see `decision_curves`.
    """
    rows = {str(name): mine for name, mine in scores.groupby("candidate", sort=False)}
    return decision_curves(
        {name: mine["outcome"] for name, mine in rows.items()},
        {name: mine["score"] for name, mine in rows.items()},
        THRESHOLDS,
    )

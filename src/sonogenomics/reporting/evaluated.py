"""Table S1's numbers: every measure of every classifier, wherever patients were judged."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from sonogenomics.diagnosis.classifiers import CUT_OFF
from sonogenomics.diagnosis.corrected import corrected_interval
from sonogenomics.diagnosis.every_metric import METRICS, judged_by_group, judged_once

MODEL = ["classifier", "feature_set"]
FOLD = ["repeat", "fold"]
LEAST = 2  # patients an arm needs for an interval
UNIT = (0.0, 1.0)


@dataclass(frozen=True)
class Evaluated:
    """One row per model, its measures between the limits of their intervals.

    Attributes
    ----------
    quoted : DataFrame
        The split that the published study would quote of each classifier and feature set.
    resampled : DataFrame
        This run's random splits: mean, 2.5 % and 97.5 % quantile over splits.
    nested : DataFrame
        Everything inside the folds: mean over folds, interval after Nadeau and Bengio.
    held_out : DataFrame
        Patients met once.
    """

    quoted: pd.DataFrame = field(default_factory=pd.DataFrame)
    resampled: pd.DataFrame = field(default_factory=pd.DataFrame)
    nested: pd.DataFrame = field(default_factory=pd.DataFrame)
    held_out: pd.DataFrame = field(default_factory=pd.DataFrame)


def once(scores: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Judge every model that met one set of patients.

    Parameters
    ----------
    scores : DataFrame
        Columns classifier, feature_set, outcome, score, and `called` where the cut-off is not 0.5.
    rng : numpy.random.Generator
        Draws patients for the intervals that have no formula.

    Returns
    -------
    DataFrame
        One row per model, best first; models that met fewer than two of an arm are left out.
    """
    rows: list[dict[str, object]] = []
    for names, mine in scores.groupby(MODEL, sort=True):
        arms = mine["outcome"].value_counts()
        if len(arms) < LEAST or arms.min() < LEAST:
            continue
        called = mine["called"] if "called" in mine else mine["score"] >= CUT_OFF
        judged = judged_once(mine["outcome"], mine["score"], called, rng)
        rows.append(dict(zip(MODEL, names, strict=True)) | {"n": len(mine)} | judged)
    return _ordered(pd.DataFrame(rows), MODEL)


def over_resamplings(classifier: str, scores: pd.DataFrame, aucs: pd.DataFrame) -> pd.DataFrame:
    """Judge one classifier over many random splits, at the cut-off of 0.5.

    Parameters
    ----------
    classifier : str
        Its name.
    scores : DataFrame
        `catalog.Scores` of this classifier.
    aucs : DataFrame
        `catalog.Performance` of this classifier, for the AUC of each split.

    Returns
    -------
    DataFrame
        One row per feature set: mean, 2.5 % and 97.5 % quantile of each measure over the splits.
    """
    groups = ["feature_set", "resampling"]
    called = scores["score"].to_numpy() >= CUT_OFF
    table = judged_by_group(scores, groups, called).join(aucs.set_index(groups)["auc"])
    n = scores.groupby(groups).size().groupby("feature_set").median()
    rows = []
    for which, mine in table.groupby("feature_set"):
        row: dict[str, object] = {"classifier": classifier, "feature_set": which, "n": n[which]}
        for name in METRICS:
            values = mine[name].dropna()
            row[name] = values.mean()
            row[f"{name}_low"], row[f"{name}_high"] = values.quantile(0.025), values.quantile(0.975)
        rows.append(row)
    return pd.DataFrame(rows)


def over_folds(scores: pd.DataFrame, folds: pd.DataFrame) -> pd.DataFrame:
    """Judge every candidate of the nested cross-validation, at each fold's own cut-off.

    Parameters
    ----------
    scores : DataFrame
        `catalog.Nested`.
    folds : DataFrame
        `catalog.NestedFolds`, for the AUC and the sizes of each fold.

    Returns
    -------
    DataFrame
        One row per candidate, best first: mean over folds, interval after Nadeau and Bengio. A fold
        in which a measure is not defined does not count for it.
    """
    called = (scores["score"] >= scores["cut_off"]).to_numpy()
    table = judged_by_group(scores, ["candidate", *FOLD], called)
    sizes = folds.set_index(["candidate", *FOLD])[["auc", "n_train", "n_test"]]
    rows = []
    for name, mine in table.join(sizes).groupby("candidate"):
        row: dict[str, object] = {"candidate": name, "n": float(mine["n_test"].median())}
        for metric in METRICS:
            row |= _corrected(mine, metric)
        rows.append(row)
    return _ordered(pd.DataFrame(rows), ["candidate"])


def _corrected(folds: pd.DataFrame, metric: str) -> dict[str, float]:
    known = folds.dropna(subset=[metric])
    if len(known) < LEAST:
        return {
            metric: float(known[metric].mean()),
            f"{metric}_low": np.nan,
            f"{metric}_high": np.nan,
        }
    found = corrected_interval(known[metric], known["n_train"], known["n_test"])
    low, high = (-1.0, 1.0) if metric == "mcc" else UNIT
    limits = {f"{metric}_low": max(low, found.low), f"{metric}_high": min(high, found.high)}
    return {metric: found.mean, **limits}


def _ordered(table: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    if table.empty:
        return table
    best_first = [False, *([True] * len(names))]
    return table.sort_values(["auc", *names], ascending=best_first, ignore_index=True)


def every_model(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """The rows of `over_resamplings` of all classifiers, best first."""
    return _ordered(pd.concat(parts, ignore_index=True), MODEL) if parts else pd.DataFrame()

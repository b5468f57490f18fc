"""Classifiers and feature sets compared by their resamplings, and the choice among them."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

import pandas as pd

LOW, HIGH = 0.025, 0.975  # the interval that holds 95 % of the resamplings
SERVED = "logistic"  # the classifier that is packaged: its weights can be read and kept as text
COLUMNS = {
    "classifier": "str",
    "feature_set": "str",
    "n_features": "int64",
    "auc_mean": "float64",
    "auc_low": "float64",
    "auc_high": "float64",
    "auc_best": "float64",
    "sensitivity_mean": "float64",
    "specificity_mean": "float64",
    "accuracy_mean": "float64",
    "champion": "bool",
}


@dataclass(frozen=True)
class Candidate:
    """A classifier with the feature set it did best on in the resamplings."""

    classifier: str
    feature_set: str
    features: list[str]
    champion: bool


def summary(performance: pd.DataFrame) -> dict[str, float]:
    """The distribution over resamplings of one classifier on one feature set.

    Parameters
    ----------
    performance : DataFrame, shape (n_resamplings, >= 4)
        Columns auc, sensitivity, specificity, accuracy.

    Returns
    -------
    dict of str to float
        `auc_mean`, `auc_median`, its 2.5 % and 97.5 % quantiles `auc_low` and `auc_high`,
        `auc_best` of the luckiest resampling, `calls_auc_best` (the same with scores reduced to
        calls, by which the published study ranked its splits: mean of sensitivity and
        specificity), and the means of sensitivity, specificity and accuracy.

    Examples
    --------
    >>> table = pd.DataFrame({"auc": [0.5, 0.75], "sensitivity": [0.5, 1.0],
    ...                       "specificity": [0.5, 0.5], "accuracy": [0.5, 0.75]})
    >>> summary(table)["auc_mean"], summary(table)["calls_auc_best"]
    (0.625, 0.75)
    """
    auc = performance["auc"]
    calls_auc = (performance["sensitivity"] + performance["specificity"]) / 2
    return {
        "auc_mean": float(auc.mean()),
        "auc_median": float(auc.median()),
        "auc_low": float(auc.quantile(LOW)),
        "auc_high": float(auc.quantile(HIGH)),
        "auc_best": float(auc.max()),
        "calls_auc_best": float(calls_auc.max()),
        "sensitivity_mean": float(performance["sensitivity"].mean()),
        "specificity_mean": float(performance["specificity"].mean()),
        "accuracy_mean": float(performance["accuracy"].mean()),
    }


def rank(
    performance: pd.DataFrame,
    sets: Mapping[str, Sequence[str]],
    metric: Literal["auc", "accuracy"],
) -> pd.DataFrame:
    """Order classifiers and feature sets by their mean over the resamplings, best first.

    Equal means: fewer features first, then the names' alphabetical order.

    Parameters
    ----------
    performance : DataFrame
        Columns classifier, feature_set, resampling, auc, sensitivity, specificity, accuracy.
    sets : mapping of str to sequence of str
        Features of each set.
    metric : {'auc', 'accuracy'}
        What is ranked by.

    Returns
    -------
    DataFrame
        One row per classifier and feature set; the first is the `champion`.

    Examples
    --------
    >>> runs = pd.DataFrame({"classifier": ["tree", "svm"], "feature_set": "all", "resampling": 0,
    ...     "auc": [0.6, 0.7], "sensitivity": 0.5, "specificity": 0.5, "accuracy": [0.6, 0.5]})
    >>> rank(runs, {"all": ["a", "b"]}, "auc")["classifier"].tolist()
    ['svm', 'tree']
    """
    groups = performance.groupby(["classifier", "feature_set"], sort=True)
    rows = [
        {
            "classifier": classifier,
            "feature_set": feature_set,
            "n_features": len(sets[str(feature_set)]),
            **summary(rows),
        }
        for (classifier, feature_set), rows in groups
    ]
    table = pd.DataFrame(rows, columns=list(COLUMNS)).assign(champion=False).astype(COLUMNS)
    order = [f"{metric}_mean", "n_features", "classifier", "feature_set"]
    table = table.sort_values(order, ascending=[False, True, True, True], ignore_index=True)
    return table.assign(champion=table.index == 0)


def candidates(ranking: pd.DataFrame, sets: Mapping[str, Sequence[str]]) -> list[Candidate]:
    """Each classifier's best feature set, best first: they alone meet the held-out patients.

    Parameters
    ----------
    ranking : DataFrame
        As `rank` made it.
    sets : mapping of str to sequence of str
        Features of each set.

    Returns
    -------
    list of Candidate

    Examples
    --------
    >>> ranking = pd.DataFrame({"classifier": ["svm", "svm"], "feature_set": ["all", "module"],
    ...                         "champion": [True, False]})
    >>> [candidate.feature_set for candidate in candidates(ranking, {"all": ["a"]})]
    ['all']
    """
    best = ranking.drop_duplicates("classifier")
    return [
        Candidate(str(classifier), str(name), list(sets[str(name)]), bool(champion))
        for classifier, name, champion in zip(
            best["classifier"], best["feature_set"], best["champion"], strict=True
        )
    ]


def choice(chosen: Sequence[Candidate]) -> dict[str, object]:
    """What is written down before held-out patients are seen.

    Parameters
    ----------
    chosen : sequence of Candidate
        Best first.

    Returns
    -------
    dict
        `champion` and `served` (the logistic model, which is packaged), each a classifier with
        its feature set and features, or None where there is nothing to choose from; `candidates`,
        every classifier's best.

    Examples
    --------
    >>> choice([])
    {'champion': None, 'served': None, 'candidates': []}
    """
    champion = next((asdict(one) for one in chosen if one.champion), None)
    served = next((asdict(one) for one in chosen if one.classifier == SERVED), None)
    return {
        "champion": champion,
        "served": served,
        "candidates": [asdict(one) for one in chosen],
    }

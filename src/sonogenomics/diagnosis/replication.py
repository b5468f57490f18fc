"""The published study's splits and classifiers: what is quoted of them, beside the whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sonogenomics.compute.spread import PIECES, Plan, spread
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.diagnosis.published_classifiers import (
    BATCHED,
    BLOCK,
    Forest,
    Judged,
    Trial,
    judge_splits,
)
from sonogenomics.diagnosis.published_rows import Modelled
from sonogenomics.diagnosis.published_sets import FeatureSet
from sonogenomics.diagnosis.published_splits import PublishedSplits, has_both_arms
from sonogenomics.errors import StudyError, listed

QUANTILES = {"q025": 0.025, "median": 0.5, "q975": 0.975}
SCORED = ("auc", "auc_calls", "sensitivity", "specificity", "accuracy")
Summary = dict[str, object]


@dataclass(frozen=True)
class Replicated:
    """What came out of all splits.

    Attributes
    ----------
    table : DataFrame
        Columns of `catalog.Replication`: one row per classifier, feature set and split.
    best : DataFrame
        Columns of `catalog.ReplicatedScores`: the patients tested in each best split.
    summaries : dict
        By feature set and classifier: the split with the highest AUC of hard calls, the highest
        AUC of all, and the distribution over all splits.
    n_undefined : int
        Splits without both arms on both sides; they are in neither table.
    """

    table: pd.DataFrame
    best: pd.DataFrame
    summaries: dict[str, dict[str, Summary]]
    n_undefined: int


@dataclass(frozen=True)
class Replay:
    """The rows, the splits of them, and where the work runs.

    Attributes
    ----------
    modelled : Modelled
        The rows that are split.
    splits : PublishedSplits
        From `draw_splits`.
    plan : Plan
        Where the work runs, and whether it can be resumed.
    forest : {'scikit-learn', 'intelex'}
        Whose random forest.
    """

    modelled: Modelled
    splits: PublishedSplits
    plan: Plan
    forest: Forest = "scikit-learn"


def replicate(replay: Replay, sets: Mapping[str, FeatureSet]) -> Replicated:
    """Train and test every classifier on every split of each feature set, as the study did.

    The study ranked splits by the AUC of hard 0/1 calls and quoted the best. That figure comes out
    here, and beside it how the AUC is spread over all splits.

    Parameters
    ----------
    replay : Replay
        Rows, splits and plan.
    sets : mapping of str to FeatureSet
        `differential` and `module`; may be empty.

    Returns
    -------
    Replicated

    Raises
    ------
    StudyError
        A value is missing or infinite, no feature of a set differs among the rows, or no split has
        both arms on both sides.
    """
    usable = has_both_arms(replay.splits, replay.modelled.outcome)
    if not usable.any():
        raise StudyError(
            f"None of {len(usable)} splits has both arms among the rows learnt from and those "
            f"tested: add patients of the rarer arm, or change published.n_train in study.yaml."
        )
    tables, bests = [pd.DataFrame()], [pd.DataFrame()]
    summaries: dict[str, dict[str, Summary]] = {}
    for name, one in sets.items():
        _check(replay.modelled.urfs[list(one.features)])
        for classifier in one.settings:
            table, best, summary = _replicate_one(replay, usable, name, one, classifier)
            tables.append(table)
            bests.append(best)
            summaries.setdefault(name, {})[classifier] = summary
    whole, best = (pd.concat(parts, ignore_index=True) for parts in (tables, bests))
    return Replicated(whole, best, summaries, int((~usable).sum()))


def _check(x: pd.DataFrame) -> None:
    """Refuse what no classifier can learn from."""
    values = x.to_numpy(dtype=float)
    bad = x.columns[~np.isfinite(values).all(axis=0)]
    if len(bad):
        raise StudyError(
            f"Missing or infinite values in {listed(bad)}: complete them, or leave the patients "
            f"out (published.left_out in study.yaml)."
        )
    if (values == values[0]).all():
        raise StudyError(
            f"None of {listed(x.columns)} differs among the {len(x)} patients: choose other "
            f"features in study.yaml (published.features)."
        )


def _replicate_one(
    replay: Replay, usable: NDArray[np.bool_], name: str, one: FeatureSet, classifier: str
) -> tuple[pd.DataFrame, pd.DataFrame, Summary]:
    splits = PublishedSplits(*(part[usable] for part in replay.splits))
    x = replay.modelled.urfs[list(one.features)].to_numpy(dtype=float)
    outcome = replay.modelled.outcome.to_numpy().astype(np.int64)
    trial = Trial(classifier, one.settings[classifier], x, outcome, splits, replay.forest)
    label = f"{classifier}, {len(one.features)} features, R's splits"
    plan = in_blocks(replay.plan, classifier, len(splits.seeds))
    judged = Judged(**spread(judge_splits, trial, len(splits.seeds), plan, label))
    number = np.flatnonzero(usable) + 1
    which = {"classifier": classifier, "feature_set": name}
    keys = {"split": number, "seed": splits.seeds}
    table = pd.DataFrame({**which, **keys, **performance_of_calls(outcome[splits.test], judged)})
    best = int(table["auc_calls"].to_numpy().argmax())  # of equals the first, as R's which.max
    patients = replay.modelled.urfs.index[splits.test[best]]
    scores = {"score": judged.scores[best], "called": judged.calls[best]}
    status = {"patient_id": patients, "outcome": outcome[splits.test[best]]}
    summary = summarise(table, best) | _troubles(judged, one.features)
    return table, pd.DataFrame({**which, "split": number[best], **status, **scores}), summary


def in_blocks(plan: Plan, classifier: str, n: int) -> Plan:
    """The plan, with pieces large enough where many splits are computed at once.

    Examples
    --------
    >>> in_blocks(Plan(), "bayes", 100).pieces(100)
    [range(0, 64), range(64, 100)]
    """
    if plan.chunk is not None or classifier not in BATCHED:
        return plan
    return replace(plan, chunk=max(BLOCK, -(-n // PIECES)))


def performance_of_calls(
    outcome: NDArray[np.int64], judged: Judged
) -> dict[str, NDArray[np.float64]]:
    """AUC of scores and of hard calls, sensitivity, specificity and accuracy of each split.

    The AUC of hard calls is the mean of sensitivity and specificity.

    Parameters
    ----------
    outcome : ndarray of int, shape (n_splits, n_test)
        Status of the patients tested; both arms in every row.
    judged : Judged
        Their scores and calls.

    Returns
    -------
    dict of str to ndarray, each of shape (n_splits,)

    Examples
    --------
    >>> scores = np.array([[0.1, 0.6, 0.4, 0.9]])
    >>> none = np.zeros(1, bool)
    >>> judged = Judged(scores, scores > 0.5, none, none, none)
    >>> found = performance_of_calls(np.array([[0, 0, 1, 1]]), judged)
    >>> {name: float(values[0]) for name, values in found.items()}
    {'auc': 0.75, 'auc_calls': 0.5, 'sensitivity': 0.5, 'specificity': 0.5, 'accuracy': 0.5}
    """
    positive = outcome == 1
    sensitivity = (judged.calls & positive).sum(axis=1) / positive.sum(axis=1)
    specificity = (~judged.calls & ~positive).sum(axis=1) / (~positive).sum(axis=1)
    right = (judged.calls == positive).mean(axis=1)
    halves = auc(outcome, judged.calls)
    columns = auc(outcome, judged.scores), halves, sensitivity, specificity, right
    return dict(zip(SCORED, columns, strict=True))


def summarise(table: pd.DataFrame, best: int) -> Summary:
    """The split that is quoted, and the distribution over all of one classifier and feature set.

    Parameters
    ----------
    table : DataFrame
        Rows of one classifier on one feature set.
    best : int
        Row of the highest AUC of hard calls.

    Returns
    -------
    dict
        `best` (split, seed and its figures), `auc_max`, and mean, median and the 2.5 and 97.5 %
        quantiles of both kinds of AUC.
    """
    quoted = table.iloc[best]
    summary: Summary = {
        "best": {name: int(quoted[name]) for name in ("split", "seed")}
        | {name: float(quoted[name]) for name in SCORED},
        "n_splits": len(table),
        "auc_max": float(table["auc"].max()),
    }
    for kind in ("auc", "auc_calls"):
        summary[f"{kind}_mean"] = float(table[kind].mean())
        for name, level in QUANTILES.items():
            summary[f"{kind}_{name}"] = float(table[kind].quantile(level))
    return summary


def _troubles(judged: Judged, features: Sequence[str]) -> Summary:
    """How many fits did not come to rest, were separated, or dropped a feature, and which."""
    aliased = dict(zip(features, judged.aliased.sum(axis=0).tolist(), strict=True))
    return {
        "n_unrest": int(judged.unrest.sum()),
        "n_separated": int(judged.separated.sum()),
        "n_aliased": {name: n for name, n in aliased.items() if n},
    }

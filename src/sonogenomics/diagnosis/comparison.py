"""One classifier on several feature sets, tested on the same splits."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from sonogenomics.compute.spread import Plan
from sonogenomics.diagnosis.estimators import Floats
from sonogenomics.diagnosis.metrics import performance
from sonogenomics.diagnosis.ranking import summary
from sonogenomics.diagnosis.resampling import Splits, resample
from sonogenomics.diagnosis.tuning import Recipe

SCORES = {
    "feature_set": "str",
    "resampling": "int64",
    "patient_id": "str",
    "outcome": "int64",
    "score": "float64",
}
PERFORMANCE = {
    "classifier": "str",
    "feature_set": "str",
    "resampling": "int64",
    "auc": "float64",
    "sensitivity": "float64",
    "specificity": "float64",
    "accuracy": "float64",
}


@dataclass(frozen=True)
class Comparison:
    """Every score, every resampling's metrics, and their distribution by feature set."""

    scores: pd.DataFrame
    performance: pd.DataFrame
    summaries: dict[str, dict[str, float]]


def compare_feature_sets(
    recipe: Recipe,
    tables: Mapping[str, pd.DataFrame],
    outcome: pd.Series,
    drawn: Splits,
    plan: Plan,
) -> Comparison:
    """Resample one classifier on each feature set.

    Parameters
    ----------
    recipe : Recipe
        The classifier.
    tables : mapping of str to DataFrame, each of shape (n_patients, n_features of the set)
        URFs of each set.
    outcome : Series, shape (n_patients,)
        Index: patient_id; 1 = positive, 0 = negative.
    drawn : Splits
        Shared by all sets, so that they can be compared pair by pair.
    plan : Plan
        Where the work runs, and whether finished pieces are kept.

    Returns
    -------
    Comparison
        Without any feature set: empty tables with their columns.

    Raises
    ------
    StudyError
        Data that nothing can be learned from, or a worker that was killed.
    """
    scores, performances, summaries = [], [], {}
    for name, x in tables.items():
        done = resample(recipe, x, outcome, drawn, plan)
        scores.append(_score_rows(name, outcome, drawn, done.scores))
        rows = performance(outcome.to_numpy()[drawn.test], done.scores)
        rows = rows.assign(classifier=recipe.name, feature_set=name, resampling=rows.index)
        performances.append(rows)
        counts = {"n_features": x.shape[1], "n_not_converged": done.n_not_converged}
        summaries[name] = {**summary(rows), **counts}
    return Comparison(_table(scores, SCORES), _table(performances, PERFORMANCE), summaries)


def _score_rows(name: str, outcome: pd.Series, drawn: Splits, scores: Floats) -> pd.DataFrame:
    n, n_test = drawn.test.shape
    tested = drawn.test.ravel()
    return pd.DataFrame(
        {
            "feature_set": name,
            "resampling": pd.RangeIndex(n).repeat(n_test),
            "patient_id": outcome.index.to_numpy()[tested],
            "outcome": outcome.to_numpy()[tested],
            "score": scores.ravel(),
        }
    )


def _table(parts: list[pd.DataFrame], columns: Mapping[str, str]) -> pd.DataFrame:
    empty = pd.DataFrame(columns=list(columns))
    table = pd.concat(parts, ignore_index=True) if parts else empty
    return table[list(columns)].astype(dict(columns))

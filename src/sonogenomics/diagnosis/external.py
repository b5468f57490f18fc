"""The chosen models learn from every training patient and meet the held-out ones, once."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.pipeline import Pipeline
from threadpoolctl import threadpool_limits

from sonogenomics.diagnosis.classifiers import NAMES, build, check, score, train
from sonogenomics.diagnosis.metrics import (
    auc_interval,
    brier,
    calibration,
    performance,
    roc_points,
)
from sonogenomics.diagnosis.ranking import SERVED, Candidate
from sonogenomics.diagnosis.tuning import Recipe, tune

FINAL = 83  # sets the final models' seeds apart from those of the resamplings
COLUMNS = {
    "classifier": "str",
    "feature_set": "str",
    "patient_id": "str",
    "outcome": "int64",
    "score": "float64",
}


def final_model(recipe: Recipe, x: pd.DataFrame, outcome: pd.Series, seed: int) -> Pipeline:
    """Train a classifier on all training patients, its settings tuned among them.

    The same patients, recipe and seed give the same model: what is packaged is what was validated.

    Parameters
    ----------
    recipe : Recipe
        Which classifier, which settings, whether they are tuned.
    x : DataFrame, shape (n_patients, n_features)
        URFs of training patients.
    outcome : Series, shape (n_patients,)
        1 = positive, 0 = negative.
    seed : int
        The study's.

    Returns
    -------
    sklearn.pipeline.Pipeline
        Remembers its features by name.

    Raises
    ------
    StudyError
        Data that nothing can be learned from.
    """
    check(x, outcome)
    chance = np.random.SeedSequence([seed, FINAL, NAMES.index(recipe.name)])
    drawn = int(chance.generate_state(1)[0] >> 1)
    with threadpool_limits(1):  # the last bits must not depend on how many cores there are
        settings = tune(recipe, x.to_numpy(dtype=float), outcome.to_numpy(), drawn)
        model = build(recipe.name, settings, drawn)
        train(model, x, outcome.to_numpy())
    return model


def meet(
    candidates: Sequence[Candidate],
    recipes: Mapping[str, Recipe],
    urfs: pd.DataFrame,
    patients: pd.DataFrame,
    seed: int,
) -> pd.DataFrame:
    """Train each candidate on the training patients and score the held-out ones.

    Parameters
    ----------
    candidates : sequence of Candidate
        Classifiers with their features.
    recipes : mapping of str to Recipe
        By classifier.
    urfs : DataFrame, patients x features
        Of everyone.
    patients : DataFrame
        Index: patient_id; columns outcome and split ("train" or "test").
    seed : int
        The study's.

    Returns
    -------
    DataFrame
        One row per candidate and held-out patient: classifier, feature_set, patient_id, outcome,
        score.
    """
    learned, left = (patients[patients["split"] == split] for split in ("train", "test"))
    parts = [pd.DataFrame(columns=list(COLUMNS)).astype(COLUMNS)]
    for one in candidates:
        x = urfs[one.features]
        recipe = recipes[one.classifier]
        model = final_model(recipe, x.loc[learned.index], learned["outcome"], seed)
        with threadpool_limits(1):
            scores = score(model, x.loc[left.index])
        rows = left[["outcome"]].reset_index().assign(score=scores)
        rows = rows.assign(classifier=one.classifier, feature_set=one.feature_set)
        parts.append(rows[list(COLUMNS)].astype(COLUMNS))
    return pd.concat(parts, ignore_index=True)


def evaluate(outcome: npt.ArrayLike, scores: npt.ArrayLike) -> dict[str, float]:
    """What is reported of one model on held-out patients.

    Parameters
    ----------
    outcome, scores : array-like, shape (n_patients,)
        Status and score.

    Returns
    -------
    dict of str to float
        auc with its 95 % interval after DeLong, sensitivity, specificity and accuracy at 0.5,
        and the Brier score.

    Raises
    ------
    StudyError
        An arm has fewer than two patients.

    Examples
    --------
    >>> evaluate([0, 0, 1, 1], [0.25, 0.5, 0.5, 0.75])["accuracy"]
    0.75
    """
    interval = auc_interval(outcome, scores)
    calls = performance(outcome, scores).drop(columns="auc").iloc[0]
    return {
        "auc": interval.value,
        "auc_low": interval.low,
        "auc_high": interval.high,
        **{str(name): float(value) for name, value in calls.items()},
        "brier": brier(outcome, scores),
    }


def evaluations(table: pd.DataFrame, candidates: Sequence[Candidate]) -> dict[str, object]:
    """Held-out figures of the champion, of the served model and of every candidate.

    Parameters
    ----------
    table : DataFrame
        As `meet` gave it.
    candidates : sequence of Candidate
        The same.

    Returns
    -------
    dict
        `n` and `n_positive` patients held out; `champion` and `served`, each with classifier,
        feature set and the figures of `evaluate`; `models` by classifier.
    """
    models = {}
    for one in candidates:
        rows = table[table["classifier"] == one.classifier]
        figures = evaluate(rows["outcome"], rows["score"])
        models[one.classifier] = {
            "classifier": one.classifier,
            "feature_set": one.feature_set,
            "n_features": len(one.features),
            **figures,
        }
    held_out = table.drop_duplicates("patient_id")
    champions = [models[one.classifier] for one in candidates if one.champion]
    return {
        "n": len(held_out),
        "n_positive": int(held_out["outcome"].sum()),
        **({"champion": champions[0]} if champions else {}),
        **({"served": models[SERVED]} if SERVED in models else {}),
        "models": models,
    }


def roc(table: pd.DataFrame, candidates: Sequence[Candidate]) -> pd.DataFrame:
    """The champion's ROC curve on held-out patients: classifier, fpr, tpr."""
    champions = [one.classifier for one in candidates if one.champion]
    parts = [pd.DataFrame(columns=["classifier", "fpr", "tpr"])]
    for name in champions:
        rows = table[table["classifier"] == name]
        points = roc_points(rows["outcome"], rows["score"])
        points.insert(0, "classifier", name)
        parts.append(points)
    return parts[-1]


def calibrations(table: pd.DataFrame) -> pd.DataFrame:
    """Predicted beside observed for every classifier: classifier, predicted, observed, n."""
    parts = [pd.DataFrame(columns=["classifier", "predicted", "observed", "n"])]
    for name, rows in table.groupby("classifier", sort=True):
        points = calibration(rows["outcome"], rows["score"])
        points.insert(0, "classifier", name)
        parts.append(points)
    return pd.concat(parts[1:] or parts, ignore_index=True)

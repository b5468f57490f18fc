"""Settings of one learner, judged on inner folds, and the model they make of all of them."""

import json
import math
from collections.abc import Sequence
from typing import NamedTuple

import optuna

from sonogenomics.diagnosis.classifiers import positive, train
from sonogenomics.diagnosis.estimators import Floats, Labels
from sonogenomics.diagnosis.learners import Learner
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.diagnosis.tuning import Settings, search


class Split(NamedTuple):
    """Patients learned from and patients left out, their URFs on the learner's scale."""

    x: Floats
    outcome: Labels
    x_left: Floats
    outcome_left: Labels


class Raced(NamedTuple):
    """The settings that won, and what models with them say of patients left out.

    Attributes
    ----------
    settings : mapping
        Of highest mean AUC over the inner folds.
    inner : list of ndarray
        Scores of the patients left out of each inner fold.
    test : ndarray
        Scores of those left out of the whole.
    converged : bool
        The final fit came to rest.
    """

    settings: Settings
    inner: list[Floats]
    test: Floats
    converged: bool


def race(asked: Learner, inner: Sequence[Split], whole: Split, n_trials: int, seed: int) -> Raced:
    """Tune a learner on the inner folds, then train it on the whole training fold.

    Parameters
    ----------
    asked : Learner
        What is tuned; its first settings are the first trial.
    inner : sequence of Split
        Folds within the training fold.
    whole : Split
        The training fold, and the patients left out of it.
    n_trials : int
        Settings tried, before the learner's share is taken.
    seed : int
        Of the proposals and of the models.

    Returns
    -------
    Raced
    """
    track = _Track(asked, inner, seed)
    settings, n = asked.start, math.ceil(n_trials * asked.share)
    if asked.space is not None and n > 1:
        settings = search(track.propose, track.auc, len(inner), n, seed)
    scores = [track.scores(settings, fold) for fold in range(len(inner))]
    test, converged = _fit(asked, settings, whole, seed)
    return Raced(settings, scores, test, converged)


class _Track:
    """Scores by settings and inner fold; equal settings are fitted once."""

    def __init__(self, asked: Learner, inner: Sequence[Split], seed: int) -> None:
        self.asked, self.inner, self.seed = asked, inner, seed
        self.n_smallest = min(len(split.outcome) for split in inner)
        self.known: dict[tuple[str, int], Floats] = {}

    def propose(self, trial: optuna.Trial) -> Settings:
        if trial.number == 0 or self.asked.space is None:
            return dict(self.asked.start)
        return {**self.asked.start, **self.asked.space(trial, self.n_smallest)}

    def auc(self, settings: Settings, fold: int) -> float:
        return float(auc(self.inner[fold].outcome_left, self.scores(settings, fold)))

    def scores(self, settings: Settings, fold: int) -> Floats:
        key = json.dumps(settings, sort_keys=True), fold
        if key not in self.known:
            self.known[key], _ = _fit(self.asked, settings, self.inner[fold], self.seed)
        return self.known[key]


def _fit(asked: Learner, settings: Settings, split: Split, seed: int) -> tuple[Floats, bool]:
    model = asked.build(settings, seed)
    converged = train(model, split.x, split.outcome)
    return positive(model, split.x_left), converged

"""Settings are searched inside the patients a model may learn from, never outside them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import optuna
from sklearn.model_selection import StratifiedKFold
from sklearn.pipeline import Pipeline

from sonogenomics.diagnosis.classifiers import NAMES, build, positive, train
from sonogenomics.diagnosis.estimators import Floats, Labels
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.errors import StudyError, listed
from sonogenomics.params.models import Classifiers, Tuning
from sonogenomics.profiles import Profile

COSTLY = ("network",)  # a fit takes ten times the others': half as many settings are tried
SCALABLE = ("svm", "network")  # the rest standardise inside, or never notice the scale
Settings = Mapping[str, object]


@dataclass(frozen=True)
class Recipe:
    """How a model is made from patients.

    Attributes
    ----------
    name : str
        Which of the seven classifiers.
    settings : mapping
        The paper's, from params.yaml.
    trials : int
        Settings tried inside the training patients; 0 takes the paper's as they are.
    folds : int
        Of the inner cross-validation that judges them.
    """

    name: str
    settings: Settings = field(default_factory=dict)
    trials: int = 0
    folds: int = 3


def recipe_for(name: str, classifiers: Classifiers, tuning: Tuning, profile: Profile) -> Recipe:
    """The recipe that params.yaml and the profile prescribe for one classifier.

    Raises
    ------
    StudyError
        There is no classifier of that name.

    Examples
    --------
    >>> from sonogenomics.params import Params
    >>> from sonogenomics.profiles import PROFILES
    >>> params = Params.load()
    >>> recipe_for("network", params.classifiers, params.tuning, PROFILES["published"]).trials
    0
    """
    section = getattr(classifiers, name, None) if name in NAMES else None
    if section is None:
        raise StudyError(f"There is no classifier {name!r}: choose one of {listed(NAMES, 7)}.")
    settings = section.model_dump()
    if profile.standardise and name in SCALABLE:
        settings["scaled"] = True
    trials = tuning.trials if profile.tune and name in SPACES else 0
    if name in COSTLY:
        trials = -(-trials // 2)
    return Recipe(name, settings, trials, tuning.folds)


def learn(recipe: Recipe, x: Floats, outcome: Labels, seed: int) -> tuple[Pipeline, bool]:
    """Train a model, its settings searched first where the recipe says so.

    Parameters
    ----------
    recipe : Recipe
        Which classifier, which settings.
    x : ndarray, shape (n_patients, n_features)
        URFs, complete.
    outcome : ndarray, shape (n_patients,)
        1 = positive, 0 = negative.
    seed : int
        Of inner folds, search and model.

    Returns
    -------
    Pipeline
        Trained on all the patients given.
    bool
        Whether the optimiser came to rest.
    """
    model = build(recipe.name, tune(recipe, x, outcome, seed), seed)
    return model, train(model, x, outcome)


def tune(recipe: Recipe, x: Floats, outcome: Labels, seed: int) -> Settings:
    """The settings with the highest mean AUC in an inner stratified cross-validation.

    Optuna's TPE proposes (at random, until it knows ten trials); the first trial is the paper's
    setting. A trial whose AUC falls below the median of the earlier ones after the same folds is
    given up there, which saves about a third of the fits.

    Parameters
    ----------
    recipe : Recipe
        With zero trials its settings come back unchanged.
    x : ndarray, shape (n_patients, n_features)
        URFs of training patients only.
    outcome : ndarray, shape (n_patients,)
        Their status.
    seed : int
        Of the folds, of the proposals and of the models.

    Returns
    -------
    mapping
        For `build`.

    Raises
    ------
    StudyError
        An arm has fewer patients than folds.

    References
    ----------
    Akiba et al. 2019, KDD (Optuna). Probst et al. 2019, WIREs Data Min Knowl Discov 9:e1301: the
    defaults of a random forest leave little to tune, so the forest is not tuned.
    """
    if recipe.trials == 0:
        return recipe.settings
    race = _Race(recipe, x, outcome, seed)
    return search(race.settings, race.auc, len(race.folds), recipe.trials, seed)


def search(
    propose: Callable[[optuna.Trial], Settings],
    judge: Callable[[Settings, int], float],
    n_folds: int,
    n_trials: int,
    seed: int,
) -> Settings:
    """The settings of highest mean over the folds, by Optuna's TPE and a median pruner.

    Parameters
    ----------
    propose : callable
        Settings of a trial.
    judge : callable
        AUC of settings in one fold.
    n_folds, n_trials : int
        Folds each trial goes through unless it is given up, and trials.
    seed : int
        Of the proposals.

    Returns
    -------
    mapping
        Of equals, those tried first.

    Examples
    --------
    >>> search(lambda trial: {"c": trial.number}, lambda s, _: 1.0 * (s["c"] == 1), 2, 3, seed=1)
    {'c': 1}
    """

    def mean_auc(trial: optuna.Trial) -> float:
        settings = propose(trial)
        trial.set_user_attr("settings", settings)
        aucs: list[float] = []
        for fold in range(n_folds):
            aucs.append(judge(settings, fold))
            trial.report(float(np.mean(aucs)), len(aucs))
            if len(aucs) < n_folds and trial.should_prune():
                raise optuna.TrialPruned
        return float(np.mean(aucs))

    optuna.logging.set_verbosity(optuna.logging.WARNING)
    study = optuna.create_study(
        direction="maximize",
        sampler=optuna.samplers.TPESampler(seed=seed),
        pruner=optuna.pruners.MedianPruner(n_startup_trials=1),
    )
    study.optimize(mean_auc, n_trials=n_trials)
    chosen: Settings = study.best_trial.user_attrs["settings"]
    return chosen


class _Race:
    """One trial after the other over the same inner folds."""

    def __init__(self, recipe: Recipe, x: Floats, outcome: Labels, seed: int) -> None:
        self.recipe, self.x, self.outcome, self.seed = recipe, x, outcome, seed
        self.folds = _inner_folds(recipe.folds, outcome, seed)
        self.n_smallest = min(len(learned) for learned, _ in self.folds)

    def settings(self, trial: optuna.Trial) -> Settings:
        if trial.number == 0:
            return dict(self.recipe.settings)
        return {**self.recipe.settings, **SPACES[self.recipe.name](trial, self.n_smallest)}

    def auc(self, settings: Settings, fold: int) -> float:
        learned, left = self.folds[fold]
        model = build(self.recipe.name, settings, self.seed)
        train(model, self.x[learned], self.outcome[learned])
        return float(auc(self.outcome[left], positive(model, self.x[left])))


def _inner_folds(n: int, outcome: Labels, seed: int) -> list[tuple[Labels, Labels]]:
    fewest = int(min(outcome.sum(), len(outcome) - outcome.sum()))
    if fewest < n:
        raise StudyError(
            f"Tuning needs {n} folds with both arms, but the smaller arm of a training set of "
            f"{len(outcome)} has {fewest} patient(s): lower tuning.folds, or add patients."
        )
    folds = StratifiedKFold(n, shuffle=True, random_state=seed)
    return list(folds.split(outcome, outcome))


def _logistic(trial: optuna.Trial, _: int) -> Settings:
    return {"c": trial.suggest_float("c", 1e-3, 1e2, log=True)}


def _svm(trial: optuna.Trial, _: int) -> Settings:
    return {
        "cost": trial.suggest_float("cost", 1e-2, 1e2, log=True),
        "gamma": trial.suggest_float("gamma", 1e-3, 1.0, log=True),
    }


def _tree(trial: optuna.Trial, _: int) -> Settings:
    return {
        "complexity": trial.suggest_float("complexity", 1e-3, 1e-1, log=True),
        "max_depth": trial.suggest_int("max_depth", 1, 6),
    }


def _bayes(trial: optuna.Trial, _: int) -> Settings:
    return {"smoothing": trial.suggest_float("smoothing", 1e-9, 1.0, log=True)}


def _network(trial: optuna.Trial, _: int) -> Settings:
    return {
        "decay": trial.suggest_float("decay", 1e-3, 1e2, log=True),
        "hidden": trial.suggest_int("hidden", 2, 8),
    }


def _neighbours(trial: optuna.Trial, n_patients: int) -> Settings:
    most = max(3, min(41, n_patients - 1))
    return {"k": trial.suggest_int("k", 3, most - (most + 1) % 2, step=2)}


SPACES: dict[str, Callable[[optuna.Trial, int], Settings]] = {
    "logistic": _logistic,
    "svm": _svm,
    "tree": _tree,
    "bayes": _bayes,
    "network": _network,
    "neighbours": _neighbours,
}

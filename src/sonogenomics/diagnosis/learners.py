"""Ways to learn from many correlated URFs, beside the study's seven classifiers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import optuna
from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, DotProduct
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.svm import SVC

from sonogenomics.diagnosis.classifiers import NAMES, build
from sonogenomics.diagnosis.transforms import LOG, PLAIN, POWER, Whitened
from sonogenomics.diagnosis.tuning import COSTLY, SPACES, Recipe, Settings

Space = Callable[[optuna.Trial, int], Settings]
NEWTON_STEPS = 100
TREES = 300


@dataclass(frozen=True)
class Learner:
    """A model to be tuned: on which scale, how it is built, where its settings are looked for.

    Attributes
    ----------
    scale : {'plain', 'log', 'power'}
        Of the URFs it sees, see `transforms.scale`.
    build : callable
        `build(settings, seed)` gives an untrained pipeline.
    start : mapping
        Settings tried first.
    space : callable, optional
        What Optuna proposes; without one the first settings are taken as they are.
    share : float
        Of the trials asked for, for what is costly to fit.
    """

    scale: str
    build: Callable[[Settings, int], Pipeline]
    start: Settings
    space: Space | None = None
    share: float = 1.0


def learner(name: str, recipes: Mapping[str, Recipe]) -> Learner:
    """One of the seven classifiers, as params.yaml sets it, or one of `LEARNERS`.

    Parameters
    ----------
    name : str
        Which.
    recipes : mapping of str to Recipe
        Of the seven.

    Returns
    -------
    Learner

    Examples
    --------
    >>> learner("log-ridge", {}).start
    {'c': 1.0}
    """
    if name not in NAMES:
        return LEARNERS[name]
    share = 0.5 if name in COSTLY else 1.0
    return Learner(PLAIN, partial(build, name), recipes[name].settings, SPACES.get(name), share)


def _ridge(settings: Settings, _: int) -> Pipeline:
    return make_pipeline(_penalised(settings))


def _penalised(settings: Settings) -> LogisticRegression:
    return LogisticRegression(C=settings["c"], solver="newton-cholesky", max_iter=NEWTON_STEPS)


def _components(settings: Settings, _: int) -> Pipeline:
    return make_pipeline(Whitened(_count(settings)), _penalised(settings))


def _process(settings: Settings, _: int) -> Pipeline:
    kernel = ConstantKernel(settings["linear"], "fixed") * DotProduct(1.0, "fixed")
    kernel += ConstantKernel(settings["smooth"], "fixed") * RBF(settings["reach"], "fixed")
    return make_pipeline(Whitened(_count(settings)), GaussianProcessClassifier(kernel))


def _kernel(settings: Settings, _: int) -> Pipeline:
    return make_pipeline(SVC(C=settings["cost"], gamma=settings["gamma"]))


def _trees(settings: Settings, seed: int) -> Pipeline:
    trees = ExtraTreesClassifier(
        TREES, min_samples_leaf=settings["leaf"], n_jobs=1, random_state=seed
    )
    return make_pipeline(Whitened(_count(settings)), trees)


def _boosting(settings: Settings, seed: int) -> Pipeline:
    boosting = HistGradientBoostingClassifier(
        learning_rate=settings["rate"],
        max_iter=settings["rounds"],
        max_leaf_nodes=6,
        early_stopping=False,
        random_state=seed,
    )
    return make_pipeline(boosting)


def _count(settings: Settings) -> int:
    return int(str(settings["k"]))


def _c(trial: optuna.Trial, low: float, high: float) -> float:
    return trial.suggest_float("c", low, high, log=True)


def _k(trial: optuna.Trial) -> int:
    return trial.suggest_int("k", 10, 45)


LEARNERS: dict[str, Learner] = {
    "ridge": Learner(POWER, _ridge, {"c": 1.0}, lambda trial, _: {"c": _c(trial, 1e-3, 1e2)}),
    "plain-ridge": Learner(PLAIN, _ridge, {"c": 1.0}, lambda trial, _: {"c": _c(trial, 1e-3, 1e2)}),
    "log-ridge": Learner(LOG, _ridge, {"c": 1.0}, lambda trial, _: {"c": _c(trial, 1e-3, 1e2)}),
    "log-components": Learner(
        LOG,
        _components,
        {"k": 25, "c": 0.1},
        lambda trial, _: {"k": _k(trial), "c": _c(trial, 1e-3, 1e1)},
    ),
    "log-process": Learner(
        LOG,
        _process,
        {"k": 25, "linear": 0.1, "smooth": 1.0, "reach": 12.0},
        lambda trial, _: {
            "k": _k(trial),
            "linear": trial.suggest_float("linear", 1e-2, 1.0, log=True),
            "smooth": trial.suggest_float("smooth", 1e-1, 1e1, log=True),
            "reach": trial.suggest_float("reach", 3.0, 30.0, log=True),
        },
        share=0.5,
    ),
    "power-kernel": Learner(
        POWER,
        _kernel,
        {"cost": 300.0, "gamma": 0.0003},
        lambda trial, _: {
            "cost": trial.suggest_float("cost", 1e-1, 1e4, log=True),
            "gamma": trial.suggest_float("gamma", 1e-5, 1e-1, log=True),
        },
    ),
    "log-trees": Learner(
        LOG,
        _trees,
        {"k": 25, "leaf": 3},
        lambda trial, _: {"k": _k(trial), "leaf": trial.suggest_int("leaf", 1, 10)},
        share=0.5,
    ),
    "boosting": Learner(
        PLAIN,
        _boosting,
        {"rate": 0.05, "rounds": 60},
        lambda trial, _: {
            "rate": trial.suggest_float("rate", 1e-2, 3e-1, log=True),
            "rounds": trial.suggest_int("rounds", 20, 150),
        },
        share=0.5,
    ),
}

"""The study's seven classifiers on its random splits, each as near to the R function as it gets."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
import sklearn
from numpy.typing import NDArray
from sklearn.ensemble import RandomForestClassifier
from sklearn.svm import SVC

from sonogenomics.diagnosis.batched_bayes import fit_bayes, score_bayes
from sonogenomics.diagnosis.batched_logistic import fit_logistic, linear_predictor
from sonogenomics.diagnosis.batched_neighbours import score_neighbours
from sonogenomics.diagnosis.batched_network import NetworkRule, fit_networks
from sonogenomics.diagnosis.published_splits import PublishedSplits
from sonogenomics.diagnosis.rpart import TreeRule, grow, judge
from sonogenomics.errors import StudyError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Forest = Literal["scikit-learn", "intelex"]

BLOCK = 64  # splits computed at once: their matrices fit the processor's cache
BATCHED = ("logistic", "bayes", "network", "neighbours")  # many splits cost little more than one
EVEN = 0.5  # R calls a score this high negative


@dataclass(frozen=True)
class Trial:
    """One classifier on one feature set, and the splits it is tried on.

    Attributes
    ----------
    classifier : str
        One of the seven.
    settings : mapping
        Its section of params.yaml, or the study's for this feature set.
    x : ndarray, shape (n_patients, n_features)
        URFs, complete.
    outcome : ndarray of int, shape (n_patients,)
        1 = positive, 0 = negative.
    splits : PublishedSplits
        With both arms on both sides.
    forest : {'scikit-learn', 'intelex'}
        Whose random forest.
    """

    classifier: str
    settings: Mapping[str, Any]
    x: Floats
    outcome: Ints
    splits: PublishedSplits
    forest: Forest = "scikit-learn"

    def of(self, items: range) -> "Trial":
        """The same on some of the splits."""
        some = PublishedSplits(*(part[items.start : items.stop] for part in self.splits))
        return Trial(self.classifier, self.settings, self.x, self.outcome, some, self.forest)

    @property
    def learnt(self) -> tuple[Floats, Ints]:
        """URFs and outcome of the patients learnt from, one group a split."""
        return self.x[self.splits.train], self.outcome[self.splits.train]

    @property
    def asked(self) -> Floats:
        """URFs of the patients tested, one group a split."""
        return self.x[self.splits.test]


class Judged(NamedTuple):
    """What a classifier says of the patients tested.

    Attributes
    ----------
    scores : ndarray, shape (n_splits, n_test)
        Higher means more likely positive: the linear predictor of the logistic regression, the
        decision value of the support vector machine, a probability or share elsewhere.
    calls : ndarray of bool, shape (n_splits, n_test)
        Called positive.
    unrest : ndarray of bool, shape (n_splits,)
        The optimiser ran out of iterations.
    separated : ndarray of bool, shape (n_splits,)
        Of the logistic regression: a fitted probability is numerically 0 or 1.
    aliased : ndarray of bool, shape (n_splits, n_features)
        Of the logistic regression: features that others explain, dropped as R drops them.
    """

    scores: Floats
    calls: Bools
    unrest: Bools
    separated: Bools
    aliased: Bools


def judge_splits(trial: Trial, items: range) -> dict[str, NDArray[Any]]:
    """Train and test a classifier on some of its splits; a piece of work for `spread`.

    Parameters
    ----------
    trial : Trial
        Which classifier, which patients, which splits.
    items : range
        Splits of this piece.

    Returns
    -------
    dict of str to ndarray
        The fields of `Judged`.

    Raises
    ------
    StudyError
        The random forest asked for is not installed.

    Examples
    --------
    >>> splits = PublishedSplits(np.array([1]), np.array([[0, 1, 2, 3]]), np.array([[4, 5]]))
    >>> x = np.array([[0.0], [1.0], [2.0], [3.0], [-1.0], [4.0]])
    >>> trial = Trial("bayes", {}, x, np.array([0, 0, 1, 1, 0, 1]), splits)
    >>> judge_splits(trial, range(1))["calls"]
    array([[False,  True]])
    """
    blocks = [
        range(at, min(at + BLOCK, items.stop)) for at in range(items.start, items.stop, BLOCK)
    ] or [items]
    engine = ENGINES[trial.classifier]
    with sklearn.config_context(assume_finite=True, skip_parameter_validation=True):
        done = [engine(trial.of(block)) for block in blocks]
    parts = zip(*done, strict=True)
    return dict(zip(Judged._fields, (np.concatenate(part) for part in parts), strict=True))


def _judged(trial: Trial, scores: Floats, calls: Bools, unrest: Bools | None = None) -> Judged:
    n = len(scores)
    none = np.zeros(n, bool)
    aliased = np.zeros((n, trial.x.shape[1]), bool)
    return Judged(scores, calls, none if unrest is None else unrest, none, aliased)


def _logistic(trial: Trial) -> Judged:
    fits = fit_logistic(*trial.learnt)
    scores = linear_predictor(fits.coefficients, trial.asked)
    return Judged(scores, scores >= 0, ~fits.converged, fits.separated, fits.aliased[:, 1:])


def _bayes(trial: Trial) -> Judged:
    scores = score_bayes(trial.asked, *fit_bayes(*trial.learnt))
    return _judged(trial, scores, scores > EVEN)


def _neighbours(trial: Trial) -> Judged:
    k = int(trial.settings["k"])
    if k >= trial.splits.train.shape[1]:
        raise StudyError(
            f"{trial.splits.train.shape[1]} patients to learn from are fewer than the {k + 1} that "
            f"k + 1 neighbours need: lower classifiers.neighbours.k, or add patients."
        )
    scores = score_neighbours(trial.x, trial.outcome, trial.splits.train, trial.splits.test, k)
    return _judged(trial, scores, scores > EVEN)


def _network(trial: Trial) -> Judged:
    names = ("hidden", "decay", "iterations")
    rule = NetworkRule(*(trial.settings[name] for name in names))
    networks, learnt = fit_networks(*trial.learnt, trial.splits.seeds, rule)
    scores = networks.scores(learnt.at, trial.asked)
    return _judged(trial, scores, scores > EVEN, ~learnt.converged)


def _tree(trial: Trial) -> Judged:
    names = ("min_split", "min_leaf", "complexity", "max_depth")
    rule = TreeRule(*(trial.settings[name] for name in names))
    found = [
        judge(grow(x, outcome, rule), asked)
        for x, outcome, asked in zip(*trial.learnt, trial.asked, strict=True)
    ]
    shape = trial.splits.test.shape
    scores, calls = (np.array([one[part] for one in found]).reshape(shape) for part in (0, 1))
    return _judged(trial, scores, calls.astype(bool))


def _svm(trial: Trial) -> Judged:
    scores = np.empty(trial.splits.test.shape)
    for row, (x, outcome, asked) in enumerate(zip(*trial.learnt, trial.asked, strict=True)):
        sides = _scaled(x, asked) if trial.settings["scaled"] else (x, asked)
        machine = SVC(C=trial.settings["cost"], gamma=1 / x.shape[1])
        first = outcome[
            0
        ]  # e1071 begins with the first patient's arm, scikit-learn with the lesser
        machine.fit(sides[0], outcome != first)
        scores[row] = machine.decision_function(sides[1]) * (-1 if first == 1 else 1)
    return _judged(trial, scores, scores > 0)


def _scaled(x: Floats, asked: Floats) -> tuple[Floats, Floats]:
    """Centred and divided by the standard deviation (n - 1); like e1071, all features or none."""
    deviation = x.std(axis=0, ddof=1)
    if (deviation == 0).any():  # e1071 warns, and scales nothing
        return x, asked
    mean = x.mean(axis=0)
    return (x - mean) / deviation, (asked - mean) / deviation


def _forest(trial: Trial) -> Judged:
    grown, trees = _forest_class(trial.forest), int(trial.settings["trees"])
    scores = np.empty(trial.splits.test.shape)
    sides = zip(*trial.learnt, trial.asked, trial.splits.seeds, strict=True)
    for row, (x, outcome, asked, seed) in enumerate(sides):
        forest = grown(trees, max_features="sqrt", n_jobs=1, random_state=int(seed))
        scores[row] = forest.fit(x, outcome).predict_proba(asked)[:, 1]
    return _judged(trial, scores, scores > EVEN)


def _forest_class(forest: Forest) -> Callable[..., RandomForestClassifier]:
    chosen: Callable[..., RandomForestClassifier] = RandomForestClassifier
    if forest == "intelex":
        try:
            from sklearnex.ensemble import RandomForestClassifier as Fast  # noqa: PLC0415
        except ImportError:
            raise StudyError(
                "replication.forest is intelex, but scikit-learn-intelex is not installed: install "
                "the extra `fast` (uv sync --extra fast), or set it to scikit-learn in params.yaml."
            ) from None
        chosen = Fast
    return chosen


ENGINES: dict[str, Callable[[Trial], Judged]] = {
    "logistic": _logistic,
    "svm": _svm,
    "forest": _forest,
    "tree": _tree,
    "bayes": _bayes,
    "network": _network,
    "neighbours": _neighbours,
}

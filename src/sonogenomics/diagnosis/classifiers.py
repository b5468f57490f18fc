"""The seven classifiers of the study behind one contract: build, fit, score."""

import warnings
from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.linalg import LinAlgWarning
from scipy.special import expit
from sklearn.exceptions import ConvergenceWarning
from sklearn.pipeline import Pipeline

from sonogenomics.diagnosis.estimators import BUILDERS, Floats, Labels
from sonogenomics.errors import StudyError, listed

CUT_OFF = 0.5  # a score this high calls positive
NAMES = tuple(BUILDERS)


def build(name: str, settings: Mapping[str, object], seed: int) -> Pipeline:
    """Make one of the seven classifiers, not yet trained.

    ========== ===================================================================================
    name       what it is, beside the R function of the study
    ========== ===================================================================================
    logistic   No penalty unless `c` (inverse strength of an L2 penalty) is given; Newton steps
               as R's ``glm``. Standardised inside, which an unpenalised fit does not notice.
    svm        Radial kernel, gamma = 1 / number of features, as ``e1071::svm``; `cost`,
               `scaled`, `gamma`. Its score is the logistic function of the decision value: same
               order, same calls, no second fit to calibrate it.
    forest     `trees` trees grown to the end, square root of the features a split, as
               ``randomForest``; the score is the mean of leaf proportions, not of votes.
    tree       CART by Gini impurity: `min_split`, `min_leaf`, `max_depth`, `complexity`, as
               ``rpart``. Unlike rpart, complexity is weighed in impurity (of a root with equal
               arms), not in misclassified patients, and there are no surrogate splits.
    bayes      Gaussian, as ``e1071::naiveBayes``. Standardised inside, so that the guard
               `smoothing` (a share of the largest variance) means the same for every feature.
    network    `hidden` logistic units, `iterations` of a quasi-Newton optimiser, as ``nnet``;
               `decay`, `scaled`. nnet minimises summed entropy + decay * sum(w^2); scikit-learn
               mean entropy + alpha / (2 n) * sum(w^2), which times n is the same with alpha = 2
               * decay. Unlike nnet, biases do not decay, and weights start after Glorot.
    neighbours `k` nearest by Manhattan distance over standardised features, weight 1 - d /
               (distance of the (k+1)th), as ``kknn`` with its triangular kernel.
    ========== ===================================================================================

    Parameters
    ----------
    name : str
        One of the above.
    settings : mapping
        Its section of params.yaml, and what tuning adds.
    seed : int
        Of the forest's draws, the network's first weights and the tree's choice among equals.

    Returns
    -------
    sklearn.pipeline.Pipeline

    Raises
    ------
    StudyError
        There is no classifier of that name.

    References
    ----------
    Hechenbichler & Schliep 2004, SFB 386 discussion paper 399 (kknn). Therneau & Atkinson, An
    introduction to recursive partitioning using the rpart routines. Venables & Ripley 2002,
    Modern applied statistics with S, chapter 8 (nnet).

    Examples
    --------
    >>> build("svm", {"cost": 1.0, "scaled": True}, seed=1)[-1]
    SVC(gamma='auto')
    """
    if name not in BUILDERS:
        raise StudyError(f"There is no classifier {name!r}: choose one of {listed(NAMES, 7)}.")
    return BUILDERS[name](seed, **settings)


def fit(model: Pipeline, x: pd.DataFrame, outcome: pd.Series) -> bool:
    """Let a classifier learn from patients whose outcome is known.

    Parameters
    ----------
    model : sklearn.pipeline.Pipeline
        As `build` made it; trained in place.
    x : DataFrame, shape (n_patients, n_features)
        URFs.
    outcome : Series, shape (n_patients,)
        1 = positive, 0 = negative.

    Returns
    -------
    bool
        Whether the optimiser came to rest; False is to be counted, not hidden.

    Raises
    ------
    StudyError
        A value is missing or infinite, an arm is empty, no feature differs among the patients, or
        they are fewer than the neighbours asked for.
    """
    check(x, outcome)
    return train(model, x, outcome.to_numpy())


def score(model: Pipeline, x: pd.DataFrame) -> Floats:
    """How strongly each patient looks positive; 0.5 or more calls positive.

    Parameters
    ----------
    model : sklearn.pipeline.Pipeline
        Trained by `fit`.
    x : DataFrame, shape (n_patients, n_features)
        URFs; columns are found by name, in any order.

    Returns
    -------
    ndarray, shape (n_patients,)
        In [0, 1].

    Raises
    ------
    StudyError
        A column is missing, or a value is missing or infinite.
    """
    wanted = list(model.feature_names_in_)
    missing = [column for column in wanted if column not in x]
    if missing:
        raise StudyError(
            f"The classifier was trained on {listed(missing)}, which this table does not hold: "
            f"add the column(s)."
        )
    _check_finite(x[wanted])
    return positive(model, x[wanted])


def check(x: pd.DataFrame, outcome: pd.Series) -> None:
    """Refuse what no classifier can learn from, naming the columns or the arm at fault."""
    _check_finite(x)
    if x.shape[1] == 0:
        raise StudyError("There is no feature to learn from: the feature set is empty.")
    for value, arm in ((1, "positive"), (0, "negative")):
        if not (outcome == value).any():
            raise StudyError(
                f"None of the {len(outcome)} patients to learn from is {arm}: a classifier "
                f"needs both arms."
            )


def _check_finite(x: pd.DataFrame) -> None:
    bad = x.columns[~np.isfinite(x.to_numpy(dtype=float)).all(axis=0)]
    if len(bad):
        raise StudyError(
            f"Missing or infinite values in {listed(bad)}: complete them, or leave the patients "
            f"or the features out."
        )


def train(model: Pipeline, x: Floats | pd.DataFrame, outcome: Labels) -> bool:
    """Fit without asking what was checked before; whether the optimiser came to rest."""
    if getattr(model[-1], "n_neighbors", 0) > len(x):
        raise StudyError(
            f"{len(x)} patients to learn from are fewer than the {model[-1].n_neighbors} that "
            f"k + 1 neighbours need: lower classifiers.neighbours.k, or add patients."
        )
    values = np.asarray(x)
    if (values == values[0]).all():
        raise StudyError(
            f"None of the {x.shape[1]} feature(s) differs among the {len(x)} patients to learn "
            f"from: choose other features, or add patients."
        )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        model.fit(x, outcome)
    unrest = (ConvergenceWarning, LinAlgWarning)
    for warning in caught:
        if not issubclass(warning.category, unrest):
            warnings.warn_explicit(
                warning.message, warning.category, warning.filename, warning.lineno
            )
    return not any(issubclass(warning.category, unrest) for warning in caught)


def positive(model: Pipeline, x: Floats | pd.DataFrame) -> Floats:
    """Score without asking what was checked before."""
    if hasattr(model, "predict_proba"):
        scores = model.predict_proba(x)[:, 1]
    else:
        scores = expit(model.decision_function(x))
    bounded: Floats = np.clip(np.asarray(scores, dtype=float), 0, 1)
    return bounded

"""What a procedure made of a training fold; the best of several, and the mean of several."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import expit, logit

from sonogenomics.diagnosis.estimators import Floats
from sonogenomics.diagnosis.tuning import Settings

CLIP = 1e-6  # of scores whose logit is taken


class Fitted(NamedTuple):
    """What a procedure made of one training fold.

    Attributes
    ----------
    inner : ndarray, shape (n_train,)
        Scores of the training rows, each by a model that did not learn from its inner fold.
    inner_auc : float
        Their AUC, mean over the inner folds.
    test : ndarray, shape (n_test,)
        Scores of the rows left out.
    settings : mapping
        What was chosen.
    features : ndarray of bool, shape (n_features,)
        URFs the final model saw.
    fell_back : bool
        Nothing was selected, so it saw all.
    converged : bool
        The final fit came to rest.
    """

    inner: Floats
    inner_auc: float
    test: Floats
    settings: Settings
    features: npt.NDArray[np.bool_]
    fell_back: bool
    converged: bool


def best_of(members: Mapping[str, Fitted], word: str) -> Fitted:
    """The member that did best in the inner folds, never in the patients left out.

    Parameters
    ----------
    members : mapping of str to Fitted
        By name; of equals, the one named first is taken.
    word : str
        What a member is, such as "classifier"; its name is kept under it among the settings.

    Returns
    -------
    Fitted

    Examples
    --------
    >>> low, high = (Fitted(None, a, None, {}, None, False, True) for a in (0.6, 0.7))
    >>> best_of({"tree": low, "svm": high}, "classifier").settings
    {'classifier': 'svm'}
    """
    name = max(members, key=lambda one: members[one].inner_auc)
    if len(members) == 1:
        return members[name]
    return members[name]._replace(settings={word: name, **members[name].settings})


def mean_logit(scores: npt.ArrayLike) -> Floats:
    """Average scores on the scale of log-odds, so that a sure one is heard.

    Parameters
    ----------
    scores : array-like, shape (n_members, n_patients)
        Between 0 and 1.

    Returns
    -------
    ndarray, shape (n_patients,)

    Examples
    --------
    >>> mean_logit([[0.5, 0.9], [0.5, 0.1]]).round(6).tolist()
    [0.5, 0.5]
    """
    clipped: Floats = np.clip(np.asarray(scores, dtype=float), CLIP, 1 - CLIP)
    return np.asarray(expit(logit(clipped).mean(axis=0)))

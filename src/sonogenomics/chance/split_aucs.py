"""AUC of a plain logistic regression on many splits at once."""

import numpy as np

from sonogenomics.diagnosis.batched_logistic import fit_logistic, linear_predictor
from sonogenomics.diagnosis.estimators import Floats, Labels
from sonogenomics.diagnosis.metrics import auc
from sonogenomics.errors import StudyError

AT_ONCE = 64  # splits: a few MB, however many there are
REDRAWS = 1000  # of labels, until both arms are on both sides of every split
NO_MODEL = 0.5  # without a feature all patients score alike


def split_aucs(x: Floats, outcome: Labels, test: Labels) -> Floats:
    """Train on everyone outside each split's tested patients, and test on these.

    Unpenalised logistic regression, as R's `glm`. Without any feature nobody can be told from
    anybody: the AUC is one half.

    Parameters
    ----------
    x : ndarray, shape (n_patients, n_features)
        URFs, complete.
    outcome : ndarray of int, shape (n_patients,)
        1 = positive, 0 = negative.
    test : ndarray of int, shape (n_splits, n_test)
        Positions of tested patients; both arms must be on both sides.

    Returns
    -------
    ndarray, shape (n_splits,)

    Examples
    --------
    >>> x, outcome = np.arange(8.0)[:, None], np.array([0, 1, 0, 0, 1, 0, 1, 1])
    >>> split_aucs(x, outcome, np.array([[0, 7], [1, 5]])).tolist()
    [1.0, 0.0]
    """
    if x.shape[1] == 0:
        return np.full(len(test), NO_MODEL)
    spread = x.std(axis=0)
    scaled = (x - x.mean(axis=0)) / np.where(spread > 0, spread, 1)  # the fit does not notice
    found = [_aucs(scaled, outcome, test[at : at + AT_ONCE]) for at in range(0, len(test), AT_ONCE)]
    return np.concatenate(found)


def _aucs(x: Floats, outcome: Labels, test: Labels) -> Floats:
    left = np.ones((len(test), len(x)), bool)
    np.put_along_axis(left, test, values=False, axis=1)
    learned = np.nonzero(left)[1].reshape(len(test), -1)
    fits = fit_logistic(x[learned], outcome[learned])
    return auc(outcome[test], linear_predictor(fits.coefficients, x[test]))


def relabelled(outcome: Labels, test: Labels, rng: np.random.Generator) -> Labels:
    """Deal the labels out anew, so that every split still has both arms on both sides.

    The labels as they are meet that demand too, so among those that do all are equally likely.

    Parameters
    ----------
    outcome : ndarray of int, shape (n_patients,)
        1 = positive, 0 = negative.
    test : ndarray of int, shape (n_splits, n_test)
        Positions of tested patients.
    rng : numpy.random.Generator
        Source of the permutation.

    Returns
    -------
    ndarray of int, shape (n_patients,)

    Raises
    ------
    StudyError
        An arm is so small that chance leaves it out of some split every time.
    """
    for _ in range(REDRAWS):
        labels = rng.permutation(outcome)
        tested = labels[test].sum(axis=1)
        learned = labels.sum() - tested
        if _both_arms(tested, test.shape[1]) and _both_arms(learned, len(labels) - test.shape[1]):
            return labels
    raise StudyError(
        f"In {REDRAWS} permutations of the labels some of {len(test)} splits lost an arm each time "
        f"({outcome.sum()} of {len(outcome)} patients are positive): lower chance.splits in "
        f"params.yaml, or add patients of the rarer arm."
    )


def _both_arms(n_positive: Labels, n: int) -> bool:
    return bool(np.all((n_positive > 0) & (n_positive < n)))

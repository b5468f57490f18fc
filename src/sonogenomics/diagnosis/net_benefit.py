"""Whether acting on a model helps more than acting on all patients, or on none."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from sonogenomics.diagnosis.estimators import Floats
from sonogenomics.errors import StudyError

THRESHOLDS = np.arange(1, 100) / 100  # of probability at which one would act
ALL, NONE = "all", "none"  # policies without a model


def net_benefit(
    outcome: npt.ArrayLike, scores: npt.ArrayLike, thresholds: npt.ArrayLike = THRESHOLDS
) -> Floats:
    r"""Net benefit of acting on everyone whose score reaches a threshold.

    .. math:: \frac{TP}{n} - \frac{FP}{n} \cdot \frac{t}{1 - t}

    in true positives a patient: a threshold t says that one would act on :math:`(1 - t) / t`
    negative patients for each positive one.

    Parameters
    ----------
    outcome, scores : array-like, shape (n_patients,)
        Status and score as a probability.
    thresholds : array-like, shape (n_thresholds,)
        Above 0 and below 1.

    Returns
    -------
    ndarray, shape (n_thresholds,)

    Raises
    ------
    StudyError
        A threshold of 0 or 1, or beyond.

    References
    ----------
    Vickers AJ, Elkin EB. Med Decis Making 2006;26:565-574.

    Examples
    --------
    >>> net_benefit([1, 0, 0, 1], [0.9, 0.6, 0.2, 0.4], [0.5, 0.25]).round(4).tolist()
    [0.0, 0.4167]
    """
    outcome, scores = np.asarray(outcome), np.asarray(scores, dtype=float)
    thresholds = np.asarray(thresholds, dtype=float)
    if not ((thresholds > 0) & (thresholds < 1)).all():
        raise StudyError("A threshold of net benefit lies between 0 and 1, both excluded.")
    acted = scores[:, None] >= thresholds
    true = (acted & (outcome == 1)[:, None]).mean(axis=0)
    false = (acted & (outcome == 0)[:, None]).mean(axis=0)
    benefit: Floats = true - false * thresholds / (1 - thresholds)
    return benefit


def decision_curves(
    outcomes: Mapping[str, npt.ArrayLike],
    scores: Mapping[str, npt.ArrayLike],
    thresholds: npt.ArrayLike = THRESHOLDS,
) -> pd.DataFrame:
    """Net benefit of several models, of acting on all patients, and on none.

    Parameters
    ----------
    outcomes, scores : mapping of str to array-like
        Status and score of the same patients, by model.
    thresholds : array-like
        Above 0 and below 1.

    Returns
    -------
    DataFrame
        One row per policy (the models, `all`, `none`) and threshold: policy, threshold,
        net_benefit.

    Examples
    --------
    >>> decision_curves({"ridge": [1, 0]}, {"ridge": [0.75, 0.25]}, [0.5])
      policy  threshold  net_benefit
    0  ridge        0.5          0.5
    1    all        0.5          0.0
    2   none        0.5          0.0
    """
    thresholds = np.asarray(thresholds, dtype=float)
    curves = {name: net_benefit(outcomes[name], scores[name], thresholds) for name in scores}
    anyone = np.asarray(next(iter(outcomes.values())))
    curves[ALL] = net_benefit(anyone, np.ones(len(anyone)), thresholds)
    curves[NONE] = np.zeros(len(thresholds))
    parts = [
        pd.DataFrame({"policy": name, "threshold": thresholds, "net_benefit": values})
        for name, values in curves.items()
    ]
    return pd.concat(parts, ignore_index=True)

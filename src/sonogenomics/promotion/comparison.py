"""Two models beside each other on the same held-out patients."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import norm

from sonogenomics.diagnosis.delong import AucDifference, delong_test
from sonogenomics.diagnosis.estimators import Floats
from sonogenomics.diagnosis.metrics import Interval, auc_interval, brier
from sonogenomics.diagnosis.proportions import share_interval
from sonogenomics.promotion.calibration import Calibrated, calibrated
from sonogenomics.promotion.mcnemar import mcnemar
from sonogenomics.promotion.pairing import Pairs

LEVEL = 0.95


@dataclass(frozen=True)
class Share:
    """How many patients of an arm are called rightly, with Wilson's interval."""

    k: int
    n: int
    interval: Interval


@dataclass(frozen=True)
class Side:
    """One model on the patients of the comparison."""

    auc: Interval
    brier: float
    calibration: Calibrated
    sensitivity: Share
    specificity: Share
    cut_off: float


@dataclass(frozen=True)
class Difference:
    """Challenger minus champion.

    Attributes
    ----------
    auc : AucDifference
        DeLong's, paired.
    brier : Interval
        Mean over patients of the difference of squared errors; below 0 the challenger is better.
    p_sensitivity, p_specificity : float
        McNemar's exact test among positive and among negative patients.
    """

    auc: AucDifference
    brier: Interval
    p_sensitivity: float
    p_specificity: float


@dataclass(frozen=True)
class Compared:
    """The whole comparison; without a champion the last two are None."""

    pairs: Pairs
    challenger: Side
    champion: Side | None
    difference: Difference | None


def compare(pairs: Pairs, cut_offs: tuple[float, float | None]) -> Compared:
    """Measure both models on the same patients.

    Parameters
    ----------
    pairs : Pairs
        Both arms present, two patients in each at least.
    cut_offs : tuple of (float, float or None)
        Probability from which the challenger, and the champion, call positive.

    Returns
    -------
    Compared
    """
    table, (cut_off, other) = pairs.table, cut_offs
    challenger = _side(table["outcome"], table["challenger"], cut_off)
    if not pairs.is_paired or other is None:
        return Compared(pairs, challenger, None, None)
    champion = _side(table["outcome"], table["champion"], other)
    return Compared(pairs, challenger, champion, _difference(table, (cut_off, other)))


def _side(outcome: pd.Series, scores: pd.Series, cut_off: float) -> Side:
    called = scores >= cut_off
    return Side(
        auc=auc_interval(outcome, scores, LEVEL),
        brier=brier(outcome, scores),
        calibration=calibrated(outcome, scores, LEVEL),
        sensitivity=_share(called[outcome == 1]),
        specificity=_share(~called[outcome == 0]),
        cut_off=cut_off,
    )


def _share(right: pd.Series) -> Share:
    k, n = int(right.sum()), len(right)
    low, high = share_interval(k, n, level=LEVEL)
    return Share(k, n, Interval(k / n, float(low), float(high)))


def _difference(table: pd.DataFrame, cut_offs: tuple[float, float]) -> Difference:
    outcome, new, old = table["outcome"], table["challenger"], table["champion"]
    squared = ((new - outcome) ** 2 - (old - outcome) ** 2).to_numpy()
    positive = outcome == 1
    called, before = new >= cut_offs[0], old >= cut_offs[1]
    return Difference(
        auc=delong_test(outcome, new, old, LEVEL),
        brier=_mean(squared),
        p_sensitivity=mcnemar(called[positive], before[positive]),
        p_specificity=mcnemar(~called[~positive], ~before[~positive]),
    )


def _mean(values: Floats) -> Interval:
    """Mean over patients with its normal interval."""
    reach = float(norm.ppf((1 + LEVEL) / 2)) * float(values.std(ddof=1) / np.sqrt(len(values)))
    value = float(values.mean())
    return Interval(value, value - reach, value + reach)

"""The comparison as a table: measure, challenger, champion, difference."""

from collections.abc import Callable

import pandas as pd

from sonogenomics.diagnosis.metrics import Interval
from sonogenomics.promotion.comparison import Compared, Share, Side
from sonogenomics.promotion.gates import Gate
from sonogenomics.promotion.wording import between, plain, probability, signed

COLUMNS = ["measure", "challenger", "champion", "difference"]
NONE = "–"


def measures(compared: Compared) -> pd.DataFrame:
    """Every measure of both models in words that a clinician reads.

    Parameters
    ----------
    compared : Compared
        Of the same held-out patients.

    Returns
    -------
    DataFrame
        Columns measure, challenger, champion, difference; all text.
    """
    shown: list[tuple[str, Callable[[Side], str], str]] = [
        ("AUC (chance is 0.50)", lambda side: between(side.auc), _auc(compared)),
        ("Brier score (0 is perfect)", lambda side: f"{side.brier:.3f}", _brier(compared)),
        ("calibration slope (1 is right)", _slope, NONE),
        ("calibration in the large (0 is right)", _intercept, NONE),
        ("sensitivity", lambda side: _share(side.sensitivity), _p(compared, "p_sensitivity")),
        ("specificity", lambda side: _share(side.specificity), _p(compared, "p_specificity")),
        ("called positive from", lambda side: plain(side.cut_off), NONE),
    ]
    rows = []
    for name, told, difference in shown:
        champion = NONE if compared.champion is None else told(compared.champion)
        rows.append([name, told(compared.challenger), champion, difference])
    return pd.DataFrame(rows, columns=COLUMNS)


def gate_table(gates: tuple[Gate, ...]) -> pd.DataFrame:
    """Every gate, what was seen, what is demanded, and whether it holds."""
    rows = [[one.name, one.observed, one.demanded, "yes" if one.holds else "NO"] for one in gates]
    return pd.DataFrame(rows, columns=["gate", "observed", "demanded", "holds"])


def whom(compared: Compared) -> str:
    """On whom the models were compared, as a sentence."""
    pairs = compared.pairs
    said = (
        f"{len(pairs.table)} held-out patients ({pairs.n_positive} positive, "
        f"{pairs.n_negative} negative)"
    )
    said += ", the same for both models" if pairs.is_paired else ""
    if pairs.n_learned:
        said += f"; {pairs.n_learned} more are left out because a model learned from them"
    if pairs.n_alone:
        said += f"; {pairs.n_alone} more met only one of the models"
    return f"{said}."


def numbers(compared: Compared) -> dict[str, float]:
    """Every number of the comparison under the name that MLflow compares runs by."""
    found = {f"challenger.{name}": value for name, value in _of(compared.challenger).items()}
    if compared.champion is not None:
        found |= {f"champion.{name}": value for name, value in _of(compared.champion).items()}
    if compared.difference is not None:
        auc, errors = compared.difference.auc, compared.difference.brier
        found |= {"difference.auc": auc.difference, "difference.auc_low": auc.low}
        found |= {"difference.auc_high": auc.high, "difference.auc_p": auc.p}
        found |= {"difference.brier": errors.value}
        found |= {"difference.brier_low": errors.low, "difference.brier_high": errors.high}
        found |= {"difference.sensitivity_p": compared.difference.p_sensitivity}
        found |= {"difference.specificity_p": compared.difference.p_specificity}
    pairs = compared.pairs
    counts = {"n": len(pairs.table), "n_positive": pairs.n_positive}
    return {**found, **counts, "n_learned_from": pairs.n_learned, "n_met_by_one": pairs.n_alone}


def _of(side: Side) -> dict[str, float]:
    slope, intercept = side.calibration.slope, side.calibration.intercept
    return {
        "auc": side.auc.value,
        "auc_low": side.auc.low,
        "auc_high": side.auc.high,
        "brier": side.brier,
        "slope": slope.value,
        "intercept": intercept.value,
        "sensitivity": side.sensitivity.interval.value,
        "specificity": side.specificity.interval.value,
    }


def _slope(side: Side) -> str:
    return side.calibration.why or between(side.calibration.slope)


def _intercept(side: Side) -> str:
    return between(side.calibration.intercept, signed)


def _share(found: Share) -> str:
    low, high = (f"{100 * limit:.0f}" for limit in (found.interval.low, found.interval.high))
    return f"{found.k} of {found.n}, {100 * found.k / found.n:.0f} % ({low} to {high})"


def _auc(compared: Compared) -> str:
    if compared.difference is None:
        return NONE
    found = compared.difference.auc
    shown = between(Interval(found.difference, found.low, found.high), signed)
    return f"{shown}, {probability(found.p)}"


def _brier(compared: Compared) -> str:
    if compared.difference is None:
        return NONE
    found = compared.difference.brier
    value, low, high = (f"{x:+.3f}".replace("-", "−") for x in (found.value, found.low, found.high))
    return f"{value} ({low} to {high})"


def _p(compared: Compared, name: str) -> str:
    difference = compared.difference
    return NONE if difference is None else f"{probability(getattr(difference, name))} (McNemar)"

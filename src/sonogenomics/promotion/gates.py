"""What a challenger must show: each gate with what was seen, what is demanded, whether it holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from sonogenomics.diagnosis.metrics import Interval
from sonogenomics.params.promotion import Promotion
from sonogenomics.promotion.comparison import Compared
from sonogenomics.promotion.wording import between, signed


@dataclass(frozen=True)
class Gate:
    """One condition of promotion.

    Attributes
    ----------
    name : str
        What is asked, in a word or two.
    observed, demanded : str
        For a person to compare.
    holds : bool
        Whether the challenger may pass.
    """

    name: str
    observed: str
    demanded: str
    holds: bool


def gates(compared: Compared, guard: Mapping[str, bool], settings: Promotion) -> tuple[Gate, ...]:
    """Hold every gate against the comparison; all are told, not the first that fails.

    Parameters
    ----------
    compared : Compared
        Challenger and, unless it is the first, champion.
    guard : mapping of str to bool
        Rules of the guard when the challenger was published, and whether each held.
    settings : Promotion
        Section `promotion` of params.yaml.

    Returns
    -------
    tuple of Gate
    """
    return (
        _guarded(guard),
        _above_chance(compared.challenger.auc, settings.auc_above),
        _not_worse(compared, settings.auc_margin),
        _slope(compared, settings),
        _intercept(compared.challenger.calibration.intercept, settings),
    )


def _guarded(guard: Mapping[str, bool]) -> Gate:
    broken = [rule for rule, holds in guard.items() if not holds]
    if not guard:
        observed = "no record of the guard"
    elif broken:
        observed = f"broken: {', '.join(broken)}"
    else:
        observed = f"all {len(guard)} rules hold"
    return Gate("guard", observed, "every rule holds", bool(guard) and not broken)


def _above_chance(auc: Interval, above: float) -> Gate:
    demanded = f"lower limit above {above:.2f}"
    return Gate("better than chance", f"AUC {between(auc)}", demanded, auc.low > above)


def _not_worse(compared: Compared, margin: float) -> Gate:
    name, demanded = "not worse than champion", f"lower limit above −{margin:.2f}"
    if compared.difference is None:
        return Gate(name, "no champion yet", demanded, holds=True)
    found = compared.difference.auc
    shown = between(Interval(found.difference, found.low, found.high), signed)
    return Gate(name, f"AUC {shown}", demanded, found.low > -margin)


def _slope(compared: Compared, settings: Promotion) -> Gate:
    found = compared.challenger.calibration
    (low, high), (least, most) = settings.slope, settings.slope_worst
    demanded = f"{low:.2f} to {high:.2f}; or an interval with 1, slope {least:.2f} to {most:.2f}"
    if found.why:
        return Gate("calibration slope", found.why, demanded, holds=False)
    slope = found.slope
    good = low <= slope.value <= high
    unsure = slope.low <= 1 <= slope.high and least <= slope.value <= most
    return Gate("calibration slope", between(slope), demanded, good or unsure)


def _intercept(found: Interval, settings: Promotion) -> Gate:
    good, worst = settings.intercept, settings.intercept_worst
    demanded = f"within ±{good:.2f}; or an interval with 0, within ±{worst:.2f}"
    unsure = found.low <= 0 <= found.high and abs(found.value) <= worst
    holds = abs(found.value) <= good or unsure
    return Gate("calibration in the large", between(found, signed), demanded, holds)

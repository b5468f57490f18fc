"""Each gate lets through what deserves it, and no other."""

import pytest

from sonogenomics.params.promotion import Promotion
from sonogenomics.promotion.comparison import Compared, compare
from sonogenomics.promotion.gates import Gate, gates
from sonogenomics.promotion.pairing import pair
from sonogenomics.promotion.patients import Met
from tests.promotion.models import GUARD, SETTINGS, patients, told

MANY = patients(600)
FEW = patients(60)


def compared(challenger: Met, champion: Met | None = None) -> Compared:
    cut_off = None if champion is None else champion.cut_off
    return compare(pair(challenger, champion, 20), (challenger.cut_off, cut_off))


def by_name(found: Compared, settings: Promotion = SETTINGS) -> dict[str, Gate]:
    return {gate.name: gate for gate in gates(found, GUARD, settings)}


def failing(found: Compared) -> set[str]:
    return {name for name, gate in by_name(found).items() if not gate.holds}


def test_a_model_that_tells_the_truth_passes_every_gate() -> None:
    assert failing(compared(told(MANY))) == set()
    assert failing(compared(told(MANY), told(MANY))) == set()


def test_a_model_that_knows_nothing_is_not_better_than_chance() -> None:
    assert "better than chance" in failing(compared(told(MANY, factor=0.0, noise=1.0)))


def test_a_model_that_is_much_worse_than_the_champion_stays_outside() -> None:
    worse = compared(told(MANY, factor=0.5, noise=1.0), told(MANY))
    assert "not worse than champion" in failing(worse)
    assert "not worse than champion" not in failing(compared(told(MANY), told(MANY, noise=1.0)))


def test_with_few_patients_equality_must_be_shown_not_assumed() -> None:
    found = compared(told(FEW, noise=0.8), told(FEW, factor=0.9))
    assert found.difference is not None
    gate = by_name(found)["not worse than champion"]
    assert gate.holds == (found.difference.auc.low > -SETTINGS.auc_margin)
    assert not gate.holds


@pytest.mark.parametrize("factor", [3.0, 0.4])
def test_probabilities_too_extreme_or_too_timid_are_kept_out(factor: float) -> None:
    assert "calibration slope" in failing(compared(told(MANY, factor=factor)))


@pytest.mark.parametrize("shift", [1.0, -1.0])
def test_probabilities_too_high_or_too_low_on_the_whole_are_kept_out(shift: float) -> None:
    assert failing(compared(told(MANY, shift=shift))) == {"calibration in the large"}


def test_few_patients_excuse_a_slope_only_up_to_the_worst_one() -> None:
    found = compared(told(FEW, factor=2.2))
    slope = found.challenger.calibration.slope
    assert slope.value < SETTINGS.slope[0]
    assert slope.low < 1 < slope.high
    assert by_name(found)["calibration slope"].holds
    stricter = SETTINGS.model_copy(update={"slope_worst": (slope.value + 0.01, 2.0)})
    assert not by_name(found, stricter)["calibration slope"].holds


def test_a_broken_or_absent_rule_of_the_guard_is_told() -> None:
    found = compared(told(MANY))
    broken = gates(found, {"score": True, "null": False}, SETTINGS)[0]
    absent = gates(found, {}, SETTINGS)[0]
    assert (broken.holds, broken.observed) == (False, "broken: null")
    assert (absent.holds, absent.observed) == (False, "no record of the guard")


def test_without_a_slope_the_reason_is_observed() -> None:
    table = patients(60).assign(risk=lambda t: t["outcome"] * 2.0 - 1.0)
    gate = by_name(compared(told(table)))["calibration slope"]
    assert not gate.holds
    assert "separate the arms" in gate.observed


def test_the_first_champion_has_nobody_to_be_worse_than() -> None:
    gate = by_name(compared(told(MANY)))["not worse than champion"]
    assert (gate.holds, gate.observed) == (True, "no champion yet")

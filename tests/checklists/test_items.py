import pytest

from sonogenomics.checklists.items import checklists
from sonogenomics.reporting.evidence.answered import RULES


def test_every_item_has_a_number_of_its_own_and_a_rule_that_exists() -> None:
    for one in checklists():
        numbers = [item.number for item in one.items]
        assert len(set(numbers)) == len(numbers)
        assert {item.rule for item in one.items} <= set(RULES)


def test_every_rule_answers_something() -> None:
    assert {item.rule for one in checklists() for item in one.items} == set(RULES)


def test_the_weights_of_metrics_are_the_published_ones() -> None:
    metrics = next(one for one in checklists() if one.key == "metrics")
    weights = {item.number: item.weight for item in metrics.items}
    assert sum(filter(None, weights.values())) == pytest.approx(1, abs=1e-9)
    assert (weights["1"], weights["3"], weights["18"]) == (0.0368, 0.0919, 0.0599)  # Table 1 there

"""What a study predicts, in its own words: labels, and the names made of them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sonogenomics.study import Outcome
from tests.outcomes import HER2, MALIGNANCY


def test_her2_keeps_the_names_it_had() -> None:
    assert HER2.key == "her2"
    assert HER2.probability == "probability_her2_positive"
    assert HER2.shorts == ("HER2+", "HER2−")
    assert HER2.caution == ("Research use only, not for diagnosis. It does not replace IHC or ISH.")


def test_another_outcome_says_nothing_of_her2() -> None:
    assert MALIGNANCY.key == "malignancy"
    assert MALIGNANCY.title == "Malignancy"
    assert MALIGNANCY.probability == "probability_malignant"
    assert MALIGNANCY.shorts == ("malignant", "benign")
    assert MALIGNANCY.caution.endswith("It does not replace histology.")


def test_without_a_reference_standard_nothing_is_said_of_replacing_it() -> None:
    plain = Outcome(name="ER", positive="ER-positive", negative="ER-negative")
    assert plain.caution == "Research use only, not for diagnosis."


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"name": "+/−"}, "name"),
        ({"name": "HER2\n"}, None),
        ({"positive": "HER2\x07positive"}, "no control characters"),
        ({"positive": "x" * 41}, "at most 40"),
        ({"negative": "her2-POSITIVE"}, "cannot both be called 'HER2-positive'"),
        ({"negative_short": "HER2+"}, r"cannot both be short for 'HER2\+'"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_label_is_a_printable_name(change: dict[str, str], told: str | None) -> None:
    content = HER2.model_dump() | change
    if told is None:  # spaces around it are not part of it
        assert Outcome.model_validate(content) == HER2
        return
    with pytest.raises(ValidationError, match=told):
        Outcome.model_validate(content)


@given(st.text(max_size=40))
def test_whatever_is_accepted_gives_safe_names(name: str) -> None:
    try:
        outcome = Outcome(name=name, positive=name, negative=f"no {name}"[:40])
    except ValidationError:
        return
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", outcome.key)
    assert re.fullmatch(r"probability(_[a-z0-9]+)+", outcome.probability)

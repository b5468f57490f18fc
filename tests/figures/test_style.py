import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sonogenomics.figures.style import (
    classifier_look,
    family_of,
    ordered_sets,
    readable,
    short_feature,
    spread,
)


@given(st.lists(st.floats(0, 10), min_size=1, max_size=30), st.floats(0.01, 2))
def test_spread_labels_keep_their_order_their_gap_and_the_limits(
    wanted: list[float], gap: float
) -> None:
    placed = np.array(spread(wanted, gap, 0.0, 10.0))
    room = min(gap, 10.0 / max(len(wanted) - 1, 1))
    inner = np.diff(np.sort(placed))
    assert (inner >= room - 1e-5).all()
    assert placed.min() >= -1e-5
    assert placed.max() <= 10 + 1e-5
    order = np.argsort(wanted, kind="stable")
    assert (np.diff(placed[order]) >= -1e-9).all()


@given(st.text())
def test_readable_text_can_always_be_drawn_and_is_never_long(text: str) -> None:
    plain = readable(text, 30)
    assert plain == "" or plain.isprintable()
    assert len(plain) <= 30


@given(st.text())
def test_any_column_name_has_a_short_form_and_a_family(text: str) -> None:
    assert len(short_feature(text)) <= 40
    assert isinstance(family_of(text), str)


def test_unknown_names_have_a_look_and_come_last() -> None:
    assert classifier_look("new")[0] == "new"
    assert ordered_sets(["new", "module", "differential"]) == ["differential", "module", "new"]

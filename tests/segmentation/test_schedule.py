"""The rate, worked by hand."""

import pytest

from sonogenomics.segmentation.schedule import only_heads, rate
from tests.segmentation.tiny import SETTINGS

PLAIN = SETTINGS.model_copy(
    update={
        "epochs_heads": 2,
        "epochs_all": 2,
        "all_layers_factor": 0.1,
        "warmup": 0,
        "schedule": "constant",
        "learning_rate": 0.01,
    }
)


def test_heads_first_then_all_at_a_tenth() -> None:
    assert [only_heads(epoch, PLAIN) for epoch in range(4)] == [True, True, False, False]
    assert [rate(step, 5, PLAIN) for step in (0, 9, 10, 19)] == pytest.approx(
        [0.01, 0.01, 0.001, 0.001]
    )


def test_warm_up_rises_in_equal_steps() -> None:
    warm = PLAIN.model_copy(update={"warmup": 4})
    assert [rate(step, 5, warm) for step in range(5)] == pytest.approx(
        [0.0025, 0.005, 0.0075, 0.01, 0.01]
    )


def test_the_cosine_is_half_way_down_in_the_middle() -> None:
    cosine = PLAIN.model_copy(update={"schedule": "cosine", "all_layers_factor": 1.0})
    assert rate(10, 5, cosine) == pytest.approx(0.005)
    assert rate(0, 5, cosine) == pytest.approx(0.01)

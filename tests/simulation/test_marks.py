import numpy as np

from sonogenomics.imaging.overlays import count_strokes
from sonogenomics.imaging.ultrasound import Ultrasound
from sonogenomics.simulation.marks import with_callipers, with_scale

GREY = np.full((120, 160), 60, np.uint8)
DISC = np.hypot(*np.ogrid[-60:60, -80:80]) < 25


def _frame(grey: np.ndarray) -> Ultrasound:
    return Ultrasound(grey, None, None, "PNG", 1, 0, "")


def test_callipers_stand_around_the_lesion_or_on_it() -> None:
    around = count_strokes(_frame(with_callipers(GREY, DISC, 6)), DISC)
    assert (around.outside, around.inside) == (4, 0)
    within = count_strokes(_frame(with_callipers(GREY, DISC, -6)), DISC)
    assert (within.outside, within.inside) == (0, 4)


def test_a_scale_is_burned_into_the_right_edge_alone() -> None:
    marked = with_scale(GREY, "VISION")
    changed = np.argwhere(marked != GREY)
    assert len(changed) > 50
    assert changed[:, 1].min() >= 160 - 46
    assert count_strokes(_frame(marked), DISC).outside >= 3

from pathlib import Path

import numpy as np
import pytest

from sonogenomics.catalog import FRAMES, UNCERTAINTY
from sonogenomics.errors import StudyError
from sonogenomics.review.desk import Desk, Judgement, drawn_labels
from tests.review.project import SHA, proposed

pytestmark = pytest.mark.usefixtures("project")


def judgement(*polygons: list[tuple[float, float]]) -> Judgement:
    return Judgement(
        image="P1-a",
        verdict="redraw",
        reviewer="Dr A",
        mask_sha256=SHA,
        polygons=list(polygons),
    )  # fmt: skip


def test_a_pixel_of_two_drawings_belongs_to_the_first() -> None:
    one = [(0.0, 0.0), (40.0, 0.0), (40.0, 30.0), (0.0, 30.0)]
    other = [(20.0, 0.0), (60.0, 0.0), (60.0, 30.0), (20.0, 30.0)]
    labels = drawn_labels(proposed()["P1-a"], judgement(one, other))
    assert [(labels == k).sum() for k in (1, 2)] == [1200, 600]


def test_a_drawing_is_given_back_to_be_gone_on_with(project: Path) -> None:
    made = proposed()
    desk = Desk("demo", tuple(made.values()), Path(FRAMES.path), Path(UNCERTAINTY.path), project)
    square = [(10.0, 10.0), (40.0, 10.0), (40.0, 40.0), (10.0, 40.0)]
    sheet = desk.sheet("P1-a")
    sent = judgement(square).model_copy(update={"mask_sha256": sheet["mask_sha256"]})
    desk.judge(sent)
    ring = np.array(desk.sheet("P1-a")["drawing"])[0]
    assert sorted(map(tuple, ring.tolist())) == sorted(square)


def test_an_image_that_is_not_on_the_desk_is_unknown() -> None:
    desk = Desk("demo", (), Path(), Path(), Path())
    with pytest.raises(StudyError, match="no such image"):
        desk.proposal("P1-a")

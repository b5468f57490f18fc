from pathlib import Path

import pytest

from sonogenomics.catalog import MASKS, OUTLINES
from sonogenomics.errors import StudyError
from sonogenomics.review.labels import fingerprint, write_labels
from sonogenomics.review.proposals import predicted_qualities, standings, worst_first
from tests.review.project import detections_table, disc, proposed
from tests.review.test_decisions import decision

pytestmark = pytest.mark.usefixtures("project")


def test_the_worst_predicted_quality_comes_first_and_experts_last() -> None:
    order = [one.image for one in worst_first(proposed().values())]
    assert order == ["P3-a", "P2-a", "P4-a", "P1-a", "P1-b"]


def test_an_experts_outline_is_proposed_unless_the_networks_is_asked_for() -> None:
    one = proposed()["P1-b"]
    assert (one.drawn_by, one.quality, one.mask) == ("expert", None, OUTLINES / "P1-b.png")
    one = proposed("predicted")["P1-b"]
    assert (one.drawn_by, one.mask) == ("network", MASKS / "P1-b.png")


def test_where_the_network_drew_nothing_the_mask_is_empty_and_an_experts_must_exist() -> None:
    (MASKS / "P3-a.png").unlink()
    (OUTLINES / "P1-b.png").unlink()
    assert not proposed()["P3-a"].labels().any()
    with pytest.raises(StudyError, match="is missing"):
        proposed()["P1-b"].labels()


def test_the_quality_of_an_image_is_that_of_its_worst_chosen_lesion() -> None:
    table = detections_table({"P1-a": 0.9, "P2-a": 0.4, "P4-a": 0.1})
    table["image"], table["lesion"] = "P1-a", [1, 2, 0]
    assert predicted_qualities(table) == {("P1-a", 1): 0.9, ("P1-a", 2): 0.4}


def test_a_verdict_is_stale_once_its_mask_has_changed(project: Path) -> None:
    made = proposed()
    verdict = decision(mask_sha256=fingerprint(made["P1-a"].labels()))
    assert standings(made, {"P1-a": verdict})["P1-a"] == "decided"
    write_labels(MASKS / "P1-a.png", disc(20, 20, 7))
    held = standings(made, {"P1-a": verdict})
    assert held == dict.fromkeys(made, "undecided") | {"P1-a": "stale"}

"""Seen and unseen patients are never mixed."""

from typing import Any

import numpy as np
import pandas as pd

from sonogenomics.segmentation.coco_map import entry
from sonogenomics.segmentation.headline import figures_of_merit
from tests.segmentation.drawn import square
from tests.segmentation.judged import agreement_table


def merits(table: pd.DataFrame) -> dict[str, Any]:
    lesion = square(10, 10)
    entries = {str(image): entry([lesion], [lesion], [0.9]) for image in table.index}
    scanners = pd.Series("X", index=table.index)
    return figures_of_merit(table, entries, scanners, np.random.default_rng(1))


def test_each_group_has_its_own_numbers_and_the_seen_a_warning() -> None:
    table = agreement_table(
        [0.5, 0.6, 0.7, 0.9], split=["test", "train", "train", "train"], seen=[0, 0, 1, 1]
    ).astype({"seen": bool})
    found = merits(table)
    assert found["held_out"]["dice"]["patient_mean"] == 0.5
    assert found["unseen_train"]["dice"]["patient_mean"] == 0.6
    assert found["seen"]["dice"]["patient_mean"] == 0.8
    assert [name for name, group in found.items() if "warning" in group] == ["seen"]
    assert found["by_scanner"]["X"]["n_images"] == found["quality"]["n_images"] == 2
    assert found["held_out"]["coco"]["ap50"] > 0.99


def test_groups_without_an_image_are_left_out() -> None:
    assert set(merits(agreement_table([0.5]))) == {"unseen_train", "by_scanner", "quality"}
    assert set(merits(agreement_table([0.5], seen=True))) == {"seen"}
    assert merits(agreement_table([])) == {}

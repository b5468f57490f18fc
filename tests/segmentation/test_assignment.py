"""Whose network looks at whom."""

import pandas as pd
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.segmentation.assignment import assigned

IMAGES = pd.DataFrame(
    [
        ("A1", "A", "train", 1, 1),
        ("A2", "A", "train", 1, 0),
        ("B1", "B", "train", 2, 1),
        ("C1", "C", "train", 2, 0),
        ("D1", "D", "test", 0, 1),
    ],
    columns=["image", "patient_id", "split", "fold", "n_outlined"],
).set_index("image")


def test_every_training_patient_is_outlined_by_the_network_of_its_own_fold() -> None:
    found = assigned(IMAGES, [1, 2])
    assert found["network"].tolist() == [1, 1, 2, 2, 1]
    assert not found["seen"].any()


def test_where_a_fold_has_no_network_the_first_serves_and_the_patient_is_seen() -> None:
    found = assigned(IMAGES, [1])
    assert found["network"].tolist() == [1] * 5
    # C has no outline: nobody could learn from it
    assert found["seen"].to_dict() == {"A1": 0, "A2": 0, "B1": 1, "C1": 0, "D1": 0}
    assert assigned(IMAGES, [2])["seen"].to_dict() == {"A1": 1, "A2": 1, "B1": 0, "C1": 0, "D1": 0}


def test_the_first_named_fold_serves_the_held_out() -> None:
    assert assigned(IMAGES, [2, 1])["network"].tolist() == [1, 1, 2, 2, 2]


def test_no_network_at_all_is_a_fault() -> None:
    with pytest.raises(StudyError, match=r"segmenter\.folds"):
        assigned(IMAGES, [])

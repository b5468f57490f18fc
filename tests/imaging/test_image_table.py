import numpy as np
import pandas as pd

from sonogenomics.catalog import IMAGES
from sonogenomics.imaging.image_table import image_table, with_folds, with_own_folds
from sonogenomics.imaging.intake import Taken
from sonogenomics.imaging.traits import Whose, traits
from sonogenomics.imaging.ultrasound import Ultrasound
from tests.imaging.scenes import SHAPE, scene

OWNERS = {"a": "P1", "b": "P1", "c": "P2", "d": "P3"}
LISTED = pd.DataFrame(
    {
        "patient_id": list(OWNERS.values()),
        "view": ["left", "right", "", ""],
        "scanner": ["GE", "GE", "", "Hitachi"],
        "fold": ["2", "", "7", "1"],
    },
    index=pd.Index(OWNERS),
)


def taken_in(image: str) -> Taken:
    frame = Ultrasound(scene(ord(image)), None, None, "PNG", 1, 0, "")
    whose = Whose(image, OWNERS[image], "test" if image == "c" else "train")
    spacing = (0.1, 0.2) if image == "a" else None
    return Taken(whose, traits(whose, frame), "PNG", SHAPE, spacing, n_outlined=int(image != "d"))


def table() -> pd.DataFrame:
    return image_table([taken_in(image) for image in "dacb"], LISTED)


def test_the_table_is_sorted_and_says_what_the_list_knows() -> None:
    frame = table()
    assert frame.index.to_list() == ["a", "b", "c", "d"]
    assert frame["view"].to_list() == ["left", "right", "", ""]
    assert frame[["row_mm", "column_mm"]].iloc[0].to_numpy().tolist() == [0.1, 0.2]
    assert frame["row_mm"].isna().sum() == 3


def test_own_folds_reach_all_images_of_a_patient_and_no_held_out_one() -> None:
    frame = with_own_folds(table(), LISTED)
    assert frame["fold"].to_dict() == {"a": 2, "b": 2, "c": 0, "d": 1}
    schema = IMAGES.schema.to_schema()
    assert schema.validate(frame).columns.to_list() == list(schema.columns)


def test_a_draw_gives_all_images_of_a_patient_one_fold() -> None:
    images = table().assign(n_outlined=1)
    outcome = pd.Series([1, 0, 0], index=["P1", "P2", "P3"])
    frame = with_folds(images, outcome, 2, np.random.default_rng(1))
    folds = frame["fold"].to_dict()
    assert (folds["a"], folds["c"]) == (folds["b"], 0)
    assert {folds["a"], folds["d"]} == {1, 2}

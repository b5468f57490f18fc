import dataclasses

import numpy as np
import pytest
from scipy import ndimage

from sonogenomics.errors import StudyError
from sonogenomics.imaging.hygiene import COLUMNS, FINDINGS, findings, summary
from sonogenomics.imaging.traits import Traits, Whose, traits
from sonogenomics.imaging.ultrasound import Grey, Ultrasound


def scene(seed: int) -> Grey:
    noise = np.random.default_rng(seed).normal(size=(160, 120))
    smooth = ndimage.gaussian_filter(noise, 6)
    grey: Grey = np.clip(120 + 100 * smooth / np.abs(smooth).max(), 1, 254).astype(np.uint8)
    return grey


def frame(grey: Grey) -> Ultrasound:
    return Ultrasound(grey, None, (0.1, 0.1), "PNG", 1, 0, "")


def clean(image: str, patient: str, seed: int, split: str | None = None) -> Traits:
    return traits(Whose(image, patient, split), frame(scene(seed)))


def test_clean_images_have_no_finding() -> None:
    found = findings([clean(f"{n}.png", f"P{n}", n) for n in range(5)])
    assert found.empty
    assert found.dtypes.astype(str).to_dict() == COLUMNS


@pytest.mark.parametrize(
    ("patients", "splits", "scope"),
    [
        (("P1", "P1"), ("train", "train"), "same_patient"),
        (("P1", "P2"), ("train", "train"), "across_patients"),
        (("P1", "P2"), (None, None), "across_patients"),
        (("P1", "P2"), ("train", "test"), "across_splits"),
    ],
)
def test_an_exact_duplicate_is_shown_by_both_with_its_scope(
    patients: tuple[str, str], splits: tuple[str | None, str | None], scope: str
) -> None:
    images = [
        clean(name, patient, 3, split)
        for name, patient, split in zip("ab", patients, splits, strict=True)
    ]
    found = findings([*images, clean("c", "P3", 4)])
    assert found[["image", "finding", "scope", "partner", "value"]].to_numpy().tolist() == [
        ["a", "exact_duplicate", scope, "b", 0.0],
        ["b", "exact_duplicate", scope, "a", 0.0],
    ]


def test_a_near_duplicate_is_not_counted_as_exact() -> None:
    darker = traits(Whose("b", "P2"), frame((scene(3) * 0.9).astype(np.uint8)))
    found = findings([clean("a", "P1", 3), darker])
    assert found["finding"].to_list() == ["near_duplicate"] * 2
    assert found["scope"].to_list() == ["across_patients"] * 2


def test_blank_frames_are_blank_and_not_duplicates_of_each_other() -> None:
    levels = np.full((160, 120), 40, np.uint8)
    blank = [traits(Whose(str(n), f"P{n}"), frame(levels + np.uint8(n))) for n in range(2)]
    assert findings(blank)["finding"].to_list() == ["blank", "blank"]


@pytest.mark.parametrize(
    ("level", "share", "finding"), [(0, 0.6, "clipped_black"), (255, 0.05, "clipped_white")]
)
def test_a_clipped_frame_tells_its_share(level: int, share: float, finding: str) -> None:
    grey = scene(1)
    grey[: int(160 * share)] = level
    found = findings([traits(Whose("a", "P1"), frame(grey))])
    assert found["finding"].to_list() == [finding]
    assert found["value"].to_list() == pytest.approx([share])


def test_unknown_scale_and_strokes_are_told() -> None:
    grey = scene(1)
    grey[20:31, 30] = grey[60:71, 80] = 255
    lesion = np.zeros(grey.shape, bool)
    lesion[10:40, 20:50] = True
    image = dataclasses.replace(frame(grey), spacing_mm=None, regions_misfit=True)
    found = findings([traits(Whose("a", "P1"), image, lesion)]).set_index("finding")["value"]
    assert set(found.index) == {
        "regions_misfit",
        "spacing_missing",
        "strokes_inside",
        "strokes_outside",
    }
    assert found["strokes_inside"] == 11
    assert found["strokes_outside"] == 1


def test_a_mask_of_another_size_is_refused() -> None:
    with pytest.raises(StudyError, match="The mask of a has another size"):
        traits(Whose("a", "P1"), frame(scene(1)), np.zeros((4, 4), bool))


def test_the_summary_counts_images_and_patients_and_shows_zeros() -> None:
    images = [clean("a", "P1", 3), clean("b", "P1", 3), clean("c", "P2", 3)]
    table = summary(findings(images))
    assert list(table["finding"].unique()) == list(FINDINGS)
    exact = table[table["finding"] == "exact_duplicate"].set_index("scope")
    assert exact["images"].to_dict() == {"across_patients": 2, "same_patient": 2}
    assert exact["patients"].to_dict() == {"across_patients": 2, "same_patient": 1}
    assert table.loc[table["finding"] == "blank", "images"].to_list() == [0]


def test_the_order_of_images_does_not_matter() -> None:
    images = [clean("a", "P1", 3), clean("b", "P2", 3), clean("c", "P3", 5)]
    forth, back = findings(images), findings(images[::-1])
    assert forth.equals(back)

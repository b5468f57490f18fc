import numpy as np
import pytest

from sonogenomics.errors import StudyError
from sonogenomics.imaging.hygiene import findings
from sonogenomics.imaging.image_faults import Fault
from sonogenomics.imaging.intake import Taken
from sonogenomics.imaging.leaving_out import left_out, sort_out
from sonogenomics.imaging.traits import Traits, Whose, traits
from sonogenomics.imaging.ultrasound import Grey, Ultrasound
from tests.imaging.scenes import SHAPE, scene


def seen(image: str, patient: str, grey: Grey) -> Traits:
    frame = Ultrasound(grey, None, (0.1, 0.1), "PNG", 1, 0, "")
    return traits(Whose(image, patient, "train"), frame)


def reasons(images: list[Traits], *rules: str) -> dict[str, str]:
    barred = left_out(images, findings(images), rules)
    return {image: barred[image].reason for image in sorted(barred)}


BLACK = np.zeros(SHAPE, np.uint8)


def test_one_picture_under_two_patients_is_nobodys() -> None:
    images = [seen("a", "P1", scene(1)), seen("b", "P2", scene(1)), seen("c", "P2", scene(2))]
    assert reasons(images) == {"a": "two_patients", "b": "two_patients"}
    fault = left_out(images, findings(images), ())["a"]
    assert fault.fault == (
        "a of patient P1 equals b of P2 pixel by pixel, so nobody can tell whose it is: find out, "
        "and keep the right one on the list."
    )


def test_of_one_picture_twice_under_one_patient_the_first_stays() -> None:
    images = [seen(name, "P1", scene(1)) for name in "abc"]
    assert reasons(images) == {"b": "repeated", "c": "repeated"}


def test_blank_frames_are_alike_without_being_copies() -> None:
    images = [seen("a", "P1", BLACK), seen("b", "P2", BLACK)]
    assert reasons(images) == {}
    assert reasons(images, "clipped_black", "blank") == {"a": "blank", "b": "blank"}


def test_a_finding_that_is_named_leaves_its_images_out() -> None:
    half = scene(1)
    half[:40] = 0
    images = [seen("a", "P1", half), seen("b", "P2", scene(2))]
    assert reasons(images) == {}
    assert reasons(images, "clipped_black") == {"a": "clipped_black"}


def test_all_is_sorted_out_and_nothing_lost_from_sight() -> None:
    images = [seen("a", "P1", scene(1)), seen("b", "P1", scene(1))]
    broken = Fault("c", "P2", "image", "damaged", "It is damaged.")
    taken = [Taken(Whose(one.image, "P1"), one) for one in images]
    result = sort_out([*taken, Taken(Whose("c", "P2"), faults=(broken,))], [], ())
    assert [one.whose.image for one in result.used] == ["a"]
    assert result.faults[["image", "reason"]].to_numpy().tolist() == [
        ["b", "repeated"],
        ["c", "damaged"],
    ]
    assert set(result.findings["image"]) == {"a", "b"}


def test_a_study_without_one_usable_image_stops_with_every_reason() -> None:
    faults = [Fault(str(n), "P1", "image", "damaged", f"{n} is damaged.") for n in range(2)]
    unlisted = Fault("x", "", "image", "unlisted", "x is unlisted.")
    taken = [Taken(Whose(one.image, "P1"), faults=(one,)) for one in faults]
    told = r"Not one of 2 images .* \(damaged 2\)\. The first: 0 is damaged"
    with pytest.raises(StudyError, match=told):
        sort_out(taken, [unlisted], ())

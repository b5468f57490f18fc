import numpy as np
import pytest

from sonogenomics.imaging.overlays import count_strokes
from sonogenomics.imaging.ultrasound import Ultrasound
from sonogenomics.simulation.latents import TRAITS
from sonogenomics.simulation.phantom import habit
from sonogenomics.simulation.pictures import Picture, picture
from sonogenomics.simulation.scanner import SCANNERS


@pytest.fixture(scope="module")
def pictures() -> list[Picture]:
    made = []
    for number in range(16):
        rng = np.random.default_rng([5, number])
        lesion = dict(zip(TRAITS, rng.standard_normal(len(TRAITS)).tolist(), strict=True))
        made.append(picture(lesion, habit(rng), sorted(SCANNERS)[number % 2], rng))
    return made


def test_lesions_are_darker_than_the_tissue_above_the_muscle(pictures: list[Picture]) -> None:
    for one in pictures:
        upper = slice(0, one.grey.shape[0] * 3 // 5)
        around = one.grey[upper][~one.mask[upper]]
        assert one.grey[one.mask].mean() < around.mean()


def test_hardly_a_pixel_is_clipped(pictures: list[Picture]) -> None:
    for one in pictures:
        assert (one.grey == 0).mean() < 0.05
        assert (one.grey == 255).mean() < 0.005
        assert one.grey[one.mask].std() > 10


def test_speckle_does_not_pass_for_text(pictures: list[Picture]) -> None:
    strokes = [
        count_strokes(Ultrasound(one.grey, None, None, "PNG", 1, 0, ""), one.mask)
        for one in pictures
    ]
    assert sum(one.outside for one in strokes) <= 8
    assert sum(one.inside for one in strokes) <= 2


def test_a_brighter_lesion_is_brighter_on_the_same_breast() -> None:
    means = []
    for brightness in (-1.0, 1.0):
        rng = np.random.default_rng(8)
        own, lesion = habit(rng), {**dict.fromkeys(TRAITS, 0.0), "brightness": brightness}
        seen = picture(lesion, own, "Aixplorer", rng)
        means.append(seen.grey[seen.mask].mean())
    assert means[1] > means[0] + 8

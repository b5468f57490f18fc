"""Many images, batches, mirrored looks, and the way back to the image's own size."""

from collections.abc import Iterator
from itertools import chain
from typing import Any, cast

import numpy as np
import pytest
import torch
from torchvision.models.detection import MaskRCNN

from sonogenomics.errors import StudyError
from sonogenomics.segmentation import network
from sonogenomics.segmentation.inference import Viewing, device_for, see, threads
from sonogenomics.segmentation.overlap import dice
from tests.segmentation.bright import BrightParts, hook
from tests.segmentation.tiny import SETTINGS, SIDE, disc

SHAPES = [(60, 80), (90, 50), (64, 64), (200, 301), (33, 70), (61, 80), (80, 61)]


def stand_in(tilt: float = 0.0) -> Any:
    return cast(MaskRCNN, BrightParts(tilt))


@pytest.fixture(scope="module")
def tiny() -> MaskRCNN:
    """Untrained: it sees lesions everywhere, with scores near a half."""
    torch.manual_seed(1)
    return network.build(SETTINGS).eval()


@pytest.fixture
def frames(rng: np.random.Generator) -> list[np.ndarray]:
    return [disc(rng, shape)[0] for shape in SHAPES]


@pytest.mark.parametrize("flips", [False, True])
@pytest.mark.parametrize(
    ("rows", "columns", "left"), [(100, 140, 10), (160, 90, 45), (320, 320, 10)]
)
def test_a_lesion_lies_where_it_is_in_the_image(
    flips: bool, rows: int, columns: int, left: int
) -> None:
    grey = hook(rows, columns, 20, left)
    ((found,),) = see(stand_in(), [grey], Viewing(160, 8, flips))
    assert dice(found.probability.mask(grey.shape), grey > 200) > 0.96
    assert found.score == pytest.approx(0.9, abs=1e-4)
    assert 0.8 < found.quality < found.score


def test_the_mirrored_look_is_turned_back_and_averaged() -> None:
    grey = hook(160, 160, 20, 10)  # on the left; in the mirrored look, on the right
    ((found,),) = see(stand_in(tilt=0.4), [grey], Viewing(160, 8, True))
    assert found.score == pytest.approx((0.5 + 0.9) / 2)
    ((alone,),) = see(stand_in(tilt=0.4), [grey], Viewing(160, 8, False))
    assert alone.score == pytest.approx(0.5)


@pytest.mark.parametrize("flips", [False, True])
def test_any_batch_size_gives_the_same_masks(
    tiny: MaskRCNN, frames: list[np.ndarray], flips: bool
) -> None:
    ones, fours = (list(see(tiny, frames, Viewing(SIDE, batch, flips))) for batch in (1, 4))
    assert [len(found) for found in ones] == [len(found) for found in fours]
    assert sum(map(len, ones)) > 10
    for one, four, shape in zip(ones, fours, SHAPES, strict=True):
        for a, b in zip(one, four, strict=True):
            assert (a.score, a.quality) == (b.score, b.quality)
            np.testing.assert_array_equal(a.probability.mask(shape), b.probability.mask(shape))


def test_the_same_call_gives_the_same_bits(tiny: MaskRCNN, frames: list[np.ndarray]) -> None:
    one, other = (list(see(tiny, frames, Viewing(SIDE, 3, True))) for _ in range(2))
    for a, b in zip(chain(*one), chain(*other), strict=True):
        np.testing.assert_array_equal(a.probability.values, b.probability.values)


def test_without_flips_it_is_torchvisions_own_answer(
    tiny: MaskRCNN, frames: list[np.ndarray]
) -> None:
    grey = frames[2]  # 64 x 64: its own square
    (found,) = see(tiny, [grey], Viewing(SIDE, 1, False))
    with torch.inference_mode():
        (expected,) = tiny(torch.from_numpy(grey)[None, None].float() / 255)
    np.testing.assert_allclose([one.score for one in found], expected["scores"].numpy(), atol=1e-4)
    theirs = expected["masks"][:, 0].numpy() >= 0.5  # its boxes are rounded to whole pixels
    ours = [one.probability.mask((64, 64)) for one in found]
    overlaps = [dice(one, other) for one, other in zip(ours, theirs, strict=True)]
    assert np.median(overlaps) > 0.8


def test_images_are_read_a_batch_at_a_time() -> None:
    read = []

    def reading() -> Iterator[np.ndarray]:
        for number in range(10):
            read.append(number)
            yield hook(100, 140, 20, 10)

    model = stand_in()
    seen = see(model, reading(), Viewing(160, 4, False))
    next(seen)
    assert len(read) == 4
    assert len(list(seen)) == 9
    assert model.batches == [4, 4, 2]


def test_an_image_without_a_lesion_gives_none() -> None:
    dark = np.zeros((50, 70), np.uint8)
    assert list(see(stand_in(), [dark], Viewing(64, 8, True))) == [[]]
    assert list(see(stand_in(), [], Viewing(64, 8, True))) == []


@pytest.mark.parametrize(
    "error",
    [
        torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20 GiB"),
        RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: 9 bytes"),
        MemoryError(),
    ],
)
def test_too_little_memory_names_the_parameter_to_lower(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(BrightParts, "roi_heads", fail)
    with pytest.raises(StudyError, match=r"1 images? at once: lower masks\.batch"):
        list(see(stand_in(), [hook(100, 140, 20, 10)], Viewing(160, 8, False)))


def test_other_faults_of_the_network_are_not_taken_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("shapes differ")

    monkeypatch.setattr(BrightParts, "roi_heads", fail)
    with pytest.raises(RuntimeError, match="shapes differ"):
        list(see(stand_in(), [hook(100, 140, 20, 10)], Viewing(160, 8, False)))


def test_a_gpu_that_is_not_there_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert device_for("auto") == device_for("cpu") == torch.device("cpu")
    with pytest.raises(StudyError, match=r"segmenter\.accelerator"):
        device_for("gpu")


def test_threads_are_given_back_whatever_happens() -> None:
    before = torch.get_num_threads()

    def fail() -> None:
        with threads(before + 1):
            raise KeyError(torch.get_num_threads())

    with pytest.raises(KeyError, match=str(before + 1)):
        fail()
    assert torch.get_num_threads() == before

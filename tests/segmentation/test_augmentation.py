"""Looks of an image."""

import numpy as np
import pytest
import torch
from scipy import stats

from sonogenomics.segmentation.augmentation import augmented, white_noise
from sonogenomics.segmentation.targets import targets_of
from tests.segmentation.tiny import LIVELY, STILL, disc


def _batch(n: int) -> tuple[torch.Tensor, torch.Tensor]:
    rng = np.random.default_rng(5)
    made = [disc(rng, (64, 64)) for _ in range(n)]
    grey = torch.from_numpy(np.stack([one for one, _ in made]))[:, None].float() / 255
    return grey, torch.from_numpy(np.stack([mask for _, mask in made]))[:, None]


def test_a_look_depends_on_seed_epoch_and_number_not_on_the_batch() -> None:
    images, labels = _batch(6)
    whole, drawn = augmented(images, labels, range(6), LIVELY, (1, 3))
    alone, drawn_alone = augmented(images[4:5], labels[4:5], [4], LIVELY, (1, 3))
    torch.testing.assert_close(whole[4:5], alone, rtol=0, atol=0)
    assert torch.equal(drawn[4:5], drawn_alone)


def test_another_epoch_is_another_look() -> None:
    images, labels = _batch(2)
    first, _ = augmented(images, labels, [0, 1], LIVELY, (1, 3))
    second, _ = augmented(images, labels, [0, 1], LIVELY, (1, 4))
    assert not torch.equal(first, second)


def test_all_switched_off_changes_nothing() -> None:
    images, labels = _batch(3)
    same, drawn = augmented(images, labels, range(3), STILL, (1, 0))
    assert torch.equal(same, images)
    assert torch.equal(drawn, labels)


def test_a_flip_mirrors_image_and_lesion() -> None:
    images, labels = _batch(2)
    rule = STILL.model_copy(update={"flip": 1.0})
    flipped, drawn = augmented(images, labels, [0, 1], rule, (1, 0))
    assert torch.equal(flipped, images.flip(-1))
    assert torch.equal(drawn, labels.flip(-1))


def test_the_lesion_moves_with_the_image() -> None:
    _, labels = _batch(8)
    rule = STILL.model_copy(update={"flip": 0.5, "scale": 0.2, "shift": 0.1})
    moved, drawn = augmented(labels.float(), labels, range(8), rule, (2, 1))
    assert (((moved > 0.5) != (drawn > 0)).float().mean() < 0.01).item()
    assert not torch.equal(drawn, labels)


@pytest.mark.parametrize("part", ["gain", "contrast", "speckle", "shadow"])
def test_brightness_changes_leave_the_lesion_where_it_is(part: str) -> None:
    images, labels = _batch(4)
    rule = STILL.model_copy(update={part: 0.9})
    shaded, drawn = augmented(images, labels, range(4), rule, (1, 0))
    assert torch.equal(drawn, labels)
    assert not torch.equal(shaded, images)
    assert shaded.min() >= 0
    assert shaded.max() <= 1


def test_a_shadow_darkens_below_and_never_brightens() -> None:
    white = torch.ones(16, 1, 64, 64)
    rule = STILL.model_copy(update={"shadow": 1.0})
    cast, _ = augmented(
        white, torch.zeros(16, 1, 64, 64, dtype=torch.uint8), range(16), rule, (1, 0)
    )
    assert (cast <= 1).all()
    assert (cast[:, :, -1].mean(-1) <= cast[:, :, 0].mean(-1)).all()
    assert (cast[:, 0, -1].min(-1).values < 0.75).all()


def test_noise_is_normal_and_its_keys_independent() -> None:
    noise = white_noise(torch.tensor([1, 2]), 100).numpy().reshape(2, -1)
    assert stats.kstest(noise[0], "norm").pvalue > 0.01
    assert abs(np.corrcoef(noise)[0, 1]) < 0.03
    lagged = noise[0].reshape(100, 100)
    assert abs(np.corrcoef(lagged[:, 1:].ravel(), lagged[:, :-1].ravel())[0, 1]) < 0.03


def test_a_lesion_pushed_out_is_dropped() -> None:
    labels = torch.zeros(2, 1, 64, 64, dtype=torch.uint8)
    labels[0, 0, :3, :5] = 1
    labels[0, 0, 20:40, 10:30] = 2
    first, second = targets_of(labels, 2)
    assert first["boxes"].tolist() == [[10, 20, 30, 40]]
    assert first["masks"].sum() == 400
    assert second["boxes"].shape == (0, 4)
    assert second["masks"].shape == (0, 64, 64)

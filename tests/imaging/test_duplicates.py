import time

import numpy as np
import pytest
from PIL import Image
from scipy import ndimage
from scipy.spatial.distance import pdist, squareform

from sonogenomics.imaging.duplicates import exact_pairs, fingerprint, near_pairs
from sonogenomics.imaging.ultrasound import Grey


def scene(seed: int) -> Grey:
    noise = np.random.default_rng(seed).normal(size=(160, 120))
    smooth = ndimage.gaussian_filter(noise, 6)
    grey: Grey = np.clip(128 + 128 * smooth / np.abs(smooth).max(), 0, 255).astype(np.uint8)
    return grey


def test_pairs_are_those_of_scipys_hamming_distance(rng: np.random.Generator) -> None:
    bits = rng.random((60, 128)) < 0.5
    for copy in range(0, 60, 3):  # every third is a copy with up to 24 bits turned
        bits[copy] = bits[copy + 1]
        turned = rng.choice(128, rng.integers(0, 25), replace=False)
        bits[copy, turned] ^= True
    apart = [squareform(pdist(half, "hamming") * 64) for half in (bits[:, :64], bits[:, 64:])]
    near = np.argwhere(np.triu((apart[0] <= 10) & (apart[1] <= 10), 1))
    assert 3 < len(near) < 20
    np.testing.assert_array_equal(near_pairs(bits), near)


def test_thousands_of_images_take_no_python_loop_over_pairs(rng: np.random.Generator) -> None:
    bits = rng.random((5000, 128)) < 0.5
    bits[4999] = bits[17]
    start = time.monotonic()
    assert near_pairs(bits).tolist() == [[17, 4999]]
    assert time.monotonic() - start < 5  # 12.5 million pairs


@pytest.mark.parametrize("change", ["jpeg", "half", "gain", "cut"])
def test_a_picture_saved_again_is_found(change: str) -> None:
    grey = scene(1)
    image = Image.fromarray(grey)
    changed = {
        "jpeg": image.quantize(16).convert("L"),
        "half": image.resize((60, 80)),
        "gain": image.point(lambda level: int(level * 0.7)),
        "cut": image.crop((2, 3, 118, 157)),
    }[change]
    pair = np.stack([fingerprint(grey), fingerprint(np.array(changed))])
    assert near_pairs(pair).tolist() == [[0, 1]]


def test_different_pictures_are_not_paired() -> None:
    assert len(near_pairs(np.stack([fingerprint(scene(seed)) for seed in range(12)]))) == 0


def test_equal_digests_are_paired_with_the_first() -> None:
    assert exact_pairs(["b", "a", "b", "c", "a", "b"]).tolist() == [[0, 2], [1, 4], [0, 5]]
    assert exact_pairs([]).shape == (0, 2)


def test_no_images_give_no_pairs() -> None:
    assert near_pairs(np.empty((0, 128), bool)).shape == (0, 2)

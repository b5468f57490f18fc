"""What another examination could have looked like: flips, moves, gain, speckle, shadows."""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from sonogenomics.params.pixels import Augmentation
from sonogenomics.segmentation.draws import LOOK, generator

N_DRAWS = 13  # of each image, whatever is switched on: settings do not move one another's draws
GRAIN_PX = 2  # of speckle; finer than a pixel pair, ultrasound does not resolve
SMOOTHED = 1.6  # doubling a grid by bilinear interpolation takes noise to 1/1.6 of its deviation
SHADOW_WIDTH = (0.03, 0.12)  # half width, in image sides
SHADOW_DEPTH = (0.1, 0.6)  # where it begins
SHADOW_LOSS = (0.3, 0.8)  # of brightness
SHADOW_EDGE = 0.03  # over which it begins
MASK_32 = 0xFFFFFFFF


def _between(draws: Tensor, limits: tuple[float, float]) -> Tensor:
    return limits[0] + draws * (limits[1] - limits[0])


def _draws(
    seed: int, epoch: int, numbers: Sequence[int]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int64]]:
    """Uniform numbers, shape (n, N_DRAWS), and a key for each image's speckle."""
    rngs = [generator(seed, LOOK, epoch, number) for number in numbers]
    uniform = np.stack([rng.random(N_DRAWS) for rng in rngs]).astype(np.float32)
    return uniform, np.array([rng.integers(2**32) for rng in rngs], np.int64)


def _mixed(state: Tensor) -> Tensor:
    """One round of the PCG hash on 32-bit numbers (held in 64): every bit depends on all."""
    state = (state * 747796405 + 2891336453) & MASK_32
    word = ((state >> ((state >> 28) + 4)) ^ state) * 277803737 & MASK_32
    return (word >> 22) ^ word


def white_noise(keys: Tensor, side: int) -> Tensor:
    """Normal noise, an image a key: the same on any device and in any batch.

    Parameters
    ----------
    keys : int64 Tensor, shape (n,)
        Below 2**32.
    side : int
        Of the square.

    Returns
    -------
    float32 Tensor, shape (n, 1, side, side)
        Mean 0, standard deviation 1 (Box and Muller's transform of hashed pixel numbers).

    References
    ----------
    Jarzynski M, Olano M. Hash functions for GPU rendering. JCGT 2020;9:20-38.
    """
    pixels = torch.arange(2 * side * side, device=keys.device)
    hashed = _mixed(_mixed(pixels)[None] ^ keys[:, None])
    uniform = ((hashed >> 8).float() + 0.5) / 2**24
    one, other = uniform.view(len(keys), 2, 1, side, side).unbind(1)
    return torch.sqrt(-2 * torch.log(one)) * torch.cos(2 * math.pi * other)


def _moved(images: Tensor, labels: Tensor, draws: Tensor, rule: Augmentation) -> tuple[Tensor, ...]:
    """Flip, scale and shift images and labels together; what comes in from outside is black."""
    flipped = (draws[:, 0] < rule.flip).view(-1, 1, 1, 1)
    images = torch.where(flipped, images.flip(-1), images)
    labels = torch.where(flipped, labels.flip(-1), labels)
    if rule.scale == 0 and rule.shift == 0:
        return images, labels
    scale = 1 / (1 + _between(draws[:, 1], (-rule.scale, rule.scale)))
    shift = _between(draws[:, 2:4], (-2 * rule.shift, 2 * rule.shift))  # the square is 2 wide
    theta = torch.zeros(len(images), 2, 3, device=images.device)
    theta[:, 0, 0] = theta[:, 1, 1] = scale
    theta[:, :, 2] = shift
    grid = functional.affine_grid(theta, list(images.shape), align_corners=False)
    moved = functional.grid_sample(images, grid, align_corners=False)
    drawn = functional.grid_sample(labels.float(), grid, mode="nearest", align_corners=False)
    return moved, drawn.to(labels.dtype)


def _shadow(draws: Tensor, side: int, probability: float) -> Tensor:
    """Brightness left under an acoustic shadow, shape (n, 1, side, side)."""
    place = (torch.arange(side, device=draws.device) + 0.5) / side
    cast = (draws[:, 0] < probability).float()
    width = _between(draws[:, 2], SHADOW_WIDTH)
    across = torch.exp(-(((place[None] - draws[:, 1:2]) / width[:, None]) ** 4))
    begins = _between(draws[:, 3], SHADOW_DEPTH)
    below = torch.sigmoid((place[None] - begins[:, None]) / SHADOW_EDGE)
    loss = cast * _between(draws[:, 4], SHADOW_LOSS)
    return (1 - loss[:, None, None] * below[:, :, None] * across[:, None, :])[:, None]


def _shaded(images: Tensor, draws: Tensor, keys: Tensor, rule: Augmentation) -> Tensor:
    side = images.shape[-1]
    column = draws[:, :, None, None, None]
    if rule.contrast > 0:
        middle = images.mean(dim=(1, 2, 3), keepdim=True)
        images = middle + (images - middle) * (1 + _between(column[:, 4], (-1, 1)) * rule.contrast)
    if rule.gain > 0:
        images = images * (1 + _between(column[:, 5], (-1, 1)) * rule.gain)
    if rule.speckle > 0:
        grains = white_noise(keys, -(-side // GRAIN_PX))
        noise = functional.interpolate(grains, scale_factor=GRAIN_PX, mode="bilinear")
        strength = rule.speckle * SMOOTHED * column[:, 6]
        images = images * (1 + strength * noise[..., :side, :side])
    if rule.shadow > 0:
        images = images * _shadow(draws[:, 7:12], side, rule.shadow)
    return images.clamp(0, 1)


def augmented(
    images: Tensor,
    labels: Tensor,
    numbers: Sequence[int],
    rule: Augmentation,
    place: tuple[int, int],
) -> tuple[Tensor, Tensor]:
    """Vary a batch; an image's look depends on seed, epoch and its number alone.

    A left-right flip, a change of size and place (lesions move along), contrast about the
    image's mean, gain, multiplicative speckle of two-pixel grain, x (1 + s z), and a shadow that
    falls downwards from a random depth.

    Parameters
    ----------
    images : float32 Tensor, shape (n, 1, side, side)
        0 to 1.
    labels : uint8 Tensor, shape (n, 1, side, side)
        0 outside, 1, 2, ... by lesion.
    numbers : sequence of int
        Of the images.
    rule : Augmentation
        How far each may go; 0 switches it off.
    place : tuple of int
        Seed and epoch.

    Returns
    -------
    images, labels
        As they came in, varied.
    """
    uniform, keys = _draws(*place, numbers)
    draws = torch.from_numpy(uniform).to(images.device, non_blocking=True)
    on_device = torch.from_numpy(keys).to(images.device, non_blocking=True)
    images, labels = _moved(images, labels, draws, rule)
    return _shaded(images, draws, on_device, rule), labels

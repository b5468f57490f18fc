"""Random numbers that depend on what they are for, never on what was drawn before."""

import numpy as np

STREAM = 22  # sets the segmenter's draws apart from other stages'
ORDER, PARTS, WEIGHTS, STEP, LOOK, ASIDE = range(6)  # what a draw is for


def generator(seed: int, purpose: int, *place: int) -> np.random.Generator:
    """The generator of one purpose at one place, such as an epoch and an image.

    Examples
    --------
    >>> bool(generator(1, ORDER, 2).random() == generator(1, ORDER, 2).random())
    True
    """
    return np.random.default_rng([seed, STREAM, purpose, *place])


def torch_seed(seed: int, purpose: int, *place: int) -> int:
    """A seed for torch's generator, likewise."""
    return int(generator(seed, purpose, *place).integers(2**62))

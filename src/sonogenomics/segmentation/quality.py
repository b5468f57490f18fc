"""How far the network's own outline can be trusted: per pixel, and per lesion."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sonogenomics.segmentation.patches import INSIDE, Floats, Patch, Shape, framed, together

LEVELS = 255  # of an eight-bit picture


def mean_of(looks: Sequence[Patch]) -> Patch:
    """Average of what several looks say of one lesion; outside a look's rectangle it says zero.

    Parameters
    ----------
    looks : sequence of Patch
        In the coordinates of one image.

    Returns
    -------
    Patch
        As large as all rectangles together.

    Examples
    --------
    >>> one, other = Patch(0, 0, np.array([[1.0, 1.0]])), Patch(0, 1, np.array([[0.5]]))
    >>> mean_of([one, other]).values.tolist()
    [[0.5, 0.75]]
    """
    window = together(tuple(looks))
    values = sum((framed(look, window) for look in looks), np.zeros(()))
    return Patch(window[0].start, window[1].start, np.asarray(values) / len(looks))


def expected_dice(probability: Floats) -> float:
    """The Dice that a mask would reach if its probabilities were true.

    With A the pixels of probability 0.5 or more and p the probability:
    ``2 sum of p over A / (|A| + sum of p)``; 0 where A is empty. It falls where the network is
    undecided, and where two looks differ, since their mean is then between 0 and 1.

    Parameters
    ----------
    probability : float array
        From 0 to 1.

    Returns
    -------
    float
        From 0 to 1.

    References
    ----------
    Ratio of expectations, as in Nordstroem et al. 2020, arXiv:2006.04548, on the mask that is best
    under Dice.

    Examples
    --------
    >>> expected_dice(np.array([1.0, 1.0, 0.0, 0.0]))
    1.0
    >>> expected_dice(np.array([0.5, 0.5]))
    0.6666666666666666
    """
    inside = probability >= INSIDE
    total = float(inside.sum()) + float(probability.sum())
    return 2 * float(probability[inside].sum()) / total if inside.any() else 0.0


def soft_dice(first: Floats, second: Floats) -> float:
    """How much two looks at one lesion share, pixel by pixel, before any threshold.

    ``2 sum of p q / (sum of p p + sum of q q)``; 0 where both are empty.

    Parameters
    ----------
    first, second : float array, same shape
        From 0 to 1.

    Returns
    -------
    float
        From 0 to 1.

    References
    ----------
    Milletari et al., V-Net, 3DV 2016, equation 3.

    Examples
    --------
    >>> soft_dice(np.array([1.0, 1.0]), np.array([1.0, 0.0]))
    0.6666666666666666
    """
    total = float((first**2).sum() + (second**2).sum())
    return 2 * float((first * second).sum()) / total if total else 0.0


def uncertainty(probabilities: Sequence[Patch], shape: Shape) -> npt.NDArray[np.uint8]:
    """Where the network is undecided: the entropy of each pixel's probability, as a picture.

    ``H = -p log2 p - (1 - p) log2 (1 - p)`` in bits, times 255: 0 is certain, 255 is p = 0.5. Where
    several detections reach a pixel, the highest probability counts.

    Parameters
    ----------
    probabilities : sequence of Patch
        Mean probability of each detection.
    shape : tuple of int
        Rows and columns of the image.

    Returns
    -------
    uint8 array, shape (rows, columns)

    References
    ----------
    Wang et al. 2019, Neurocomputing 338:34-45 (test-time augmentation, entropy of the mean).

    Examples
    --------
    >>> uncertainty([Patch(0, 0, np.array([[1.0, 0.5, 0.11]]))], (1, 4)).tolist()
    [[0, 255, 127, 0]]
    """
    highest = np.zeros(shape)
    for patch in probabilities:
        highest[patch.window] = np.maximum(highest[patch.window], patch.values)
    picture = np.zeros(shape, np.uint8)
    open_px = (highest > 0) & (highest < 1)
    p = highest[open_px]
    bits = -p * np.log2(p) - (1 - p) * np.log2(1 - p)
    picture[open_px] = np.rint(bits * LEVELS).astype(np.uint8)
    return picture

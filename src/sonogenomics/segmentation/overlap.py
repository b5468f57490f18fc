"""How far two masks cover the same pixels: Dice and IoU."""

import numpy as np
import numpy.typing as npt

from sonogenomics.errors import StudyError

Mask = npt.NDArray[np.bool_]


def _counts(first: Mask, second: Mask) -> tuple[int, int]:
    """Pixels in both, and pixels of the two added up."""
    if first.shape != second.shape:
        raise StudyError(
            f"Masks of {first.shape} and {second.shape} px cannot be compared: bring both to the "
            "size of their image."
        )
    shared = int(np.count_nonzero(first & second))
    return shared, int(np.count_nonzero(first)) + int(np.count_nonzero(second))


def dice(first: Mask, second: Mask) -> float:
    """How much two outlines of a lesion share: 1 is the same, 0 is nothing in common.

    ``Dice = 2 |A & B| / (|A| + |B|)``; two empty masks agree, so theirs is 1.

    Parameters
    ----------
    first, second : bool array, shape (rows, columns)

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    StudyError
        Masks of two sizes.

    References
    ----------
    Dice LR 1945, Ecology 26:297-302.

    Examples
    --------
    >>> dice(np.array([[1, 1, 0, 0]], bool), np.array([[0, 1, 1, 0]], bool))
    0.5
    """
    shared, total = _counts(first, second)
    return 2 * shared / total if total else 1.0


def iou(first: Mask, second: Mask) -> float:
    """Share of the pixels of either outline that belong to both (intersection over union).

    ``IoU = |A & B| / |A or B|``, also called the Jaccard index; two empty masks give 1.

    Parameters
    ----------
    first, second : bool array, shape (rows, columns)

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    StudyError
        Masks of two sizes.

    References
    ----------
    Jaccard P 1912, New Phytologist 11:37-50.

    Examples
    --------
    >>> round(iou(np.array([[1, 1, 0, 0]], bool), np.array([[0, 1, 1, 0]], bool)), 4)
    0.3333
    """
    shared, total = _counts(first, second)
    return shared / (total - shared) if total else 1.0

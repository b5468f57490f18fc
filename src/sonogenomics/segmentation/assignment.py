"""Which network looks at which image, and whether it was trained on that patient."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sonogenomics.errors import StudyError


def assigned(images: pd.DataFrame, trained: Sequence[int]) -> pd.DataFrame:
    """Give each image the network that has not seen its patient, where one was trained.

    The network of fold f is trained on the outlined training patients of the other folds. An image
    goes to the network of its own fold if that was trained, otherwise (also held-out patients, whom
    none has seen) to the first trained one.

    Parameters
    ----------
    images : DataFrame
        Rows of `catalog.IMAGES`.
    trained : sequence of int
        Folds with a network, at least one; the first named serves where an own one is missing.

    Returns
    -------
    DataFrame
        The same rows and columns, and network (whose network) and seen (it was trained on that
        patient).

    Raises
    ------
    StudyError
        No network.

    Examples
    --------
    >>> images = pd.DataFrame({"patient_id": ["A", "B", "C"], "split": ["train", "train", "test"],
    ...     "fold": [1, 2, 0], "n_outlined": [1, 1, 1]})
    >>> assigned(images, [1])[["network", "seen"]].to_numpy().tolist()
    [[1, False], [1, True], [1, False]]
    """
    if not trained:
        raise StudyError("No network is trained: name at least one of segmenter.folds.")
    network = images["fold"].where(images["fold"].isin(list(trained)), trained[0])
    outlined = images.groupby("patient_id")["n_outlined"].transform("sum") > 0
    seen = outlined & (images["split"] == "train") & (images["fold"] != network)
    return images.assign(network=network.astype(np.int64), seen=seen.astype(bool))

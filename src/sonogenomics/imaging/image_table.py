"""The table of usable images, and the fold of each."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from sonogenomics.imaging.folds import HELD_OUT, drawn_folds, own_folds
from sonogenomics.imaging.intake import Taken


def image_table(taken: Sequence[Taken], listed: pd.DataFrame) -> pd.DataFrame:
    """One row for each image that was read and is used, all but its fold.

    Parameters
    ----------
    taken : sequence of Taken
        Those that are used.
    listed : DataFrame
        Of `worklist`: view and scanner, by image.

    Returns
    -------
    DataFrame
        As `catalog.images.Images` says, without `fold`; sorted by image.
    """
    rows = [
        {
            "image": one.whose.image,
            "patient_id": one.whose.patient_id,
            "split": one.whose.split,
            "format": one.format,
            "n_rows": one.shape[0],
            "n_columns": one.shape[1],
            "row_mm": np.nan if one.spacing_mm is None else one.spacing_mm[0],
            "column_mm": np.nan if one.spacing_mm is None else one.spacing_mm[1],
            "n_outlined": one.n_outlined,
            "pixel_sha256": "" if one.traits is None else one.traits.pixel_sha256,
        }
        for one in taken
    ]
    frame = pd.DataFrame(rows).set_index("image").sort_index()
    known = listed.loc[frame.index, ["view", "scanner"]]
    frame.insert(2, "view", known["view"].to_numpy())
    frame.insert(3, "scanner", known["scanner"].to_numpy())
    return frame


def with_folds(
    images: pd.DataFrame, outcome: "pd.Series[int]", n_folds: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Add folds by a draw: 1 to K for training patients, 0 for held-out ones.

    Parameters
    ----------
    images : DataFrame
        Of `image_table`.
    outcome : Series of int, by patient
    n_folds : int
        K.
    rng : numpy.random.Generator

    Returns
    -------
    DataFrame
    """
    training = images[images["split"] == "train"]
    outlined = training.groupby("patient_id")["n_outlined"].sum() > 0
    folds = drawn_folds(outcome.loc[outlined.index], outlined, n_folds, rng)
    return _inserted(images, folds)


def with_own_folds(images: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    """Add the study's own folds, 0 for held-out patients.

    Parameters
    ----------
    images : DataFrame
        Of `image_table`.
    listed : DataFrame
        Of `worklist`: patient and fold of every listed image, usable or not.

    Returns
    -------
    DataFrame
    """
    training = images.loc[images["split"] == "train", "patient_id"].unique()
    rows = listed[listed["patient_id"].isin(training)]
    return _inserted(images, own_folds(rows["patient_id"], rows["fold"]))


def _inserted(images: pd.DataFrame, folds: "pd.Series[int]") -> pd.DataFrame:
    images = images.copy()
    drawn = images["patient_id"].map(folds).where(images["split"] == "train", HELD_OUT)
    images.insert(2, "fold", drawn.astype("int64"))
    return images

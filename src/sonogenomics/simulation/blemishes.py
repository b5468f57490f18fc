"""What goes wrong in every real image folder, planted once each, so that no check is idle."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from PIL import Image

from sonogenomics.simulation.picture_files import write_jpeg, write_png

PICTURES, OUTLINES = "ultrasound", "outlines"  # folders, and sources of study.yaml
UNLISTED = "export-0001.png"
SCALE = 0.94  # of the near-duplicate
_BLANK, _BLANK_NOISE = 6, 2  # grey levels of a frame that was saved without contact


def blemish(
    folder: Path, listed: pd.DataFrame, candidates: Sequence[str], rng: np.random.Generator
) -> pd.DataFrame:
    """Spoil a few files, and add a few that should not be there.

    A picture filed under another patient too, one saved again at another scale, a blank frame, a
    file cut short, one listed and absent, one present and unlisted, and a mask of another size
    than its picture.

    Parameters
    ----------
    folder : Path
        With the pictures and outlines as they should be.
    listed : DataFrame
        One row per picture.
    candidates : sequence of str
        Patients to whom it may happen.
    rng : Generator

    Returns
    -------
    DataFrame
        The list with the rows that came.
    """
    may = listed[listed["patient_id"].isin(candidates)]
    png = may[may["image"].str.endswith(".png")].drop_duplicates("patient_id")
    twice, receiver, again, blank, cut, absent = _rows(png, 6, rng)
    write_png(np.fliplr(_grey(folder, blank)), folder / PICTURES / UNLISTED)
    _shrink_mask(folder, may, rng)
    return pd.concat(
        [
            listed,
            _filed_under(folder, twice, receiver, listed),
            _saved_again(folder, again, listed),
            _blank(folder, blank, listed, rng),
            _cut_short(folder, cut, listed),
            _one_more(absent, listed, "png"),
        ],
        ignore_index=True,
    )


def _rows(table: pd.DataFrame, n: int, rng: np.random.Generator) -> list[pd.DataFrame]:
    chosen = rng.choice(len(table), n, replace=False)
    return [table.iloc[[number]] for number in chosen]


def _grey(folder: Path, row: pd.DataFrame) -> np.ndarray:
    with Image.open(folder / PICTURES / str(row["image"].item())) as image:
        return np.array(image)


def _one_more(row: pd.DataFrame, listed: pd.DataFrame, kind: str) -> pd.DataFrame:
    """A further view of a patient, not outlined."""
    patient = row["patient_id"].item()
    view = int((listed["patient_id"] == patient).sum()) + 1
    return row.assign(image=f"{patient}-{view}.{kind}", mask="", view=view)


def _filed_under(
    folder: Path, row: pd.DataFrame, receiver: pd.DataFrame, listed: pd.DataFrame
) -> pd.DataFrame:
    """The same pixels in another file, under another patient."""
    new = _one_more(receiver, listed, "png")
    write_png(_grey(folder, row), folder / PICTURES / new["image"].item(), level=9)
    return new


def _saved_again(folder: Path, row: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    new = _one_more(row, listed, "jpg")
    image = Image.fromarray(_grey(folder, row))
    size = round(SCALE * image.width), round(SCALE * image.height)
    smaller = np.array(image.resize(size, Image.Resampling.BICUBIC))
    write_jpeg(smaller, folder / PICTURES / new["image"].item())
    return new


def _blank(
    folder: Path, row: pd.DataFrame, listed: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    new = _one_more(row, listed, "png")
    shape = _grey(folder, row).shape
    grey = rng.integers(_BLANK, _BLANK + _BLANK_NOISE, shape, dtype=np.uint8)
    write_png(grey, folder / PICTURES / new["image"].item())
    return new


def _cut_short(folder: Path, row: pd.DataFrame, listed: pd.DataFrame) -> pd.DataFrame:
    new = _one_more(row, listed, "png")
    content = (folder / PICTURES / str(row["image"].item())).read_bytes()
    (folder / PICTURES / new["image"].item()).write_bytes(content[: len(content) // 3])
    return new


def _shrink_mask(folder: Path, may: pd.DataFrame, rng: np.random.Generator) -> None:
    """Save one outline at half its size, as if drawn on a thumbnail."""
    (row,) = _rows(may[may["mask"] != ""], 1, rng)
    path = folder / OUTLINES / str(row["mask"].item())
    with Image.open(path) as image:
        small = image.resize((image.width // 2, image.height // 2), Image.Resampling.NEAREST)
    small.save(path)

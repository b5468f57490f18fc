"""Every image fitted once and kept on disk as one array, so that no step waits for a file."""

import hashlib
import json
import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from sonogenomics.errors import StudyError
from sonogenomics.output import whole_folder, write_json
from sonogenomics.progress import track
from sonogenomics.segmentation.fitting import Fit, Grey
from sonogenomics.workers import n_workers

VERSION = 1  # of the arrays' meaning; part of the key
IMAGES, OUTLINES, INDEX = "images.u8", "outlines.u8", "index.json"
BLOCK = 256  # pictures read ahead of the one being written
BAR_FROM = 500  # pictures: fewer are done before a bar is seen
Numbers = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Picture:
    """One image: its id, its grey frame, and the expert's outline where there is one."""

    name: str
    frame: Path
    outline: Path | None


@dataclass(frozen=True, eq=False)
class Cache:
    """Fitted images and outlines, mapped from disk.

    Attributes
    ----------
    images, outlines : uint8 array, shape (n, side, side)
        Read-only; outlines are 0 outside, 1, 2, ... by lesion.
    fits : list of Fit
        How each image lies in its square.
    names : list of str
        Their ids.
    most_lesions : int
        On one image.
    key : str
        Of the content.
    """

    images: Grey
    outlines: Grey
    fits: list[Fit]
    names: list[str]
    most_lesions: int
    key: str

    def __len__(self) -> int:
        return len(self.names)


def _opened(path: Path) -> Grey:
    try:
        with Image.open(path, formats=("PNG",)) as image:
            return np.asarray(image.convert("L"))
    except (OSError, SyntaxError, ValueError) as error:
        raise StudyError(
            f"{path} cannot be read ({type(error).__name__}): restore it with dvc checkout, or "
            "run the stage images again."
        ) from None


def _fitted(picture: Picture, side_px: int) -> tuple[Grey, Grey, Fit]:
    grey = _opened(picture.frame)
    fit = Fit.of(grey.shape, side_px)
    if picture.outline is None:
        return fit.forward(grey), np.zeros((side_px, side_px), np.uint8), fit
    labels = _opened(picture.outline)
    if labels.shape != grey.shape:
        raise StudyError(
            f"The outline {picture.outline} is {labels.shape[0]} x {labels.shape[1]} px and its "
            f"image {grey.shape[0]} x {grey.shape[1]}: run the stage images again."
        )
    return fit.forward(grey), fit.forward_labels(labels), fit


def content_key(pictures: Sequence[Picture], side_px: int) -> str:
    """A fingerprint of what the cache will hold: every file's bytes, their order, the side."""
    total = hashlib.sha256(f"{VERSION} {side_px}\n".encode())

    def of(picture: Picture) -> str:
        digest = hashlib.sha256()
        for path in (picture.frame, picture.outline):
            digest.update(b"-" if path is None else hashlib.sha256(path.read_bytes()).digest())
        return f"{picture.name} {digest.hexdigest()}\n"

    try:
        with ThreadPoolExecutor(n_workers()) as pool:
            for line in pool.map(of, pictures):
                total.update(line.encode())
    except FileNotFoundError as error:
        raise StudyError(
            f"{error.filename} is missing: restore it with dvc checkout, or run the stage images "
            "again."
        ) from None
    return total.hexdigest()[:32]


def _write(pictures: Sequence[Picture], side_px: int, folder: Path) -> None:
    """Pictures are decoded by threads and written in order, a block ahead at most."""
    fits, most = [], 0
    waiting = iter(pictures)
    with (
        ThreadPoolExecutor(n_workers()) as pool,
        (folder / IMAGES).open("wb") as images,
        (folder / OUTLINES).open("wb") as outlines,
    ):
        blocks = -(-len(pictures) // BLOCK)
        steps = range(blocks)
        bar = track(steps, "Fitting images") if len(pictures) >= BAR_FROM else iter(steps)
        for _ in bar:
            block = list(islice(waiting, BLOCK))
            for grey, labels, fit in pool.map(lambda p: _fitted(p, side_px), block):
                images.write(grey.tobytes())
                outlines.write(labels.tobytes())
                fits.append((fit.n_rows, fit.n_columns))
                most = max(most, int(labels.max()))
    names = [picture.name for picture in pictures]
    write_json(folder / INDEX, {"names": names, "shapes": fits, "most_lesions": most})


def _open(folder: Path, side_px: int) -> Cache:
    index = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    shape = (len(index["names"]), side_px, side_px)
    images, outlines = (
        np.memmap(folder / name, np.uint8, "r", shape=shape) for name in (IMAGES, OUTLINES)
    )
    fits = [Fit.of(tuple(one), side_px) for one in index["shapes"]]
    return Cache(images, outlines, fits, index["names"], index["most_lesions"], folder.name)


def build(pictures: Sequence[Picture], side_px: int, folder: Path) -> Cache:
    """Fit every image into the square, once; a later call with the same content maps the arrays.

    The arrays lie in `folder/<key>`; what another content left in `folder` is removed.

    Parameters
    ----------
    pictures : sequence of Picture
        At least one, in the order of their numbers.
    side_px : int
        Of the square.
    folder : Path
        Where caches are kept.

    Returns
    -------
    Cache

    Raises
    ------
    StudyError
        No picture, or one that cannot be read, or an outline of another size.
    """
    if not pictures:
        raise StudyError("There is no image to learn from.")
    own = folder / content_key(pictures, side_px)
    if not (own / INDEX).is_file():
        with whole_folder(own) as partial:
            _write(pictures, side_px, partial)
    for other in folder.iterdir():
        if other.is_dir() and not other.name.startswith(".") and other != own:
            shutil.rmtree(other, ignore_errors=True)
    return _open(own, side_px)

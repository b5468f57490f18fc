"""Finished pieces of long work, kept until all are there, so that a break costs little."""

import hashlib
import shutil
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import joblib
import numpy as np
from numpy.typing import NDArray

import sonogenomics
from sonogenomics.output import whole_file

KEPT = Path("data/.kept")  # in no DVC output: DVC empties those before a stage runs


@contextmanager
def kept(stage: str) -> Iterator[Path]:
    """Give a stage the folder for its finished pieces; removed once the block ends well.

    Parameters
    ----------
    stage : str
        Its name; a branch of a matrix stage has its own.

    Yields
    ------
    Path
        data/.kept/<stage>, left as it is on any error.
    """
    folder = KEPT / stage
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Shelf:
    """The finished pieces of one piece of work: this very code on these very data.

    Attributes
    ----------
    folder : Path
        One .npz file a piece.
    """

    folder: Path

    @classmethod
    def of(cls, folder: Path, work: Callable[..., object], shared: object) -> "Shelf":
        """Find the shelf of a function and its data; other code or data have another one."""
        names = f"{work.__module__}.{work.__qualname__} {joblib.hash(shared)} {_code()}"
        return cls(folder / hashlib.sha256(names.encode()).hexdigest()[:16])

    def found(self, pieces: Sequence[range]) -> dict[range, Mapping[str, NDArray[Any]]]:
        """The pieces that are there already; a file that cannot be read is not."""
        read = {piece: _read(self._path(piece)) for piece in pieces}
        return {piece: arrays for piece, arrays in read.items() if arrays is not None}

    def keep(self, piece: range, arrays: Mapping[str, NDArray[Any]]) -> None:
        """Write a finished piece, whole or not at all."""
        with whole_file(self._path(piece)) as partial, partial.open("wb") as file:
            np.savez(file, **dict(arrays))  # type: ignore[arg-type]

    def _path(self, piece: range) -> Path:
        return self.folder / f"{piece.start}-{piece.stop}.npz"


def _read(path: Path) -> dict[str, NDArray[Any]] | None:
    try:
        with path.open("rb") as opened, np.load(opened, allow_pickle=False) as file:
            return {name: file[name] for name in file.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile):
        return None


@cache
def _code() -> str:
    """Fingerprint of the package: pieces of other code are not mixed with this one's."""
    package = Path(sonogenomics.__file__).parent
    whole = hashlib.sha256()
    for path in sorted(package.rglob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()

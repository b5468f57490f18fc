"""Files appear whole or not at all: written beside their name, then renamed onto it."""

import json
import math
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

SIGNIFICANT_DIGITS = 6  # enough to read, few enough not to differ between processors


def _partial(path: Path) -> Path:
    return path.with_name(f".{path.name}.partial")


def _flush_to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def whole_file(path: str | Path) -> Iterator[Path]:
    """Give a name to write to; it becomes `path` only if the block ends well.

    Parameters
    ----------
    path : str or Path
        Where the finished file shall stand.

    Yields
    ------
    Path
        A hidden name in the same folder, removed again on any error.
    """
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = _partial(path)
    try:
        yield partial
        _flush_to_disk(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def whole_folder(path: str | Path) -> Iterator[Path]:
    """Give an empty folder to fill; it becomes `path` only if the block ends well.

    Parameters
    ----------
    path : str or Path
        Where the finished folder shall stand; an earlier one is replaced.

    Yields
    ------
    Path
        A hidden folder beside it, removed again on any error.
    """
    path = Path(path)
    partial = _partial(path)
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        yield partial
        for file in partial.rglob("*"):
            if file.is_file():
                _flush_to_disk(file)
        if path.exists():
            shutil.rmtree(path)
        partial.replace(path)
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def write_text(path: str | Path, text: str) -> None:
    """Write text (UTF-8) whole or not at all."""
    with whole_file(path) as partial:
        partial.write_text(text, encoding="utf-8")


def write_json(path: str | Path, content: object) -> None:
    """Write JSON, keys in the given order, whole or not at all; NaN becomes null."""
    write_text(path, json.dumps(rounded(content), indent=2, allow_nan=False) + "\n")


def rounded(content: object) -> object:
    """Round every number in a nest of dicts and lists to six significant digits.

    Examples
    --------
    >>> rounded({"auc": 0.70123456789, "n": 320, "undefined": float("nan")})
    {'auc': 0.701235, 'n': 320, 'undefined': None}
    """
    if isinstance(content, Mapping):
        return {str(key): rounded(value) for key, value in content.items()}
    if isinstance(content, (list, tuple)):
        return [rounded(value) for value in content]
    if hasattr(content, "item"):  # a numpy scalar
        content = content.item()
    if isinstance(content, float):
        return float(f"{content:.{SIGNIFICANT_DIGITS}g}") if math.isfinite(content) else None
    return content

"""Text files as they come, gzipped or not: damage becomes a sentence."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from pandas.errors import ParserError

from sonogenomics.errors import StudyError

GZIP_MAGIC = b"\x1f\x8b"
SEPARATORS = {"tab": "\t", "comma": ",", "semicolon": ";"}


def is_gzipped(path: Path) -> bool:
    """Whether a file is gzipped, by its first bytes and not by its name."""
    with path.open("rb") as file:
        return file.read(2) == GZIP_MAGIC


@contextmanager
def open_text(path: Path) -> Iterator[TextIO]:
    """Open a text file (UTF-8), gzipped or not.

    Parameters
    ----------
    path : Path
        The file; whether it is gzipped is seen from its first bytes.

    Yields
    ------
    TextIO
        Lines to read.

    Raises
    ------
    StudyError
        The file is missing, or found damaged or malformed while the block reads it.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     _ = file.write(gzip.compress(b"gene,S1"))
    ...     file.flush()
    ...     with open_text(Path(file.name)) as text:
    ...         print(text.read())
    gene,S1
    """
    with reading(path):
        opener = gzip.open if is_gzipped(path) else open
        with opener(path, "rt", encoding="utf-8-sig", newline="") as text:
            yield text


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Say in one sentence what any reader finds wrong with a file.

    Raises
    ------
    StudyError
        In place of the many kinds of exception that damaged files raise.
    """
    try:
        yield
    except FileNotFoundError:
        raise StudyError(f"{path} is missing: run `dvc repro sources`.") from None
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise StudyError(
            f"{path} is truncated or damaged ({error}): fetch it again, best with its sha256 in "
            f"study.yaml."
        ) from None
    except UnicodeDecodeError as error:
        raise StudyError(f"{path} is not text in UTF-8 ({error}): save it as such.") from None
    except ParserError as error:
        raise StudyError(f"{path} is not a table: {error!s:.200}. Mend that row.") from None

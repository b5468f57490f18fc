"""The sha256 of a file, read in pieces: a file may be larger than memory."""

import hashlib
from pathlib import Path

PIECE = 1 << 20  # bytes read at a time


def sha256_of(path: Path) -> str:
    """The fingerprint that tells whether a file is the one that was meant.

    Parameters
    ----------
    path : Path
        Any file.

    Returns
    -------
    str
        SHA-256 as 64 hexadecimal digits.

    References
    ----------
    FIPS 180-4, Secure Hash Standard.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.NamedTemporaryFile() as file:
    ...     print(sha256_of(Path(file.name))[:16])
    e3b0c44298fc1c14
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def copy(origin: Path, target: Path) -> str:
    """Copy a file and give the fingerprint of what was written.

    A copy and never a hard link: whoever edits a file in data/sources must not change the mirror.

    Parameters
    ----------
    origin, target : Path
        From where, to where; an existing target is overwritten.

    Returns
    -------
    str
        SHA-256 of the copied bytes.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     one, two = Path(folder, "one"), Path(folder, "two")
    ...     _ = one.write_bytes(b"HER2")
    ...     copy(one, two) == sha256_of(one) == sha256_of(two)
    True
    """
    digest = hashlib.sha256()
    with origin.open("rb") as source, target.open("wb") as sink:
        while piece := source.read(PIECE):
            digest.update(piece)
            sink.write(piece)
    return digest.hexdigest()

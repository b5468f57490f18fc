"""Many files as one source: which of them count, how they are put in place, their fingerprint."""

import hashlib
import os
import stat
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from sonogenomics.errors import StudyError, listed
from sonogenomics.progress import track

NOT_DATA = {"__macosx", "thumbs.db", "ehthumbs.db", "desktop.ini"}  # what file managers leave
NO_LETTERS = {"Cc", "Cs", "Zl", "Zp"}  # control signs, what is no UTF-8, ends of lines
Put = Callable[[str, Path], str]


@dataclass(frozen=True)
class Contents:
    """What came of a folder of files.

    Attributes
    ----------
    sha256 : str
        Of the lines that `sha256sum` prints for its files, in order of their names.
    n_files, n_bytes : int
        How many files, and how many bytes they have together.
    n_hidden : int
        Files of file managers and hidden ones, which were left where they are.
    """

    sha256: str
    n_files: int
    n_bytes: int
    n_hidden: int


def is_hidden(name: str) -> bool:
    """Whether a file is a file manager's or a hidden one, and no data.

    Examples
    --------
    >>> [is_hidden(name) for name in ("a/P1.png", "a/.DS_Store", "__MACOSX/P1.png", "Thumbs.db")]
    [False, True, True, True]
    """
    parts = PurePosixPath(name).parts
    return any(part.startswith(".") or part.lower() in NOT_DATA for part in parts)


def leads_out(name: str) -> bool:
    r"""Whether a name is absolute, leads upwards or is none that every system can write.

    Examples
    --------
    >>> [leads_out(name) for name in ("a/b.png", "../b.png", "/etc/passwd", "C:/b.png", "a\\b")]
    [False, True, True, True, True]
    """
    odd = any(sign == "\\" or unicodedata.category(sign) in NO_LETTERS for sign in name)
    return odd or name.startswith("/") or name[1:2] == ":" or ".." in PurePosixPath(name).parts


def visible(names: Iterable[str], whence: str) -> tuple[list[str], int]:
    """Sort the names of a folder's files and leave out the hidden ones.

    Parameters
    ----------
    names : iterable of str
        Relative to the folder, "/" between.
    whence : str
        The folder, for messages.

    Returns
    -------
    names : list of str
    n_hidden : int
        How many were left out.

    Raises
    ------
    StudyError
        No file at all, or a name that cannot be written down in one line.

    Examples
    --------
    >>> visible(["b.png", ".DS_Store", "a.png"], "Images")
    (['a.png', 'b.png'], 1)
    """
    everything = list(names)
    kept = sorted(name for name in everything if not is_hidden(name))
    if odd := [name for name in kept if leads_out(name)]:
        raise StudyError(
            f"{whence} holds names that not every system can write ({listed(map(ascii, odd))}): "
            "rename them, in letters and without control characters."
        )
    if not kept:
        raise StudyError(f"{whence} holds no file: put the files there, or correct study.yaml.")
    return kept, len(everything) - len(kept)


def whose_folder(names: list[str], folder: str, whence: str) -> str:
    """The prefix of all names below a folder: the folder itself, or the one path that ends with it.

    Parameters
    ----------
    names : list of str
        Files, "/" between.
    folder : str
        What study.yaml calls it.
    whence : str
        Archive or mirror, for messages.

    Returns
    -------
    str
        Ends with "/"; empty for ".". Where no name lies below the folder: its own prefix.

    Raises
    ------
    StudyError
        The folder's name leads out, or several paths end with it.

    Examples
    --------
    >>> whose_folder(["BUSBRA/Images/a.png", "BUSBRA/Masks/b.png"], "Images", "BUSBRA.zip")
    'BUSBRA/Images/'
    """
    if leads_out(folder):
        raise StudyError(f"The folder {folder!r} leads out of {whence}: name one within it.")
    wanted = PurePosixPath(folder).parts
    prefix = "".join(f"{part}/" for part in wanted)
    if any(name.startswith(prefix) for name in names):
        return prefix
    parents = {parent for name in names for parent in PurePosixPath(name).parents}
    found = sorted(str(parent) for parent in parents if parent.parts[-len(wanted) :] == wanted)
    if len(found) > 1:
        raise StudyError(
            f"{whence} has several folders {folder} ({listed(found)}): give the whole path of the "
            "one you mean in study.yaml."
        )
    return f"{found[0]}/" if found else prefix


def fingerprint(sha256: Mapping[str, str]) -> str:
    r"""The sha256 of a whole folder: of its files' `sha256sum` lines, in order of their names.

    On a command line, within the folder, C being the order of bytes:
    ``find . -type f -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' sha256sum | sha256sum``.

    Parameters
    ----------
    sha256 : mapping of str to str
        Name of each file within the folder, "/" between -> its SHA-256.

    Returns
    -------
    str

    Examples
    --------
    >>> fingerprint({"a": "0" * 64})[:16]
    '53d743f33b897204'
    """
    digest = hashlib.sha256()
    for name, one in sorted(sha256.items()):
        digest.update(f"{one}  {name}\n".encode())
    return digest.hexdigest()


def files_below(folder: Path) -> list[str]:
    """Names of all regular files of a folder on this machine, relative to it, "/" between.

    Raises
    ------
    StudyError
        No such folder, a link to a folder or to nothing, or something that is no file.
    """
    if not folder.is_dir():
        raise StudyError(f"{folder} is no folder: put the files there, or correct study.yaml.")
    found: list[Path] = []
    odd: list[Path] = []
    for parent, folders, names in os.walk(folder, onerror=_unreadable):
        here = Path(parent)
        odd += [here / name for name in folders if (here / name).is_symlink()]
        for name in names:
            path = here / name
            (found if path.exists() and stat.S_ISREG(path.stat().st_mode) else odd).append(path)
    within = [path.relative_to(folder).as_posix() for path in odd]
    if strange := [name for name in within if not is_hidden(name)]:
        raise StudyError(
            f"{folder}: {listed(map(ascii, strange))} is no file (a link to a folder or "
            "to nothing, a pipe): put the files themselves there."
        )
    return [path.relative_to(folder).as_posix() for path in found]


def _unreadable(error: OSError) -> None:
    raise StudyError(f"{error.filename} cannot be read: {error.strerror}.") from None


def fill(target: Path, names: list[str], n_hidden: int, put: Put) -> Contents:
    """Put files into a new folder one by one, with a progress bar, and give its fingerprint.

    Parameters
    ----------
    target : Path
        The folder to make.
    names : list of str
        Of `visible`.
    n_hidden : int
        Of `visible`.
    put : callable
        Writes the file of a name to a path and gives its SHA-256.

    Returns
    -------
    Contents
    """
    target.mkdir(parents=True)
    sha256, n_bytes = {}, 0
    for name in track(names, target.name):
        path = target / name
        path.parent.mkdir(parents=True, exist_ok=True)
        sha256[name] = put(name, path)
        n_bytes += path.stat().st_size
    return Contents(fingerprint(sha256), len(names), n_bytes, n_hidden)

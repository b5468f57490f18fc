"""A .zip from elsewhere: only plain files below one folder leave it, and never too many."""

import hashlib
import lzma
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from sonogenomics.errors import StudyError, listed
from sonogenomics.sourcing.fingerprint import PIECE
from sonogenomics.sourcing.folders import Contents, fill, leads_out, visible, whose_folder

MAX_MEMBERS = 500_000
MAX_MEMBER_BYTES = 512 * 2**20  # what the image reader takes: a long uncompressed cine loop
MAX_TOTAL_BYTES = 500 * 2**30
MAX_RATIO = 200  # of all members to the archive; masks, mostly one colour, reach about 100
ENCRYPTED = 0x1
DAMAGE = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError)
UNREADABLE = (*DAMAGE, NotImplementedError, RuntimeError, ValueError, LookupError)


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        archive = zipfile.ZipFile(path)
    except UNREADABLE:
        raise StudyError(
            f"{path.name} is not a .zip that can be read: a folder comes by `path`, from a mirror, "
            "or by a `url` to a .zip; correct the origin in study.yaml."
        ) from None
    with archive:
        yield archive


def unpack(path: Path, folder: str, target: Path) -> Contents:
    """Unpack what lies below one folder of a .zip; refuse an archive that could do harm.

    Parameters
    ----------
    path : Path
        The archive.
    folder : str
        A folder of it, "." for all of it; its last parts are enough where that is clear.
    target : Path
        The folder to make.

    Returns
    -------
    Contents

    Raises
    ------
    StudyError
        Not a zip; names that lead out, links, encryption, two members of one name; more members or
        bytes than any set of images has; damaged; or nothing below the folder.
    """
    with _opened(path) as archive:
        files = [info for info in archive.infolist() if not info.is_dir()]
        _refuse_harm(files, path)
        base = whose_folder([info.filename for info in files], folder, path.name)
        members = {
            info.filename.removeprefix(base): info
            for info in files
            if info.filename.startswith(base)
        }
        names, n_hidden = visible(members, f"{path.name}, folder {folder}")
        _refuse_links([members[name] for name in names], path)
        return fill(target, names, n_hidden, lambda name, to: _extract(archive, members[name], to))


def _refuse_harm(files: list[zipfile.ZipInfo], path: Path) -> None:
    names = [info.filename for info in files]
    out = [name for name in names if leads_out(name) or str(PurePosixPath(name)) != name]
    if out:
        raise _refused(path, f"names that lead out of it ({listed(map(ascii, out))})")
    times = Counter(names)
    if twice := sorted(name for name, n in times.items() if n > 1):
        raise _refused(path, f"two files of one name ({listed(twice)})")
    parents = {str(parent) for name in times for parent in PurePosixPath(name).parents}
    if both := sorted(set(times) & parents):
        raise _refused(path, f"names that are file and folder at once ({listed(both)})")
    large = [info.filename for info in files if info.file_size > MAX_MEMBER_BYTES]
    if large:
        raise _refused(path, f"files above {MAX_MEMBER_BYTES // 2**20} MiB ({listed(large)})")
    total = sum(info.file_size for info in files)
    if len(files) > MAX_MEMBERS or total > MAX_TOTAL_BYTES:
        raise _refused(path, f"{len(files):,} files of {total:,} bytes")
    if total > MAX_RATIO * path.stat().st_size:
        raise _refused(path, f"more than {MAX_RATIO} times its own bytes")


def _refuse_links(members: list[zipfile.ZipInfo], path: Path) -> None:
    kinds = [(info, stat.S_IFMT(info.external_attr >> 16)) for info in members]
    if odd := [info.filename for info, kind in kinds if kind not in {0, stat.S_IFREG}]:
        raise _refused(path, f"links or devices ({listed(odd)})")
    if secret := [info.filename for info in members if info.flag_bits & ENCRYPTED]:
        raise _refused(path, f"encrypted files ({listed(secret)})")


def _refused(path: Path, what: str) -> StudyError:
    return StudyError(
        f"{path.name} holds {what}, which no set of images needs: nothing was unpacked. Ask its "
        "authors, or unpack it yourself and give the folder by `path`."
    )


def _extract(archive: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("wb") as sink:
        for piece in _pieces(archive, info):
            digest.update(piece)
            sink.write(piece)
    return digest.hexdigest()


def _pieces(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Bytes of a member; never more than its entry says, for zipfile stops there."""
    try:
        with archive.open(info) as member:
            while piece := member.read(PIECE):
                yield piece
    except UNREADABLE as error:
        raise StudyError(
            f"{info.filename} of the archive is damaged ({type(error).__name__}): fetch it again, "
            "or unpack it yourself and give the folder by `path`."
        ) from None

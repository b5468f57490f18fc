"""Where each source of a study is: on this machine, in the mirror, or still to be fetched."""

import re
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

from sonogenomics.checking.fault import Fault
from sonogenomics.errors import StudyError
from sonogenomics.sourcing.many import mirrored_folder, own_folder
from sonogenomics.sourcing.mirror import VARIABLE, Mirror
from sonogenomics.sourcing.origins import address, mirrored, origin_text
from sonogenomics.study import Source, Study

Where: TypeAlias = dict[str, Path]  # source -> its file or folder, where it is at hand
HOST = re.compile(r"^[a-z0-9-]+(\.[a-z0-9-]+)+$")


def place_faults(study: Study, home: Path, mirror: Mirror) -> tuple[Where, list[Fault]]:
    """Find every source, and say which cannot be found.

    Parameters
    ----------
    study : Study
        Already well formed.
    home : Path
        Folder of its study.yaml.
    mirror : Mirror
        What stands in for the internet.

    Returns
    -------
    where : dict of str to Path
        The sources that are at hand; those the simulation makes are not.
    faults : list of Fault
    """
    where: Where = {}
    found: list[Fault] = []
    for name, source in sorted(study.sources.items()):
        if source.origin.simulated is not None:
            continue
        try:
            at = _own(source, home) if source.origin.path is not None else _near(source, mirror)
        except StudyError as error:
            found.append(Fault("sources", f"{name}: {error}"))
            continue
        if at is not None:
            where[name] = at
        if (fault := _absence(name, source, at, home)) is not None:
            found.append(fault)
    return where, found


def _own(source: Source, home: Path) -> Path | None:
    path = own_folder(source, home) if source.folder else home / (source.origin.path or "")
    there = path.is_dir() if source.folder else path.is_file()
    return path if there else None


def _near(source: Source, mirror: Mirror) -> Path | None:
    """A file of the mirror; or the folder that holds all files of a source."""
    if source.folder is None:
        return mirrored(source, mirror)
    near = mirrored_folder(source, mirror)
    if near is None:
        return None
    name, path = next(iter(near.files.items()))
    return path.parents[len(Path(name).parts) - 1]


def _absence(name: str, source: Source, at: Path | None, home: Path) -> Fault | None:
    origin = source.origin
    if at is not None:
        return None
    if origin.path is not None:
        kind = "folder" if source.folder else "file"
        place = (home / origin.path / (source.folder or "")).resolve()
        return Fault("sources", f"{name}: no {kind} {place}", "correct origin.path in study.yaml")
    if origin.mirror is not None:
        remedy = f"get it ({origin.mirror}) and set {VARIABLE}"
        return Fault("sources", f"{name} is not in the mirror and has no public address", remedy)
    if origin.enrichr is None and not _reachable(address(origin)):
        said = f"{name}: {address(origin)!r} is no address that could be reached"
        return Fault("sources", said, "give https:// and the name of a host")
    whence = origin_text(origin)
    unchecked = "" if source.sha256 else "; without sha256 a change there goes unnoticed"
    said = f"{name} is not in the mirror; it will be fetched ({whence}){unchecked}"
    return Fault("sources", said, grave=False)


def _reachable(text: str) -> bool:
    """Whether an address has the form of one; nothing is asked of the network."""
    parts = urlsplit(text)
    return parts.scheme in {"http", "https"} and HOST.match(parts.hostname or "") is not None

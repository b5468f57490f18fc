"""A source of many files: brought whole from the mirror, this machine, a .zip or the simulation."""

from dataclasses import dataclass
from pathlib import Path

from sonogenomics.errors import StudyError, listed
from sonogenomics.sourcing.archive import unpack
from sonogenomics.sourcing.download import download
from sonogenomics.sourcing.fingerprint import copy
from sonogenomics.sourcing.folders import (
    Contents,
    files_below,
    fill,
    fingerprint,
    leads_out,
    visible,
)
from sonogenomics.sourcing.mirror import VARIABLE, Mirror
from sonogenomics.sourcing.places import Places
from sonogenomics.study import Source


@dataclass(frozen=True)
class Mirrored:
    """A folder of the mirror.

    Attributes
    ----------
    files : dict of str to Path
        Name within the folder -> the file.
    sha256 : str
        Fingerprint of the folder, by the manifest alone.
    n_hidden : int
        Files left out.
    """

    files: dict[str, Path]
    sha256: str
    n_hidden: int


def mirrored_folder(source: Source, mirror: Mirror) -> Mirrored | None:
    """The source's folder in the mirror, or None; its files are not looked at yet.

    A folder of another fingerprint than the study gives is not the one that is meant; but where
    there is no other place, it is taken, and then refused with both fingerprints.

    Raises
    ------
    StudyError
        Several folders of the mirror end with that path.
    """
    origin, top = source.origin, mirror.folder
    if source.folder is None or top is None or origin.kind not in {"mirror", "url"}:
        return None
    paths = {name: path for path, name in mirror.below(source.folder).items()}
    if not paths:
        return None
    names, n_hidden = visible(paths, f"{source.folder} of the mirror {top}")
    sha256 = fingerprint({name: mirror.files[paths[name]] for name in names})
    if origin.mirror is None and source.sha256 not in {None, sha256}:
        return None
    return Mirrored({name: top / paths[name] for name in names}, sha256, n_hidden)


def own_folder(source: Source, study: Path) -> Path:
    """The folder on this machine that a `path` origin names.

    Parameters
    ----------
    source : Source
        With `path` and `folder`.
    study : Path
        Folder of study.yaml.

    Raises
    ------
    StudyError
        `folder` leads out of `path`.
    """
    return _within(study / (source.origin.path or ""), source)


def bring_folder(source: Source, places: Places, target: Path) -> tuple[str, Contents]:
    """Put all files of one source into a new folder, and say where they were found.

    Files are copied one by one and never linked: whoever edits them must not change the mirror.

    Parameters
    ----------
    source : Source
        With `folder`.
    places : Places
        Where to look.
    target : Path
        The folder to make; its fingerprint is for the caller to check.

    Returns
    -------
    found_in : str
        For the eye.
    contents : Contents

    Raises
    ------
    StudyError
        It is nowhere to be had, or a file of the mirror is missing or damaged.
    """
    origin = source.origin
    if origin.path is not None:
        folder = own_folder(source, places.study)
        return str(folder), _copied(folder, target)
    if origin.simulated is not None:
        return "the simulation", _copied(_made(source, places), target)
    near = mirrored_folder(source, places.mirror)
    if near is not None:
        return f"mirror: {places.mirror.folder}", _from_mirror(near, places.mirror, target)
    return _from_archive(source, places, target)


def _within(folder: Path, source: Source) -> Path:
    if leads_out(source.folder or ""):
        raise StudyError(
            f"The folder {source.folder!r} of {source.file} leads out of {folder}: name one "
            "within it, or give `.`."
        )
    return folder / (source.folder or "")


def _copied(folder: Path, target: Path) -> Contents:
    names, n_hidden = visible(files_below(folder), str(folder))
    return fill(target, names, n_hidden, lambda name, path: copy(folder / name, path))


def _made(source: Source, places: Places) -> Path:
    made = places.simulated
    name = str(source.origin.simulated)
    folders = [] if made is None else sorted(one.name for one in made.iterdir() if one.is_dir())
    if made is None or name not in folders:
        raise StudyError(
            f"The simulation makes no folder {name!r}; it makes {listed(folders) or 'none'}. "
            "Correct the origin in study.yaml."
        )
    return _within(made / name, source)


def _from_mirror(near: Mirrored, mirror: Mirror, target: Path) -> Contents:
    def put(name: str, path: Path) -> str:
        origin = near.files[name]
        if not origin.is_file():
            raise StudyError(
                f"{origin} is in the mirror's manifest but not in the mirror: put it there, or "
                "remove its line."
            )
        found = copy(origin, path)
        mirror.compare(origin, found)
        return found

    return fill(target, list(near.files), near.n_hidden, put)


def _from_archive(source: Source, places: Places, target: Path) -> tuple[str, Contents]:
    url = source.origin.url
    if url is None:
        raise StudyError(
            f"{source.file} has no public address ({source.origin.mirror}). Put its files into a "
            f"folder {source.folder} beside a MANIFEST.sha256 that lists them, and name the folder "
            f"of the manifest by {VARIABLE}."
        )
    whole = download(url, places.downloads)
    contents = unpack(whole, source.folder or ".", target)
    if source.sha256 not in {None, contents.sha256}:
        whole.unlink()  # the next run shall fetch it afresh
    return url, contents

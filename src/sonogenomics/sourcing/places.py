"""Where a source may be found, and how it is brought from there: mirror first, then its origin."""

from dataclasses import dataclass
from pathlib import Path

from sonogenomics.errors import StudyError, listed
from sonogenomics.genomics.gene_sets import canonical_gmt, read_gene_sets
from sonogenomics.sourcing.download import download
from sonogenomics.sourcing.enrichr import fetch_library
from sonogenomics.sourcing.fingerprint import copy
from sonogenomics.sourcing.mirror import VARIABLE, Mirror
from sonogenomics.sourcing.origins import address, mirrored
from sonogenomics.study import Origin, Source


@dataclass(frozen=True)
class Places:
    """Where sources may be found.

    Attributes
    ----------
    study : Path
        Folder of study.yaml; `path` origins are relative to it.
    mirror : Mirror
        Looked into before the internet.
    downloads : Path
        Where downloads are kept between runs, broken or whole.
    simulated : Path or None
        What the simulation made, files and folders, where the study has any.
    """

    study: Path
    mirror: Mirror
    downloads: Path
    simulated: Path | None = None


def bring(source: Source, places: Places, target: Path) -> str:
    """Write one source to `target` and say where it was found.

    Parameters
    ----------
    source : Source
        What is wanted.
    places : Places
        Where to look.
    target : Path
        The file to write; its sha256 is for the caller to check.

    Returns
    -------
    str
        Where it was found, for the eye.

    Raises
    ------
    StudyError
        It is nowhere to be had, or the mirror's copy is damaged.
    """
    origin = source.origin
    near = mirrored(source, places.mirror)
    if near is not None:
        places.mirror.check(near)
    if origin.enrichr is not None:
        sets = fetch_library(origin.enrichr) if near is None else read_gene_sets(near)
        target.write_text(canonical_gmt(sets, origin.enrichr), encoding="utf-8")
        return "Enrichr" if near is None else f"mirror: {near}"
    if near is not None:
        copy(near, target)
        return f"mirror: {near}"
    if origin.kind in {"simulated", "path"}:
        return _local(origin, places, target)
    return _remote(source, places, target)


def _local(origin: Origin, places: Places, target: Path) -> str:
    if origin.path is not None:
        path = places.study / origin.path
        if path.is_dir():
            raise StudyError(f"{path} is a folder: give its source a `folder` (`.` for all of it).")
        if not path.is_file():
            raise StudyError(f"{path} is missing: put the file there, or correct study.yaml.")
        copy(path, target)
        return str(path)
    there = [] if places.simulated is None else list(places.simulated.iterdir())
    made = {file.name: file for file in there if file.is_file()}
    if origin.simulated not in made:
        raise StudyError(
            f"The simulation makes no {origin.simulated!r}; it makes {listed(sorted(made), 20)}. "
            f"Correct the origin in study.yaml."
        )
    copy(made[origin.simulated], target)
    return "the simulation"


def _remote(source: Source, places: Places, target: Path) -> str:
    if source.origin.mirror is not None:
        raise StudyError(
            f"{source.file} has no public address ({source.origin.mirror}). Put it into a folder "
            f"with a MANIFEST.sha256 (its sha256: {source.sha256 or 'not given'}) and name that "
            f"folder by {VARIABLE}."
        )
    url = address(source.origin)
    whole = download(url, places.downloads, source.sha256)
    if source.sha256 not in {None, copy(whole, target)}:
        whole.unlink()  # the next run shall fetch it afresh
    return url

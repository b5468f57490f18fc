"""Every file of a study, checked before it counts."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sonogenomics.errors import StudyError
from sonogenomics.simulation.study import simulate
from sonogenomics.sourcing.fingerprint import sha256_of
from sonogenomics.sourcing.folders import Contents
from sonogenomics.sourcing.many import bring_folder
from sonogenomics.sourcing.origins import origin_text
from sonogenomics.sourcing.places import Places, bring
from sonogenomics.study import Source, Study


@dataclass(frozen=True)
class Record:
    """What is known of one gathered source; no time and no place, so that equal inputs stay equal.

    Attributes
    ----------
    name, file : str
        Name of the source in study.yaml, and of its file or folder in data/sources.
    origin, origin_text : str
        Kind of origin (simulated, path, url, geo, enrichr, mirror) and which one.
    sha256 : str
        Fingerprint of the file, or of the folder (`folders.fingerprint`).
    bytes : int
        Its size, all files of a folder together.
    n_files : int
        1, or how many the folder holds.
    licence, citation : str
        As study.yaml gives them.
    """

    name: str
    file: str
    origin: str
    origin_text: str
    sha256: str
    bytes: int
    n_files: int
    licence: str
    citation: str


@dataclass(frozen=True)
class Gathered:
    """One source that was put in place.

    Attributes
    ----------
    record : Record
        What it is.
    found_in : str
        Where it was found, for the eye only.
    n_hidden : int
        Files of file managers and hidden ones in its folder, which were left out.
    """

    record: Record
    found_in: str
    n_hidden: int


def gather(study: Study, places: Places, folder: Path) -> Iterator[Gathered]:
    """Put every source of a study into a folder, one by one.

    Parameters
    ----------
    study : Study
        Its `sources` are gathered in order of their names.
    places : Places
        Where they may be found.
    folder : Path
        An existing folder that receives the files.

    Yields
    ------
    Gathered
        What it is, and where it was found.

    Raises
    ------
    StudyError
        A source cannot be had, or is not the file that was meant.
    """
    with _simulation(study, places) as all_places:
        for name, source in sorted(study.sources.items()):
            one = _gathered(name, source, all_places, folder / source.file)
            if source.sha256 not in {None, one.record.sha256}:
                raise StudyError(_wrong_hash(one.record, source, one.found_in))
            yield one


def _gathered(name: str, source: Source, places: Places, target: Path) -> Gathered:
    if source.folder is None:
        found_in = bring(source, places, target)
        contents = Contents(sha256_of(target), 1, target.stat().st_size, 0)
    else:
        found_in, contents = bring_folder(source, places, target)
    record = Record(
        name=name,
        file=source.file,
        origin=source.origin.kind,
        origin_text=origin_text(source.origin),
        sha256=contents.sha256,
        bytes=contents.n_bytes,
        n_files=contents.n_files,
        licence=source.licence,
        citation=source.citation,
    )
    return Gathered(record, found_in, contents.n_hidden)


def _wrong_hash(record: Record, source: Source, found_in: str) -> str:
    what = "file" if source.folder is None else f"folder ({record.n_files:,} files)"
    return (
        f"Source {record.name} ({record.origin_text}; found in {found_in}) is not the {what} "
        f"that was meant: expected sha256 {source.sha256}, found {record.sha256} "
        f"({record.bytes:,} bytes). If it was damaged on the way, run again; if its authors "
        f"published another version, look at it and put its sha256 into study.yaml."
    )


@contextmanager
def _simulation(study: Study, places: Places) -> Iterator[Places]:
    if not any(source.origin.simulated for source in study.sources.values()):
        yield places
        return
    with tempfile.TemporaryDirectory(prefix="sonogenomics-") as folder:
        simulate(study.simulation or {}, Path(folder))
        yield replace(places, simulated=Path(folder))

"""Every file of a study, checked before it counts."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from sonogenomics.errors import StudyError
from sonogenomics.simulation.study import simulate
from sonogenomics.sourcing.fingerprint import sha256_of
from sonogenomics.sourcing.origins import origin_text
from sonogenomics.sourcing.places import Places, bring
from sonogenomics.study import Source, Study


@dataclass(frozen=True)
class Record:
    """What is known of one gathered file; no time and no place, so that equal inputs stay equal.

    Attributes
    ----------
    name, file : str
        Name of the source in study.yaml, and of its file in data/sources.
    origin, origin_text : str
        Kind of origin (simulated, path, url, geo, enrichr, mirror) and which one.
    sha256 : str
        Fingerprint of the file.
    bytes : int
        Its size.
    licence, citation : str
        As study.yaml gives them.
    """

    name: str
    file: str
    origin: str
    origin_text: str
    sha256: str
    bytes: int
    licence: str
    citation: str


def gather(study: Study, places: Places, folder: Path) -> Iterator[tuple[Record, str]]:
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
    record : Record
        What the file is.
    found_in : str
        Where it was found, for the eye only.

    Raises
    ------
    StudyError
        A source cannot be had, or is not the file that was meant.
    """
    with _simulation(study, places) as all_places:
        for name, source in sorted(study.sources.items()):
            target = folder / source.file
            found_in = bring(source, all_places, target)
            record = _record(name, source, target)
            if source.sha256 not in {None, record.sha256}:
                raise StudyError(_wrong_hash(record, source, found_in))
            yield record, found_in


def _record(name: str, source: Source, target: Path) -> Record:
    return Record(
        name=name,
        file=source.file,
        origin=source.origin.kind,
        origin_text=origin_text(source.origin),
        sha256=sha256_of(target),
        bytes=target.stat().st_size,
        licence=source.licence,
        citation=source.citation,
    )


def _wrong_hash(record: Record, source: Source, found_in: str) -> str:
    return (
        f"Source {record.name} ({record.origin_text}; found in {found_in}) is not the file that "
        f"was meant: expected sha256 {source.sha256}, found {record.sha256} "
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

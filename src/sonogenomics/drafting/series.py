"""What a GEO series says of itself, read from the sample lines of its file in the mirror."""

import gzip
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from sonogenomics.errors import StudyError
from sonogenomics.progress import track

ACCESSION = re.compile(r"^GSE\d+$")
HER2 = re.compile(r"her.?2|erbb2", re.IGNORECASE)
FIELD = "!Sample_characteristics_ch1 = "
PLATFORM = "!Sample_platform_id = "


@dataclass(frozen=True)
class Header:
    """Platform and sample fields of a series.

    Attributes
    ----------
    accession : str
        GSE...
    platforms : tuple of str
        GPL accessions; empty where the file is not at hand.
    fields : dict of str to Counter
        Sample field to how many samples hold each value.
    """

    accession: str
    platforms: tuple[str, ...] = ()
    fields: dict[str, Counter[str]] = field(default_factory=dict)

    @property
    def outcome(self) -> str | None:
        """The field that speaks of HER2 with fewest values; None where none does."""
        named = [name for name in self.fields if HER2.search(name)]
        return min(named, key=lambda name: len(self.fields[name]), default=None)


def accession(text: str) -> str:
    """GSE and digits, in capitals.

    Raises
    ------
    StudyError
        Anything else.
    """
    name = text.strip().upper()
    if not ACCESSION.match(name):
        raise StudyError(
            f"{text!r} is no series of GEO: give its accession, GSE and digits, such as GSE45827."
        )
    return name


def read_header(name: str, file: Path | None) -> Header:
    """Read the sample lines of a SOFT family file; without a file nothing is known.

    Parameters
    ----------
    name : str
        The accession.
    file : Path or None
        Its SOFT file, packed or not.
    """
    if file is None:
        return Header(name)
    opened = gzip.open if file.suffix == ".gz" else open
    platforms: set[str] = set()
    fields: dict[str, Counter[str]] = {}
    with opened(file, "rt", encoding="utf-8", errors="replace") as lines:
        for line in track((line for line in lines if line[:8] == "!Sample_"), f"reading {name}"):
            if line.startswith(PLATFORM):
                platforms.add(line[len(PLATFORM) :].strip())
            elif line.startswith(FIELD) and ":" in line:
                key, _, value = line[len(FIELD) :].partition(":")
                fields.setdefault(key.strip(), Counter())[value.strip()] += 1
    return Header(name, tuple(sorted(platforms)), fields)

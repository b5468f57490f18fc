"""Every file of the study, fetched and checked: all of them, or none."""

from dataclasses import asdict
from pathlib import Path

from sonogenomics.catalog import SOURCES
from sonogenomics.output import whole_folder, write_json
from sonogenomics.sourcing.gather import Record, gather
from sonogenomics.sourcing.mirror import Mirror
from sonogenomics.sourcing.places import Places
from sonogenomics.stages import Metrics
from sonogenomics.study import STUDIES, Study

READS = ()
WRITES = (SOURCES,)
DOWNLOADS = Path("data/.downloads")  # beside the output: DVC empties outputs before a stage runs


def main(study: Study) -> Metrics:
    """Gather the sources into data/sources and describe them in sources.json."""
    places = Places(STUDIES / study.name, Mirror.given(), DOWNLOADS)
    records: list[Record] = []
    with whole_folder(SOURCES.path) as folder:
        for record, found_in in gather(study, places, folder):
            print(f"{record.name}: {record.file}, {record.bytes:,} bytes, from {found_in}")
            records.append(record)
        write_json(folder / "sources.json", [asdict(record) for record in records])
    return {
        "n_sources": len(records),
        "bytes_total": sum(record.bytes for record in records),
        "absent": study.absences(),
    }

"""Every file of the study, fetched and checked: all of them, or none."""

from dataclasses import asdict
from pathlib import Path

from sonogenomics.catalog import SOURCES
from sonogenomics.output import whole_folder, write_json
from sonogenomics.sourcing.gather import Gathered, gather
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
    all_sources: list[Gathered] = []
    with whole_folder(SOURCES.path) as folder:
        for one in gather(study, places, folder):
            print(_told(one))
            all_sources.append(one)
        write_json(folder / "sources.json", [asdict(one.record) for one in all_sources])
    return {
        "n_sources": len(all_sources),
        "n_files": sum(one.record.n_files for one in all_sources),
        "n_hidden": sum(one.n_hidden for one in all_sources),
        "bytes_total": sum(one.record.bytes for one in all_sources),
        "absent": study.absences(),
    }


def _told(one: Gathered) -> str:
    record = one.record
    many = "" if record.n_files == 1 else f"{record.n_files:,} files, "
    hidden = f", {one.n_hidden:,} hidden left out" if one.n_hidden else ""
    return (
        f"{record.name}: {record.file}, {many}{record.bytes:,} bytes{hidden}, from {one.found_in}"
    )

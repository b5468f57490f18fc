"""Which stages really ran in this repro, and when: a note each, left where the mirror finds it."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sonogenomics.output import write_json, write_text

FOLDER = "SONOGENOMICS_JOURNAL"  # set by `sonogenomics repro`, inherited by DVC's stages


@contextmanager
def entry(stage: str) -> Iterator[None]:
    """Note when a stage began and, if it succeeds, when it ended; silent if no repro listens."""
    folder = os.environ.get(FOLDER)
    began = time.time_ns() // 1_000_000
    if folder:
        write_text(Path(folder) / f"{stage}.began", f"{began}\n")
    yield
    if folder:
        ended = time.time_ns() // 1_000_000
        write_json(Path(folder) / f"{stage}.json", {"began_ms": began, "ended_ms": ended})


def executed(folder: Path) -> dict[str, tuple[int, int]]:
    """Stages that ran to their end: when each began and ended, in ms since 1970."""
    notes = {path.stem: json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))}
    return {stage: (note["began_ms"], note["ended_ms"]) for stage, note in notes.items()}


def unfinished(folder: Path) -> dict[str, int]:
    """Stages that began and did not end: what stopped the repro."""
    began = {path.stem: int(path.read_text()) for path in sorted(folder.glob("*.began"))}
    return {stage: when for stage, when in began.items() if stage not in executed(folder)}

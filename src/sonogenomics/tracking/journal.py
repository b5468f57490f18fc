"""Which stages really ran in this repro, and when: a note each, left where the mirror finds it."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sonogenomics.output import write_json

FOLDER = "SONOGENOMICS_JOURNAL"  # set by `sonogenomics repro`, inherited by DVC's stages


@contextmanager
def entry(stage: str) -> Iterator[None]:
    """Note when a stage began and ended, if a repro is listening and the stage succeeds."""
    began = time.time_ns() // 1_000_000
    yield
    folder = os.environ.get(FOLDER)
    if folder:
        ended = time.time_ns() // 1_000_000
        write_json(Path(folder) / f"{stage}.json", {"began_ms": began, "ended_ms": ended})

"""Curves and overlays appear in MLflow while a segmenter learns; training never waits for them."""

import sys
import threading
from collections import defaultdict
from pathlib import Path
from types import TracebackType
from typing import Self

from sonogenomics.errors import StudyError
from sonogenomics.tracking import curves, journal, orphans
from sonogenomics.tracking.run import LIVE, Entry, started
from sonogenomics.tracking.store import Store, connect

TRAINING = Path("models/.training")  # <fold>/<fingerprint>/: what a training keeps while it runs
EVERY_S = 2.0
PATIENCE_S = 5.0  # for a record that is slow when DVC is done
PARENT = ""  # under which name the parent's id is kept
Mark = tuple[int, int]  # when a file was last written, and its size


class Live:
    """Follows the trainings of one repro from beside it.

    Nothing is opened and nothing imported before a training writes. The runs it begins are
    completed by the mirror, which is told their ids, so that one run a stage remains.

    Parameters
    ----------
    notes : Path
        Journal of the stages: when each began.
    began_ms : int
        When the repro began, in ms since 1970.
    name : str
        Of the parent run, while it is running.
    every_s : float, optional
        Seconds between two looks.
    """

    def __init__(self, notes: Path, began_ms: int, name: str, every_s: float | None = None) -> None:
        self.runs: dict[str, str] = {}
        self._notes, self._began_ms, self._name = notes, began_ms, name
        self._every_s = EVERY_S if every_s is None else every_s
        self._seen = _marks()
        self._epochs: dict[str, set[int]] = defaultdict(set)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="live curves", daemon=True)

    def __enter__(self) -> Self:
        """Begin to look."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop looking; a record that does not answer is not waited for."""
        self._stop.set()
        self._thread.join(PATIENCE_S)
        if self._thread.is_alive():
            _say("MLflow is slow to answer, so the last live curves are left to the mirror.")

    def _follow(self) -> None:
        try:
            while not self._stop.wait(self._every_s):
                self.look()
        except (StudyError, OSError) as error:
            _say(f"No live curves from here on, training goes on: {error}")

    def look(self) -> None:
        """Log what the trainings have written since the last look."""
        marks = _marks()
        changed = [path for path, mark in marks.items() if self._seen.get(path) != mark]
        if not changed:
            return
        with connect() as store:
            for path in changed:
                if self._stop.is_set():
                    return
                self._log(store, path)
                self._seen[path] = marks[path]

    def _log(self, store: Store, path: Path) -> None:
        stage = f"segmenter@{path.relative_to(TRAINING).parts[0]}"
        run_id = self._run_of(store, stage)
        if path.name == curves.FILE:
            known = self._epochs[stage]
            rows = [row for row in curves.read_rows(path) if row.epoch not in known]
            curves.log_rows(store, run_id, rows)
            known |= {row.epoch for row in rows}
        elif path.is_file():
            store.client.log_artifact(run_id, str(path), curves.OVERLAYS)

    def _run_of(self, store: Store, stage: str) -> str:
        """The stage's run, and the repro's above it, begun if need be."""
        if PARENT not in self.runs:
            tags = {orphans.TAG: orphans.this_process(), LIVE: "true"}
            self.runs[PARENT] = started(store, self._entry(self._name, tags, self._began_ms))
        if stage not in self.runs:
            began = journal.unfinished(self._notes).get(stage, self._began_ms)
            tags = {orphans.PARENT: self.runs[PARENT], LIVE: "true", "dvc.stage": stage}
            tags["dvc.status"] = "running"
            self.runs[stage] = started(store, self._entry(stage, tags, began))
        return self.runs[stage]

    @staticmethod
    def _entry(name: str, tags: dict[str, str], began_ms: int) -> Entry:
        return Entry(name, tags, params={}, metrics={}, times_ms=(began_ms, began_ms))


def _marks() -> dict[Path, Mark]:
    """Every file of the trainings that is worth showing, and whether it has changed."""
    found = [*TRAINING.glob(f"*/*/{curves.FILE}"), *TRAINING.glob(f"*/*/{curves.OVERLAYS}/*.png")]
    marks = {}
    for path in sorted(found):
        try:
            status = path.stat()
        except FileNotFoundError:  # finished and moved between two lines
            continue
        marks[path] = (status.st_mtime_ns, status.st_size)
    return marks


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)

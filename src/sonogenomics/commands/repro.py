"""sonogenomics repro: run what changed, mirror it to MLflow, say what came out."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sonogenomics.errors import StudyError, listed
from sonogenomics.tracking import journal
from sonogenomics.tracking.live import Live

ONLY_LOOKS = {"--dry"}  # at the pipeline: there is nothing to record
EPILOG = """\
Whatever stands behind it is handed to `dvc repro`:

  sonogenomics repro                 what changed, and what hangs on it
  sonogenomics repro report          only up to this stage
  sonogenomics repro --force nested  this stage and those before it, changed or not
  sonogenomics repro --dry           only say what would run

Killed, it goes on where it stopped. `dvc repro --help` lists every option."""


@dataclass(frozen=True)
class Ran:
    """What a repro left to be recorded: its journal, when it began, live runs, and how it ended."""

    notes: Path
    began_ms: int
    live: Mapping[str, str]
    failed: bool


def main(argv: list[str]) -> None:
    """Run `dvc repro` with the given arguments and mirror what it did.

    Raises
    ------
    StudyError
        params.yaml or the study has a fault, a stage failed (which one is said), or MLflow did not
        take the record.
    """
    if {"-h", "--help"} & set(argv):
        _say_help()
        return
    from sonogenomics.commands.mending import mend  # noqa: PLC0415 - help must not wait for YAML

    check_request()
    for sentence in mend():
        print(sentence, file=sys.stderr)
    with TemporaryDirectory(prefix="sonogenomics-") as folder:
        notes, began = Path(folder), time.time_ns() // 1_000_000
        live = Live(notes, began, "repro, running")
        with nullcontext() if ONLY_LOOKS.intersection(argv) else live:
            code = _dvc(argv, notes)
        trouble = [_why(list(journal.unfinished(notes)))] if code else []
        if ONLY_LOOKS.isdisjoint(argv) and (code == 0 or any(notes.iterdir())):
            trouble += _record(Ran(notes, began, live.runs, code != 0))
        if trouble:
            raise StudyError(" ".join(trouble))


def _say_help() -> None:
    parser = argparse.ArgumentParser(
        prog="sonogenomics repro",
        usage="sonogenomics repro [STAGE ...] [options of dvc repro]",
        description=__doc__,
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.print_help()


def check_request() -> None:
    """Tell what is wrong with params.yaml or the study before DVC misses a file."""
    from sonogenomics.params import Params  # noqa: PLC0415 - help must not wait for pydantic
    from sonogenomics.study import STUDIES, Study  # noqa: PLC0415

    if STUDIES.is_dir():  # elsewhere DVC says that there is no project
        Study.load(Params.load().study)


def _record(ran: Ran) -> list[str]:
    """Mirror, say what came out, and give what went wrong with the record."""
    from sonogenomics.progress import working  # noqa: PLC0415 - seconds
    from sonogenomics.tracking.mirror import Repro, mirror, now_ms  # noqa: PLC0415
    from sonogenomics.tracking.summary import WHERE, headline  # noqa: PLC0415

    trouble = []
    try:
        with working("recording in MLflow"):
            mirror(Repro(ran.notes, ran.began_ms, now_ms(), failed=ran.failed, live=ran.live))
    except StudyError as error:
        trouble.append(str(error))
    if not ran.failed:
        print(*headline().lines, WHERE, sep="\n", flush=True)
    return trouble


def _dvc(argv: list[str], notes: Path) -> int:
    """Run DVC here, let it speak for itself, and let it tidy up if it is interrupted."""
    environment = {**os.environ, journal.FOLDER: str(notes)}
    command = [sys.executable, "-m", "dvc", "repro", *argv]
    sys.stdout.flush()
    with subprocess.Popen(command, env=environment) as process:
        try:
            return process.wait()
        except KeyboardInterrupt:
            return process.wait()


def _why(stages: list[str]) -> str:
    if not stages:
        return "DVC stopped before a stage ran; its message stands above."
    return (
        f"Stage {listed(stages)} failed; its message stands above. Mend what it names and run the "
        "same command again: finished stages are kept."
    )

"""Two processes of their own that begin the same command at the same moment."""

import contextlib
import importlib
import io
import multiprocessing
import os
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier
from pathlib import Path

# Imported once, then forked: each import of MLflow takes seconds.
NEEDED = ["mlflow", "sklearn.pipeline", "sonogenomics.commands.publish", "tests.tracking.at_once"]
NEEDED += ["sonogenomics.tracking.registration", "sonogenomics.tracking.promotion"]
Said = tuple[int, str]


def both(command: str, folder: Path, address: str | None) -> list[Said]:
    """Status and words of two processes that run `sonogenomics COMMAND` in a project at once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(NEEDED)
    start, said = context.Barrier(2), context.Queue()
    given = (command, folder, address, start, said)
    processes = [context.Process(target=_act, args=given) for _ in range(2)]
    for process in processes:
        process.start()
    answers = [said.get(timeout=300) for _ in processes]
    for process in processes:
        process.join(timeout=60)
    return answers


def _act(
    command: str, folder: Path, address: str | None, start: Barrier, said: "Queue[Said]"
) -> None:
    os.chdir(folder)
    os.environ.pop("MLFLOW_TRACKING_URI", None)
    if address is not None:
        os.environ["MLFLOW_TRACKING_URI"] = address
    from sonogenomics.errors import StudyError

    main = importlib.import_module(f"sonogenomics.commands.{command}").main
    text = io.StringIO()
    start.wait(timeout=120)
    with contextlib.redirect_stdout(text):
        try:
            main([])
        except StudyError as error:
            said.put((1, str(error)))
        else:
            said.put((0, text.getvalue()))

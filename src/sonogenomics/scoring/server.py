"""The server itself: one process a worker, which ends when it is asked to."""

import logging
import os
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from ipaddress import ip_address

import uvicorn
from starlette.types import ASGIApp

from sonogenomics.scoring.app import application
from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.patience import PatientProtocol
from sonogenomics.scoring.served import Served, Shelf
from sonogenomics.scoring.taking import introduced, take, take_all, version_of
from sonogenomics.scoring.watching import Watch
from sonogenomics.scoring.workers import Ready, Workers
from sonogenomics.web.listening import listening

GRACE_SECONDS = 10  # for requests in flight, when the server is asked to end


@dataclass(frozen=True)
class Wanted:
    """What the command line asks for.

    Attributes
    ----------
    models : tuple of str
        Where they lie; empty: whichever the project has packaged.
    host : str
        Interface; beyond the loopback, whoever reaches the port may ask.
    port : int
        0 takes any that is free.
    workers : int
        Processes, each with its own models.
    """

    models: tuple[str, ...] = ()
    host: str = "127.0.0.1"
    port: int = 5001
    workers: int = 1


def serve(wanted: Wanted) -> None:
    """Serve until interrupted or terminated; requests in flight are finished.

    Raises
    ------
    StudyError
        A model that is not there or not to be trusted, or a port that is taken.
    """
    _log_to_stderr()
    with listening(wanted.host, wanted.port, "sonogenomics serve") as taken:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn hands it on at the end
        with suppress(KeyboardInterrupt):
            if wanted.workers == 1:
                _work(wanted, taken, _say)
            else:
                _share(wanted, taken)


def _share(wanted: Wanted, taken: socket.socket) -> None:
    workers = Workers(wanted.workers, partial(_work, wanted, taken), GRACE_SECONDS)
    try:
        _say(workers.start())
        workers.keep()
    finally:
        workers.end()


def _work(wanted: Wanted, taken: socket.socket, ready: Ready) -> None:
    """Load the models, say what they are, and answer until terminated."""
    with suppress(KeyboardInterrupt):
        models = take_all(wanted.models)
        if "torch" in sys.modules and wanted.workers > 1:  # the cores are shared
            sys.modules["torch"].set_num_threads(max(1, (os.cpu_count() or 1) // wanted.workers))
        local = ip_address(taken.getsockname()[0]).is_loopback
        app = _watched(models, local=local)
        ready(_lines(wanted, models, taken))
        uvicorn.Server(_config(app)).run(sockets=[taken])


def _watched(models: list[Served], *, local: bool) -> ASGIApp:
    shelf = Shelf(models)
    watches = [Watch(shelf, model, version_of, take) for model in models if "@" in model.where]

    def begin() -> None:
        for watch in watches:
            watch.begin()

    return application(shelf, Limits(), begin, local=local)


def _config(app: ASGIApp) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        loop="uvloop",
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=int(Limits().idle_seconds),
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.getLogger("sonogenomics.scoring")
    log.handlers, log.propagate = [handler], False


def _say(lines: list[str]) -> None:
    print(*lines, sep="\n", flush=True)


def _lines(wanted: Wanted, models: list[Served], taken: socket.socket) -> list[str]:
    host, port = taken.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    how_many = "one worker" if wanted.workers == 1 else f"{wanted.workers} workers"
    return [
        models[0].packaged.card["statement"],
        *(line for model in models for line in introduced(model)),
        f"the page: {address}",
        f"for programs: POST {address}/invocations (as `mlflow models serve`); {address}/docs",
        f"limits: {Limits().sentence()}",
        f"{how_many}; Ctrl-C ends it.",
    ]

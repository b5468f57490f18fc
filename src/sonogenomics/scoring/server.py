"""The server itself: one process a worker, which ends when it is asked to."""

import functools
import ipaddress
import logging
import os
import signal
import socket
import sys
from contextlib import suppress
from dataclasses import dataclass

import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from sonogenomics.scoring.app import application
from sonogenomics.scoring.limits import Limits
from sonogenomics.scoring.patience import PatientProtocol
from sonogenomics.scoring.served import Served, Shelf
from sonogenomics.scoring.taking import introduced, take, take_all, version_of
from sonogenomics.scoring.watching import Watch
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
    with listening(wanted.host, wanted.port, "sonogenomics serve") as taken:
        models = take_all(wanted.models)
        local = ipaddress.ip_address(taken.getsockname()[0]).is_loopback
        _say(wanted, models, taken)
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # uvicorn hands it on at the end
        with suppress(KeyboardInterrupt):
            if wanted.workers == 1:
                _run_here(_watched(models, local=local), taken)
            else:
                models.clear()  # each worker has its own
                _run_many(wanted, taken, local=local)


def _watched(models: list[Served], *, local: bool) -> ASGIApp:
    shelf = Shelf(models)
    watches = [Watch(shelf, model, version_of, take) for model in models if "@" in model.where]

    def begin() -> None:
        for watch in watches:
            watch.begin()

    return application(shelf, Limits(), begin, local=local)


def _worker(models: tuple[str, ...], cores: int, *, local: bool) -> ASGIApp:
    """The application of one of several processes: as many threads as cores are its share."""
    _log_to_stderr()
    taken = take_all(models)
    if "torch" in sys.modules:
        sys.modules["torch"].set_num_threads(cores)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches all; the parent tells the others
    return _watched(taken, local=local)


def _run_here(app: ASGIApp, taken: socket.socket) -> None:
    _log_to_stderr()
    uvicorn.Server(_config(app, 1)).run(sockets=[taken])


def _run_many(wanted: Wanted, taken: socket.socket, *, local: bool) -> None:
    cores = max(1, (os.cpu_count() or 1) // wanted.workers)
    app = functools.partial(_worker, wanted.models, cores, local=local)
    config = _config(app, wanted.workers)
    Multiprocess(config, sockets=[taken]).run()


def _config(app: object, workers: int) -> uvicorn.Config:
    limits = Limits()
    return uvicorn.Config(
        app,  # type: ignore[arg-type]
        factory=workers > 1,
        workers=workers,
        loop="uvloop",
        http=PatientProtocol,
        ws="none",
        lifespan="on",
        log_level="critical",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_keep_alive=int(limits.idle_seconds),
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _log_to_stderr() -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    log = logging.getLogger("sonogenomics.scoring")
    log.handlers, log.propagate = [handler], False


def _say(wanted: Wanted, models: list[Served], taken: socket.socket) -> None:
    host, port = taken.getsockname()[:2]
    address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
    one = wanted.workers == 1
    lines = [
        models[0].packaged.card["statement"],
        *(line for model in models for line in introduced(model)),
        f"the page: {address}",
        f"for programs: POST {address}/invocations (as `mlflow models serve`); {address}/docs",
        f"limits: {Limits().sentence()}",
        f"{'one worker' if one else f'{wanted.workers} workers'}; Ctrl-C ends it.",
    ]
    print(*lines, sep="\n", flush=True)

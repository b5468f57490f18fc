"""Several processes on one port; one that dies is started again, and none outlives the first."""

import ctypes
import logging
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from sonogenomics.errors import StudyError

log = logging.getLogger("sonogenomics.scoring")
FORK = multiprocessing.get_context("fork")  # libraries are imported once; models are not yet loaded
DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
PAUSE_SECONDS = 1.0  # before a worker is started again, lest it die a thousand times a second
Ready = Callable[[list[str]], None]
Work = Callable[[Ready], None]


class Workers:
    """The processes of one server.

    Parameters
    ----------
    n : int
        How many.
    work : callable
        What each does until it is terminated. It gets a function to call when it is ready to
        answer, with the lines that introduce it.
    grace_seconds : float
        How long a worker may take to end.
    """

    def __init__(self, n: int, work: Work, grace_seconds: float) -> None:
        self._n, self._work, self._grace_seconds = n, work, grace_seconds
        self._running: list[BaseProcess] = []

    def start(self) -> list[str]:
        """Start them all and wait until each is ready.

        Returns
        -------
        list of str
            What one of them says of itself.

        Raises
        ------
        StudyError
            One of them cannot start, with its sentence.
        """
        heard = [self._begin() for _ in range(self._n)]
        lines: list[str] = []
        for connection in heard:
            try:
                fault, lines = connection.recv()
            except EOFError:
                fault = "A worker died while it loaded its models, most often for want of memory."
            if fault:
                raise StudyError(fault)
        return lines

    def keep(self) -> None:
        """Start again whichever dies, until this process is interrupted."""
        while True:
            ended = wait([process.sentinel for process in self._running])
            for process in [one for one in self._running if one.sentinel in ended]:
                process.join()
                self._running.remove(process)
                log.warning("A worker died (exit code %s) and is started again.", process.exitcode)
                time.sleep(PAUSE_SECONDS)
                self._begin()

    def end(self) -> None:
        """Let each finish what it has in hand, and end."""
        for process in self._running:
            process.terminate()
        until = time.monotonic() + self._grace_seconds
        for process in self._running:
            process.join(max(0.0, until - time.monotonic()))
            process.kill()

    def _begin(self) -> Connection:
        ours, theirs = FORK.Pipe(duplex=False)
        process = FORK.Process(target=_enter, args=(self._work, theirs, os.getpid()))
        process.start()
        theirs.close()
        self._running.append(process)
        return ours


def _enter(work: Work, tell: Connection, parent: int) -> None:
    _end_with(parent)
    try:
        work(lambda lines: tell.send(("", lines)))
    except StudyError as error:
        tell.send((str(error), []))


def _end_with(parent: int) -> None:
    """Let this worker end when the first process is killed, which it would otherwise outlive."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGTERM)
        if os.getppid() != parent:  # killed before the signal was set
            os._exit(1)

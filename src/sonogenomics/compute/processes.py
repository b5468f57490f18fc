"""Pieces of work on this machine: here, or in forked processes with one BLAS thread each."""

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from sonogenomics.errors import StudyError

Task = Callable[[range], Mapping[str, NDArray[Any]]]
Done = Iterator[tuple[range, Mapping[str, NDArray[Any]]]]

DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of prctl(2)
_inherited: list[Task] = []  # a worker's task, handed over once when the process starts


def in_this_process(task: Task, pieces: list[range]) -> Done:
    """Do one piece after the other, with one BLAS thread, as a worker would."""
    for piece in pieces:
        with threadpool_limits(1):
            arrays = task(piece)
        yield piece, arrays


def in_processes(task: Task, pieces: list[range], workers: int, label: str) -> Done:
    """Share the pieces among forked processes; they come back in any order.

    Raises
    ------
    StudyError
        A process was killed.
    """
    fork = multiprocessing.get_context("fork")  # a worker starts in milliseconds, data shared
    try:
        given = task, os.getpid()
        with ProcessPoolExecutor(min(workers, len(pieces)), fork, _enter, given) as pool:
            futures = {pool.submit(_piece, piece): piece for piece in pieces}
            try:
                for future in as_completed(futures):
                    yield futures[future], future.result()
            finally:
                pool.shutdown(wait=True, cancel_futures=True)
    except BrokenProcessPool:
        raise StudyError(
            f"A worker process was killed while it was at {label}, most often for want of memory: "
            f"close other programs or set SONOGENOMICS_WORKERS=1, then run the same command "
            f"again. It goes on from the pieces that were finished."
        ) from None


def _enter(task: Task, parent: int) -> None:
    _end_with(parent)
    _inherited[:] = [task]
    threadpool_limits(1)


def _end_with(parent: int) -> None:
    """Let this process end when its parent is killed, which it would otherwise outlive for ever."""
    if sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:  # killed before the signal was set
        os._exit(1)


def _piece(piece: range) -> Mapping[str, NDArray[Any]]:
    return _inherited[0](piece)

"""Work waits its turn beside the server's loop, and no more of it than was agreed."""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from sonogenomics.scoring.refusal import busy

P = ParamSpec("P")
T = TypeVar("T")


class Line:
    """One thread that works, and a bounded queue before it.

    Parameters
    ----------
    name : str
        Of the thread.
    waiting : int
        How many may wait or be at work; the next is asked to come again.
    retry_seconds : int
        When.
    """

    def __init__(self, name: str, waiting: int, retry_seconds: int) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._places = threading.BoundedSemaphore(waiting)
        self._retry_seconds = retry_seconds

    async def work(self, what: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Do this after what came before, while the loop answers others.

        A client that leaves meanwhile keeps its place until its work is done: else it could
        fill the line by coming and going.

        Raises
        ------
        RefusedError
            Too many wait (503).
        """
        if not self._places.acquire(blocking=False):
            raise busy(self._retry_seconds)
        future = self._pool.submit(what, *args, **kwargs)
        future.add_done_callback(lambda _: self._places.release())
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Let the work in hand finish and drop what waits."""
        self._pool.shutdown(wait=False, cancel_futures=True)

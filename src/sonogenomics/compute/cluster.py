"""Pieces of work on a Dask cluster: one on this machine, or one that runs elsewhere."""

import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from sonogenomics.errors import StudyError

if TYPE_CHECKING:
    from distributed import Client

LOCAL = "dask"
# Its pages take any free port: a second cluster on this machine must not trip over the first's.
LOOPBACK = {"host": "127.0.0.1", "dashboard_address": "127.0.0.1:0"}
SECONDS = 20  # until a cluster that does not answer is given up
S = TypeVar("S")
Arrays = Mapping[str, NDArray[Any]]


def on_cluster(
    work: Callable[[S, range], Arrays],
    shared: S,
    pieces: list[range],
    scheduler: str,
    workers: int,
) -> Iterator[tuple[range, Arrays]]:
    """Share the pieces among a cluster's workers; they come back in any order.

    A worker that is lost loses nothing: its pieces, and the shared data if they lay there alone,
    are done again elsewhere.

    Parameters
    ----------
    work, shared, pieces
        As of `spread`.
    scheduler : str
        `dask` for a cluster on this machine, or the address of a scheduler.
    workers : int
        Of a cluster on this machine.

    Raises
    ------
    StudyError
        Dask is not installed, nobody answers at the address, or a piece kills every worker that
        tries it.
    """
    with _client(scheduler, workers) as client:
        from distributed import KilledWorker, as_completed  # noqa: PLC0415 - an extra

        with warnings.catch_warnings():  # the data are meant to travel with the graph
            warnings.filterwarnings("ignore", "Sending large graph", UserWarning)
            # a task and not scattered: what is lost with its worker is made again
            given = client.submit(_same, shared, pure=False)
            futures = {client.submit(_piece, work, given, p, pure=False): p for p in pieces}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        except KilledWorker:
            raise StudyError(
                f"A piece of the work took every worker of {scheduler} down that tried it, most "
                f"often for want of memory: give the workers more, or take compute.scheduler: "
                f"processes. Finished pieces are kept: run the same command again."
            ) from None


@contextmanager
def _client(scheduler: str, workers: int) -> "Iterator[Client]":
    try:
        from distributed import Client, LocalCluster  # noqa: PLC0415 - an extra
    except ImportError:
        raise StudyError(
            f"compute.scheduler is {scheduler!r}, but Dask is not installed: install the extra "
            f"`cluster` (uv sync --extra cluster), or set it to processes."
        ) from None
    if scheduler == LOCAL:
        with (
            LocalCluster(workers, threads_per_worker=1, **LOOPBACK) as cluster,
            Client(cluster) as client,
        ):
            yield client
        return
    try:
        client = Client(scheduler, timeout=SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        raise StudyError(
            f"No Dask scheduler answers at {scheduler} ({error}): start it (dask scheduler), or "
            f"set compute.scheduler in params.yaml to processes."
        ) from None
    with client:
        yield client


def _same(shared: S) -> S:
    return shared


def _piece(work: Callable[[S, range], Arrays], shared: S, piece: range) -> Arrays:
    with threadpool_limits(1):
        return work(shared, piece)

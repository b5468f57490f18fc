"""The one way to share long work: many like items, done in pieces, joined in their order."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

from sonogenomics.compute.cluster import on_cluster
from sonogenomics.compute.processes import in_processes, in_this_process
from sonogenomics.compute.shelf import Shelf
from sonogenomics.progress import track

PIECES = 64  # a bar that moves, and little to do again after a kill
PROCESSES = "processes"
Arrays: TypeAlias = Mapping[str, NDArray[Any]]
S = TypeVar("S")


@dataclass(frozen=True)
class Plan:
    """Where long work runs, and where its finished pieces are kept.

    Attributes
    ----------
    workers : int
        Processes that share the work; of a cluster at an address, its own number counts.
    scheduler : str
        `processes`: of this machine; `dask`: a Dask cluster of `workers` on this machine; or the
        address of one that runs already, such as tcp://host:8786.
    chunk : int, optional
        Items a piece. By default there are 64 pieces, however many workers there are, so that an
        interrupted run goes on with another number of them.
    shelf : Path, optional
        Folder in which finished pieces are kept; without one an interrupted run begins anew.
    """

    workers: int = 1
    scheduler: str = PROCESSES
    chunk: int | None = None
    shelf: Path | None = None

    def pieces(self, n: int) -> list[range]:
        """Items 0 .. n - 1 in consecutive ranges."""
        size = self.chunk or max(1, -(-n // PIECES))
        return [range(at, min(at + size, n)) for at in range(0, n, size)]


def spread(
    work: Callable[[S, range], Arrays], shared: S, n: int, plan: Plan, label: str
) -> dict[str, NDArray[Any]]:
    """Do many like items in pieces and join what they give, in the items' order.

    Parameters
    ----------
    work : callable
        A function of a module: `work(shared, items)` gives arrays whose first axis are the items.
        What comes out of an item must depend on the item's number and on `shared`, not on the
        piece it is in; then the result is the same bytes for any number of workers.
    shared : object
        What all items need; it travels to every worker once.
    n : int
        How many items.
    plan : Plan
        Where, and whether finished pieces are kept.
    label : str
        Of the progress bar and of messages.

    Returns
    -------
    dict of str to ndarray
        The arrays of all pieces, joined along the first axis.

    Raises
    ------
    StudyError
        A worker was killed, the cluster cannot be reached, or `work` says so itself.

    Examples
    --------
    >>> def powers(base: float, items: range) -> Arrays:
    ...     return {"power": base ** np.array(items, dtype=float)}
    >>> spread(powers, 2.0, 4, Plan(chunk=3), "powers")["power"]
    array([1., 2., 4., 8.])
    """
    if n == 0:
        return dict(work(shared, range(0)))
    pieces = plan.pieces(n)
    shelf = None if plan.shelf is None else Shelf.of(plan.shelf, work, shared)
    done: dict[range, Arrays] = {} if shelf is None else shelf.found(pieces)
    waiting = [piece for piece in pieces if piece not in done]
    for piece, arrays in track(_run(work, shared, waiting, plan, label), label, len(waiting)):
        done[piece] = arrays
        if shelf is not None:
            shelf.keep(piece, arrays)
    ordered = [done[piece] for piece in pieces]
    return {name: np.concatenate([arrays[name] for arrays in ordered]) for name in ordered[0]}


def _run(
    work: Callable[[S, range], Arrays], shared: S, pieces: list[range], plan: Plan, label: str
) -> Iterator[tuple[range, Arrays]]:
    if not pieces:
        return iter(())
    task: Callable[[range], Arrays] = partial(work, shared)
    if plan.scheduler != PROCESSES:
        return on_cluster(work, shared, pieces, plan.scheduler, plan.workers)
    if plan.workers == 1 or len(pieces) == 1:
        return in_this_process(task, pieces)
    return in_processes(task, pieces, plan.workers, label)

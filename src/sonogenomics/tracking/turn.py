"""Who changes the registry waits for their turn: two at once would lose one's change."""

import fcntl
import os
import socket
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from sonogenomics.errors import StudyError
from sonogenomics.tracking.store import Store

SQLITE = "sqlite:///"
SUFFIX = ".turn"  # of the lock file beside the database; it stays, empty or not
TAG = "registry.turn"  # of the experiment, where the record is on a server
PATIENCE_S = 60.0  # an image model takes seconds to upload
SETTLE_S = 1.0  # longer than a server takes to write a tag, so that of two takers both see one name
STALE_S = 900.0  # whoever holds a turn on a server that long was killed
LOOK_S = 0.25


@contextmanager
def turn(store: Store, who: str, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Change the registry alone.

    Beside an SQLite database a lock file is held, which a kill frees at once. On a server the
    experiment carries a tag: whoever finds none writes a name, waits until every write that was
    under way has settled, and goes on only if the name is still theirs (Fischer's algorithm).

    Parameters
    ----------
    store : Store
        The record of runs.
    who : str
        For the sentence that the others read.
    patience_s : float
        How long to wait for another's turn to end.

    Raises
    ------
    StudyError
        Somebody else is still at it.
    """
    held = (
        _file(store, who, patience_s)
        if store.uri.startswith(SQLITE)
        else _tag(store, who, patience_s)
    )
    with held:
        yield


@contextmanager
def _file(store: Store, who: str, patience_s: float) -> Iterator[None]:
    path = Path(f"{store.uri.removeprefix(SQLITE)}{SUFFIX}")
    until = time.monotonic() + patience_s
    with path.open("a+") as lock:
        while not _locked(lock):
            if time.monotonic() > until:
                lock.seek(0)
                raise StudyError(_busy(lock.read()))
            time.sleep(LOOK_S)
        lock.truncate(0)
        lock.write(_signature(who))
        lock.flush()
        try:
            yield
        finally:
            lock.truncate(0)


def _locked(lock: IO[str]) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _tag(store: Store, who: str, patience_s: float) -> Iterator[None]:
    mine = f"{uuid.uuid4().hex} {int(time.time())} {_signature(who)}"
    until = time.monotonic() + patience_s
    while True:
        holder = _holder(store)
        if holder is None:
            if _written(store, mine) and _holder(store) == mine:
                break
        elif time.monotonic() > until:
            raise StudyError(_busy(holder.partition(" ")[2].partition(" ")[2]))
        time.sleep(LOOK_S)
    try:
        yield
    finally:
        if _holder(store) == mine:
            store.client.set_experiment_tag(store.experiment_id, TAG, "")


def _written(store: Store, mine: str) -> bool:
    """Write a name and wait until other writes have settled; false where one met with another."""
    from mlflow.exceptions import MlflowException  # noqa: PLC0415 - seconds

    try:
        store.client.set_experiment_tag(store.experiment_id, TAG, mine)
    except MlflowException:  # two made the tag at once; a server that is gone speaks up when asked
        return False
    time.sleep(SETTLE_S)
    return True


def _holder(store: Store) -> str | None:
    """The name that stands in the tag; None where nobody's does, or that of somebody killed."""
    found = store.client.get_experiment(store.experiment_id).tags.get(TAG, "")
    parts = found.split(" ")
    if len(parts) < 2 or not parts[1].isdigit():  # noqa: PLR2004
        return None
    return None if time.time() - int(parts[1]) > STALE_S else str(found)


def _signature(who: str) -> str:
    now = time.strftime("%H:%M:%S UTC", time.gmtime())
    return f"{who} on {socket.gethostname()} (process {os.getpid()}) since {now}"


def _busy(holder: str) -> str:
    return (
        f"Somebody else changes the registry now ({holder.strip() or 'unknown'}): wait until that "
        "is done, then run the same command again. Nothing was changed."
    )

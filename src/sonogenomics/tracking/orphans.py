"""Runs whose mirror was killed are closed by the next one."""

import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sonogenomics.tracking.store import Store

TAG = "mirror.process"  # machine and process that writes the run


def this_process() -> str:
    """Who is writing: machine and process id."""
    return f"{socket.gethostname()}:{os.getpid()}"


def close_orphans(store: "Store") -> int:
    """Mark runs as killed that an ended process of this machine left open.

    Parameters
    ----------
    store : Store
        The record of runs.

    Returns
    -------
    int
        How many.
    """
    client, wanted = store.client, "attributes.status = 'RUNNING'"
    runs = [
        run
        for run in client.search_runs([store.experiment_id], wanted)
        if _is_orphan(run.data.tags.get(TAG, ""))
    ]
    for run in runs:
        client.set_terminated(run.info.run_id, "KILLED")
    return len(runs)


def _is_orphan(process: str) -> bool:
    machine, _, number = process.rpartition(":")
    if machine != socket.gethostname() or not number.isdigit():
        return False
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False

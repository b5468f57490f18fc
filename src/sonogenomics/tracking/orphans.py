"""Runs whose mirror was killed are closed by the next one."""

import os
import socket
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sonogenomics.tracking.store import Store

TAG = "mirror.process"  # machine and process that write a repro, until it is written
PARENT = "mlflow.parentRunId"


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
    found = store.client.search_runs([store.experiment_id], "attributes.status = 'RUNNING'")
    tags = {str(run.info.run_id): run.data.tags for run in found}
    dead = {run_id for run_id, mine in tags.items() if _is_orphan(mine.get(TAG, ""))}
    dead |= {run_id for run_id, mine in tags.items() if mine.get(PARENT) in dead}
    for run_id in dead:
        store.client.set_terminated(run_id, "KILLED")
    return len(dead)


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

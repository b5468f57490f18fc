"""One run of MLflow: opened with its numbers in it, closed whatever happens."""

import getpass
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sonogenomics.tracking.flat import batches
from sonogenomics.tracking.store import Store

MOST = 100  # params MLflow takes at once; of metrics it takes ten times as many
LIVE = "live"  # tag of a run that is still growing
NOT_IN_NAMES = re.compile(r"[^\w\-. /]")


@dataclass(frozen=True)
class Entry:
    """Everything that is written to one run.

    Attributes
    ----------
    name : str
        Of the run.
    tags : dict of str to str
        Its tags, the note among them.
    params, metrics : dict
        Flat.
    times_ms : (int, int)
        When it began and ended.
    status : str
        As MLflow words it.
    run_id : str
        Of a run that was begun while the stage ran and is completed here; empty: begin one.
    """

    name: str
    tags: dict[str, str]
    params: dict[str, object]
    metrics: dict[str, float]
    times_ms: tuple[int, int]
    status: str = "FINISHED"
    run_id: str = ""


@contextmanager
def opened(store: Store, entry: Entry) -> Iterator[str]:
    """Open a run with its numbers in it; however the block ends, the run is closed."""
    began, ended = entry.times_ms
    run_id = _adopted(store, entry) if entry.run_id else started(store, entry)
    status = "KILLED"
    try:
        _log_numbers(store, run_id, entry)
        yield run_id
        status = entry.status
    finally:
        store.client.set_terminated(run_id, status, max(began, ended))


def started(store: Store, entry: Entry) -> str:
    """Begin a run with its name and tags; its numbers come later.

    Parameters
    ----------
    store : Store
        The record of runs.
    entry : Entry
        Name, tags, and when it began.

    Returns
    -------
    str
        The run's id.
    """
    tags = {
        **entry.tags,
        "mlflow.user": _user(),
        "mlflow.source.name": "dvc repro",
        "mlflow.source.type": "PROJECT",
    }
    run = store.client.create_run(store.experiment_id, entry.times_ms[0], tags, entry.name)
    return str(run.info.run_id)


def _adopted(store: Store, entry: Entry) -> str:
    """Take over a run that was begun live; one that somebody has deleted since is begun anew."""
    from mlflow.entities import RunTag  # noqa: PLC0415 - seconds

    run = store.client.get_run(entry.run_id)
    if run.info.lifecycle_stage == "deleted":
        return started(store, entry)
    tags = [RunTag(name, text) for name, text in entry.tags.items()]
    store.client.log_batch(entry.run_id, tags=tags)
    store.client.update_run(entry.run_id, name=entry.name)
    if LIVE in run.data.tags:
        store.client.delete_tag(entry.run_id, LIVE)
    return entry.run_id


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may have no name for its user
        return "unknown"


def _log_numbers(store: Store, run_id: str, entry: Entry) -> None:
    from mlflow.entities import Metric, Param  # noqa: PLC0415 - seconds

    at = entry.times_ms[1]
    for part in batches(entry.params, MOST):
        given = [Param(_name(name), str(value)) for name, value in part.items()]
        store.client.log_batch(run_id, params=given)
    for numbers_ in batches(entry.metrics, MOST * 10):
        seen = [Metric(_name(name), value, at, 0) for name, value in numbers_.items()]
        store.client.log_batch(run_id, metrics=seen)


def _name(text: str) -> str:
    return NOT_IN_NAMES.sub("_", text)

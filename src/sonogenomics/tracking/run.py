"""One run of MLflow: opened with its numbers in it, closed whatever happens."""

import getpass
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sonogenomics.tracking.flat import batches
from sonogenomics.tracking.store import Store

MOST = 100  # params MLflow takes at once; of metrics it takes ten times as many
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
    """

    name: str
    tags: dict[str, str]
    params: dict[str, object]
    metrics: dict[str, float]
    times_ms: tuple[int, int]
    status: str = "FINISHED"


@contextmanager
def opened(store: Store, entry: Entry) -> Iterator[str]:
    """Open a run with its numbers in it; however the block ends, the run is closed."""
    began, ended = entry.times_ms
    tags = {
        **entry.tags,
        "mlflow.user": _user(),
        "mlflow.source.name": "dvc repro",
        "mlflow.source.type": "PROJECT",
    }
    run = store.client.create_run(store.experiment_id, began, tags, entry.name)
    run_id, status = str(run.info.run_id), "KILLED"
    try:
        _log_numbers(store, run_id, entry)
        yield run_id
        status = entry.status
    finally:
        store.client.set_terminated(run_id, status, max(began, ended))


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

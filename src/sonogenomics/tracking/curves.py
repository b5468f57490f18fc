"""Training curves and overlays of a segmenter, as MLflow draws them."""

import csv
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sonogenomics.tracking.store import Store

FILE, OVERLAYS = "curves.csv", "overlays"
NOT_DRAWN = {"epoch", "step"}  # the axis itself
MOST = 900  # metrics MLflow takes at once: a thousand
GROUP = "curves"  # MLflow draws metrics with one prefix together


@dataclass(frozen=True)
class Row:
    """One epoch.

    Attributes
    ----------
    epoch : int
        From 1; MLflow's step.
    values : dict of str to float
        By column of `curves.csv`; what an epoch does not have is left out.
    """

    epoch: int
    values: Mapping[str, float]


def read_rows(path: Path) -> list[Row]:
    """Read a training's curves as far as they are written.

    Parameters
    ----------
    path : Path
        A `curves.csv`; it may be growing, or gone.

    Returns
    -------
    list of Row
        A last line that is not yet whole is left for the next time.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:  # the training has just been finished and moved
        return []
    whole = text[: text.rfind("\n") + 1]
    rows = []
    for line in csv.DictReader(whole.splitlines()):
        given = {name: _number(cell) for name, cell in line.items() if name}
        numbers = {name: value for name, value in given.items() if value is not None}
        if "epoch" in numbers:
            epoch = int(numbers["epoch"])
            drawn = {name: value for name, value in numbers.items() if name not in NOT_DRAWN}
            rows.append(Row(epoch, drawn))
    return rows


def _number(cell: object) -> float | None:
    try:
        value = float(str(cell))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def log_rows(store: Store, run_id: str, rows: Sequence[Row]) -> None:
    """Give rows to a run as step metrics, all of an epoch at once.

    Parameters
    ----------
    store : Store
        The record of runs.
    run_id : str
        Whose curves they are.
    rows : sequence of Row
        None of them logged before.
    """
    from mlflow.entities import Metric  # noqa: PLC0415 - seconds

    now = time.time_ns() // 1_000_000
    waiting: list[Metric] = []
    for row in rows:
        waiting += [Metric(f"{GROUP}/{name}", x, now, row.epoch) for name, x in row.values.items()]
        if len(waiting) > MOST - len(row.values):
            store.client.log_batch(run_id, metrics=waiting)
            waiting = []
    if waiting:
        store.client.log_batch(run_id, metrics=waiting)


def log_training(store: Store, run_id: str, folder: Path) -> None:
    """Complete a run's curves and overlays from a finished training.

    Parameters
    ----------
    store : Store
        The record of runs.
    run_id : str
        Of the stage; epochs it already has are not logged again.
    folder : Path
        Holds `curves.csv` and `overlays/`; either may be absent.
    """
    rows = read_rows(folder / FILE)
    if rows:
        known = _known_epochs(store, run_id, next(iter(rows[0].values), ""))
        log_rows(store, run_id, [row for row in rows if row.epoch not in known])
    if (folder / OVERLAYS).is_dir():
        store.client.log_artifacts(run_id, str(folder / OVERLAYS), OVERLAYS)


def _known_epochs(store: Store, run_id: str, name: str) -> set[int]:
    history = store.client.get_metric_history(run_id, f"{GROUP}/{name}") if name else []
    return {int(metric.step) for metric in history}

"""The audit trail: every publish, promotion, refusal and rollback is a run of its own."""

import getpass
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Literal

import pandas as pd

from sonogenomics.tracking import git
from sonogenomics.tracking.flat import numbers
from sonogenomics.tracking.store import Store

if TYPE_CHECKING:
    from mlflow.entities import Run

KIND = ("kind", "promotion")  # tag by which the runs are found
WANTED = "tags.kind = 'promotion'"
MOVES, EVENT, WHO, WHY = "audit.moves", "audit.event", "audit.who", "audit.why"
NOTE = "mlflow.note.content"
TABLES = "mlflow.loggedArtifacts"
What = Literal["published", "promoted", "refused", "rolled back"]
PAGE = 1000
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


@dataclass(frozen=True)
class Move:
    """One alias of one model, from a version to a version; None is nobody."""

    model: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Event:
    """What somebody did to the registry.

    Attributes
    ----------
    what : str
        published, promoted, refused or rolled back.
    moves : tuple of Move
        Of the alias champion; of challenger where it was published; what was asked for where it
        was refused.
    why : str
        In a sentence.
    note : str
        Markdown for the run's page.
    tables : mapping of str to DataFrame
        Shown as tables on the run's page.
    figures : mapping of str to float
        Logged as metrics.
    """

    what: What
    moves: tuple[Move, ...]
    why: str
    note: str = ""
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One event as the trail tells it.

    Attributes
    ----------
    run_id : str
        Of the run.
    began_ms : int
        When, in ms since 1970.
    who : str
        As `who` said it.
    status : str
        RUNNING is one whose process was killed or is still at it.
    event : Event
        Without note, tables and figures.
    """

    run_id: str
    began_ms: int
    who: str
    status: str
    event: Event

    @property
    def when(self) -> str:
        """When, UTC."""
        return datetime.fromtimestamp(self.began_ms / 1000, UTC).strftime(MOMENT)


def who() -> str:
    """Who is at work: git's name, else the user of this machine."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):  # a container may have no name for its user
        user = "unknown"
    name = git.user_name()
    return f"{name} ({user})" if name and name != user else user


@contextmanager
def noted(store: Store, event: Event) -> Iterator[str]:
    """Write down what is about to be done, let it be done, and close the line.

    The line is there before the first alias moves, so that a process that is killed between two
    moves leaves word of what it meant: `unfinished` finds it.

    Yields
    ------
    str
        Id of the run.
    """
    run_id = _begun(store, event)
    status = "FAILED"
    try:
        yield run_id
        status = "FINISHED"
    finally:
        store.client.set_terminated(run_id, status)


def _begun(store: Store, event: Event) -> str:
    commit = git.commit()
    moves = [[one.model, one.before, one.after] for one in event.moves]
    tags = {
        KIND[0]: KIND[1],
        EVENT: event.what,
        MOVES: json.dumps(moves),
        WHO: who(),
        WHY: event.why,
        "mlflow.user": who(),
        "mlflow.source.name": "sonogenomics registry",
        NOTE: event.note or event.why,
    }
    if commit:
        mark = str(git.is_dirty()).lower()
        tags |= {"mlflow.source.git.commit": commit, "git.dirty": mark}
    if event.tables:
        shown = [{"path": _file(name), "type": "table"} for name in event.tables]
        tags[TABLES] = json.dumps(shown)
    now_ms = time.time_ns() // 1_000_000
    run = store.client.create_run(store.experiment_id, now_ms, tags, _name(event))
    run_id = str(run.info.run_id)
    _log(store, run_id, event)
    return run_id


def _log(store: Store, run_id: str, event: Event) -> None:
    from mlflow.entities import Metric  # noqa: PLC0415 - seconds

    at = time.time_ns() // 1_000_000
    found = numbers(dict(event.figures))
    metrics = [Metric(name, value, at, 0) for name, value in found.items()]
    store.client.log_batch(run_id, metrics=metrics)
    for name, table in event.tables.items():
        text = json.dumps(table.to_dict(orient="split", index=False))
        store.client.log_text(run_id, text, _file(name))
    if event.note:
        store.client.log_text(run_id, event.note, "comparison.md")


def _file(name: str) -> str:
    return f"{name}.json"


def _name(event: Event) -> str:
    told = [f"{one.model} {one.before or '–'} → {one.after or '–'}" for one in event.moves]
    return f"{event.what}: {', '.join(told)}"


def history(store: Store, model: str | None = None) -> list[Line]:
    """Every line of the trail, oldest first.

    Parameters
    ----------
    store : Store
        The record of runs.
    model : str, optional
        Leave out what does not touch it.
    """
    found: list[Run] = []
    token: str | None = ""
    order = ["attributes.start_time ASC"]
    while token is not None:
        page = store.client.search_runs(
            [store.experiment_id],
            WANTED,
            max_results=PAGE,
            order_by=order,
            page_token=token or None,
        )
        found += page
        token = page.token or None
    lines = [_line(run) for run in found if MOVES in run.data.tags]
    return [one for one in lines if model is None or model in {m.model for m in one.event.moves}]


def unfinished(store: Store) -> list[Line]:
    """Lines whose process ended before its work did; ask only when it is your turn."""
    return [line for line in history(store) if line.status == "RUNNING"]


def _line(run: "Run") -> Line:
    tags: dict[str, Any] = run.data.tags
    event = Event(
        what=tags[EVENT],
        moves=tuple(Move(*move) for move in json.loads(tags[MOVES])),
        why=tags.get(WHY, ""),
    )
    began, status = int(run.info.start_time), str(run.info.status)
    return Line(str(run.info.run_id), began, tags.get(WHO, ""), status, event)


def now() -> str:
    """The moment, UTC."""
    return datetime.now(UTC).strftime(MOMENT)

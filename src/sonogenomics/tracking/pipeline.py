"""What DVC says of each stage, and what this repro did with it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, TypeAlias

from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from sonogenomics.errors import StudyError
from sonogenomics.tracking import journal

LOCK = Path("dvc.lock")
Status: TypeAlias = Literal["executed", "restored", "failed", "stale"]
Entry: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True)
class Stage:
    """One entry of dvc.lock, and what became of it in this repro.

    Attributes
    ----------
    name : str
        As DVC names it, such as `cohort` or `classifiers@forest`.
    status : {'executed', 'restored', 'failed', 'stale'}
        It ran; or it was up to date or came from the cache; or it ended in an error; or it stands
        after one that did, so its files are of an earlier run.
    fingerprint : str
        SHA-256 of the lock entry: equal command, code, inputs, parameters and outputs.
    params : dict
        The parameters DVC tracks for it, nested as in params.yaml.
    deps, outs : tuple of str
        Paths it reads and writes.
    times_ms : (int, int) or None
        When it began and ended, if it ran.
    """

    name: str
    status: Status
    fingerprint: str = ""
    params: Mapping[str, object] = field(default_factory=dict)
    deps: tuple[str, ...] = ()
    outs: tuple[str, ...] = ()
    times_ms: tuple[int, int] | None = None

    @property
    def kind(self) -> str:
        """The stage without its branch: `classifiers` of `classifiers@forest`."""
        return self.name.partition("@")[0]

    @property
    def branch(self) -> str:
        """The branch of a matrix stage: `forest` of `classifiers@forest`; else empty."""
        return self.name.partition("@")[2]

    @property
    def metrics_file(self) -> Path:
        """Where the stage leaves its numbers."""
        return Path("reports", self.kind, self.branch, "metrics.json")


def fingerprint(entry: object) -> str:
    """SHA-256 of a lock entry, whatever the order of its keys.

    Examples
    --------
    >>> fingerprint({"cmd": "x", "outs": []}) == fingerprint({"outs": [], "cmd": "x"})
    True
    """
    return hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()


def read_stages(notes: Path | None) -> list[Stage]:
    """Every stage of dvc.lock, and any that failed before it could get there.

    Parameters
    ----------
    notes : Path or None
        The journal of this repro; None after a bare `dvc repro`, when every stage counts as
        restored.

    Returns
    -------
    list of Stage
        In the order of the pipeline.

    Raises
    ------
    StudyError
        dvc.lock cannot be read.
    """
    lock = _lock()
    ran = journal.executed(notes) if notes else {}
    failed = journal.unfinished(notes) if notes else {}
    stale = _downstream(lock, set(failed)) - set(ran)
    names = [*lock, *(name for name in failed if name not in lock)]
    stages = []
    for name in names:
        status: Status = "executed" if name in ran else "stale" if name in stale else "restored"
        stages.append(_stage(name, "failed" if name in failed else status, lock.get(name, {}), ran))
    return stages


def _lock() -> dict[str, Entry]:
    if not LOCK.is_file():
        return {}
    try:
        content = YAML(typ="safe").load(LOCK.read_text(encoding="utf-8"))
    except YAMLError:
        content = None
    stages = content.get("stages") if isinstance(content, dict) else None
    if not isinstance(stages, dict):
        raise StudyError(
            f"{LOCK} holds no stages: restore it with `git checkout {LOCK}`, or delete it and run "
            "`dvc repro` again."
        )
    return stages


def _stage(name: str, status: Status, entry: Entry, ran: Mapping[str, tuple[int, int]]) -> Stage:
    params: dict[str, object] = {}
    for section in (entry.get("params") or {}).values():
        params |= section
    return Stage(
        name=name,
        status=status,
        fingerprint=fingerprint(entry) if entry and status != "failed" else "",
        params=params,
        deps=_paths(entry, "deps"),
        outs=_paths(entry, "outs"),
        times_ms=ran.get(name),
    )


def _paths(entry: Entry, which: str) -> tuple[str, ...]:
    return tuple(str(item["path"]) for item in entry.get(which, ()))


def _downstream(lock: Mapping[str, Entry], stages: set[str]) -> set[str]:
    """Stages that read, directly or not, what `stages` write."""
    reached: set[str] = set()
    waiting = set(stages)
    while waiting:
        written = [path for name in waiting for path in _paths(lock.get(name, {}), "outs")]
        reads = {
            name
            for name, entry in lock.items()
            if any(_touch(dep, out) for dep in _paths(entry, "deps") for out in written)
        }
        waiting = reads - reached - stages
        reached |= waiting
    return reached


def _touch(one: str, other: str) -> bool:
    """Whether two paths are the same, or one is a folder that holds the other."""
    return one == other or one.startswith(f"{other}/") or other.startswith(f"{one}/")

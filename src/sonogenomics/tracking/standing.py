"""What the audit trail says of a model: who was champion before whom."""

from collections.abc import Iterable
from dataclasses import dataclass

from sonogenomics.tracking import audit
from sonogenomics.tracking.audit import Line, Move
from sonogenomics.tracking.store import Store


@dataclass(frozen=True)
class Promoted:
    """A promotion that no rollback has undone, and when; models promoted together share that."""

    when: tuple[int, str]
    move: Move


def promotions(lines: Iterable[Line], model: str) -> list[Promoted]:
    """Promotions of a model that no rollback has undone, oldest first.

    Parameters
    ----------
    lines : iterable of Line
        The audit trail, oldest first.
    model : str
        By name.

    Returns
    -------
    list of Promoted
    """
    kept: list[Promoted] = []
    for line in lines:
        if line.status != "FINISHED":
            continue
        for move in line.event.moves:
            if move.model != model:
                continue
            if line.event.what == "promoted":
                kept.append(Promoted((line.began_ms, line.run_id), move))
            elif line.event.what == "rolled back" and kept:
                kept.pop()
    return kept


def returns_to(store: Store, model: str) -> str | None:
    """The version that a rollback of the model would make champion again; None is none."""
    left = promotions(audit.history(store, model), model)
    return left[-1].move.before if left else None

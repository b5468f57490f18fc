"""The last promotion is undone: whoever was champion before is champion again."""

from collections.abc import Mapping, Sequence

from sonogenomics.errors import StudyError
from sonogenomics.tracking import audit
from sonogenomics.tracking.audit import Event, Move
from sonogenomics.tracking.mending import mend
from sonogenomics.tracking.promotion import move
from sonogenomics.tracking.registry import CHAMPION, holder, must_exist, versions
from sonogenomics.tracking.standing import Promoted, promotions
from sonogenomics.tracking.store import Store
from sonogenomics.tracking.turn import turn


def rollback(store: Store, models: Sequence[str], because: str) -> tuple[Move, ...]:
    """Undo the last promotion among these models; those that were promoted together go together.

    Parameters
    ----------
    store : Store
        The record of runs.
    models : sequence of str
        By name.
    because : str
        The reason, for the audit trail.

    Returns
    -------
    tuple of Move
        Of the alias champion; `after` is None where nobody was champion before.

    Raises
    ------
    StudyError
        Nothing to roll back, or the champion was moved past this program, or the version to
        return to was deleted, or somebody else changes the registry.
    """
    if not because.strip():
        raise StudyError('A rollback needs its reason: --because "...". Nothing was changed.')
    for model in models[:1]:
        must_exist(store, model)
    with turn(store, f"{audit.who()} rolls back"):
        mend(store)
        kept = {model: promotions(audit.history(store, model), model) for model in models}
        moves = _last(kept)
        for one in moves:
            _possible(store, one)
        earlier = {model: tops[-2].move.before for model, tops in kept.items() if len(tops) > 1}
        previous = {one.model: earlier.get(one.model) for one in moves}
        with audit.noted(store, Event("rolled back", moves, because.strip())) as run_id:
            told = f"champion again by {audit.who()}, run {run_id}: {because.strip()}"
            move(store, moves, previous, told)
    return moves


def _last(kept: Mapping[str, Sequence[Promoted]]) -> tuple[Move, ...]:
    """The moves that undo the latest promotion of any of the models."""
    tops = {model: mine[-1] for model, mine in kept.items() if mine}
    if not tops:
        raise StudyError(
            f"Nothing to roll back: no promotion of {', '.join(kept)} is left in the audit trail."
        )
    latest = max(top.when for top in tops.values())
    return tuple(
        Move(top.move.model, top.move.after, top.move.before)
        for top in tops.values()
        if top.when == latest
    )


def _possible(store: Store, one: Move) -> None:
    now = holder(store, one.model, CHAMPION)
    if now != one.before:
        raise StudyError(
            f"Champion of {one.model} is version {now}, but the audit trail's last promotion made "
            f"it version {one.before}: it was moved past this program. Move the alias back on "
            "MLflow's pages, or promote anew. Nothing was changed."
        )
    known = {str(version.version) for version in versions(store, one.model)}
    if one.after is not None and one.after not in known:
        raise StudyError(
            f"Version {one.after} of {one.model} was deleted from the registry, so that it cannot "
            "be champion again. Nothing was changed."
        )

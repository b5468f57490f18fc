"""What a killed process left half done in the registry is undone before anybody goes on."""

from sonogenomics.tracking import audit
from sonogenomics.tracking.audit import Line
from sonogenomics.tracking.registry import CHALLENGER, CHAMPION, PREVIOUS, point
from sonogenomics.tracking.standing import returns_to
from sonogenomics.tracking.store import Store


def mend(store: Store) -> list[Line]:
    """Put aliases back to what they were before an unfinished line of the trail.

    Ask only when it is your turn: then no process is at work that wrote such a line.

    Parameters
    ----------
    store : Store
        The record of runs.

    Returns
    -------
    list of Line
        What was undone.
    """
    found = audit.unfinished(store)
    for line in found:
        alias = CHALLENGER if line.event.what == "published" else CHAMPION
        for move in line.event.moves:
            if line.event.what != "refused":
                point(store, move.model, alias, move.before)
            if alias == CHAMPION:
                point(store, move.model, PREVIOUS, returns_to(store, move.model))
        store.client.set_terminated(line.run_id, "KILLED")
    return found

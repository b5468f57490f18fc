"""Challengers are compared with champions, and take their places only through every gate."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pandas as pd

from sonogenomics.errors import StudyError
from sonogenomics.params.promotion import Promotion
from sonogenomics.promotion.comparison import Compared, compare
from sonogenomics.promotion.gates import Gate, gates
from sonogenomics.promotion.pairing import pair
from sonogenomics.promotion.printed import markdown
from sonogenomics.promotion.table import gate_table, measures, numbers
from sonogenomics.tracking import audit, dossier
from sonogenomics.tracking.audit import Event, Move
from sonogenomics.tracking.mending import mend
from sonogenomics.tracking.registration import current
from sonogenomics.tracking.registry import (
    CHALLENGER,
    CHAMPION,
    IMAGE,
    PREVIOUS,
    aliases,
    must_exist,
    point,
)
from sonogenomics.tracking.rescoring import champion_scores
from sonogenomics.tracking.store import Store
from sonogenomics.tracking.turn import turn


@dataclass(frozen=True)
class Verdict:
    """A challenger beside its champion, and what the gates say.

    Attributes
    ----------
    model : str
        By name.
    champion : str or None
        Version before; None where there was none.
    challenger : str
        Version that wants to be served.
    compared : Compared
        On the same held-out patients.
    gates : tuple of Gate
        Each with what was seen and what is demanded.
    scored : str
        Where the champion's probabilities are from.
    """

    model: str
    champion: str | None
    challenger: str
    compared: Compared
    gates: tuple[Gate, ...]
    scored: str

    @property
    def holds(self) -> bool:
        """Whether every gate holds."""
        return all(gate.holds for gate in self.gates)

    @property
    def failing(self) -> list[str]:
        """Names of the gates that do not hold."""
        return [gate.name for gate in self.gates if not gate.holds]


def together(store: Store, model: str) -> list[str]:
    """Names of the models that move with one on URFs: itself, and the one on images if any.

    Parameters
    ----------
    store : Store
        The record of runs.
    model : str
        Of the model on URFs.
    """
    other = f"{model}{IMAGE}"
    return [model, other] if CHALLENGER in aliases(store, other) else [model]


def judged(store: Store, models: Sequence[str], settings: Promotion) -> list[Verdict]:
    """Compare every challenger that is not champion yet; nothing is changed.

    Parameters
    ----------
    store : Store
        The record of runs.
    models : sequence of str
        By name.
    settings : Promotion
        Section `promotion` of params.yaml.

    Raises
    ------
    StudyError
        A name that is not registered, no challenger, nothing to promote, or no comparison.
    """
    standing = {}
    for model in models:
        must_exist(store, model)
        standing[model] = aliases(store, model)
        if CHALLENGER not in standing[model]:
            raise StudyError(f"{model} has no challenger: `sonogenomics publish` registers one.")
    waiting = [m for m, held in standing.items() if held[CHALLENGER] != held.get(CHAMPION)]
    if not waiting:
        told = ", ".join(f"version {held[CHALLENGER]} of {m}" for m, held in standing.items())
        raise StudyError(f"Nothing to promote: {told} is challenger and champion.")
    with current(store):
        return [_judged(store, model, standing[model], settings) for model in waiting]


def _judged(store: Store, model: str, held: dict[str, str], settings: Promotion) -> Verdict:
    challenger, champion = held[CHALLENGER], held.get(CHAMPION)
    new = dossier.read(store, model, challenger)
    old, scored = None, ""
    if champion is not None:
        kept = dossier.read(store, model, champion)
        old, scored = champion_scores(store, (model, champion), kept, new.met)
    pairs = pair(new.met, old, settings.fewest_an_arm)
    compared = compare(pairs, (new.met.cut_off, None if old is None else old.cut_off))
    found = gates(compared, new.guard, settings)
    return Verdict(model, champion, challenger, compared, found, scored)


def promote(store: Store, models: Sequence[str], settings: Promotion) -> list[Verdict]:
    """Let challengers become champions, all or none, if every gate of each holds.

    Parameters
    ----------
    store : Store
        The record of runs.
    models : sequence of str
        By name.
    settings : Promotion
        Section `promotion` of params.yaml.

    Returns
    -------
    list of Verdict
        Whether the aliases moved is whether all of them hold; either way the trail tells it.

    Raises
    ------
    StudyError
        As `judged`; or somebody else changes the registry.
    """
    with turn(store, f"{audit.who()} promotes"):
        mend(store)
        found = judged(store, models, settings)
        moves = tuple(Move(one.model, one.champion, one.challenger) for one in found)
        if all(one.holds for one in found):
            event = _event("promoted", moves, found, "every gate holds")
            with audit.noted(store, event) as run_id:
                previous = {one.model: one.before for one in moves}
                move(store, moves, previous, f"promoted by {audit.who()}, run {run_id}")
        else:
            why = "; ".join(
                f"{one.model}: {', '.join(one.failing)}" for one in found if one.failing
            )
            with audit.noted(store, _event("refused", moves, found, f"gates not held: {why}")):
                pass
        return found


def move(
    store: Store, moves: Sequence[Move], previous: Mapping[str, str | None], because: str
) -> None:
    """Let the alias champion move on every model, or on none.

    Parameters
    ----------
    store : Store
        The record of runs.
    moves : sequence of Move
        What shall be.
    previous : mapping of str to str or None
        By model, the version that a rollback would return to.
    because : str
        Noted on each version that becomes champion.
    """
    before = {one.model: aliases(store, one.model) for one in moves}
    for one in moves:
        if before[one.model].get(CHAMPION) != one.before:
            raise StudyError(
                f"Champion of {one.model} was moved meanwhile, past this program: run the same "
                "command again. Nothing was changed."
            )
    with _all_or_none(store, before):
        for one in moves:
            point(store, one.model, CHAMPION, one.after)
            point(store, one.model, PREVIOUS, previous[one.model])
    for one in moves:
        if one.after is not None:
            key = f"audit.{audit.now()}"
            store.client.set_model_version_tag(one.model, one.after, key, because)


@contextmanager
def _all_or_none(store: Store, before: dict[str, dict[str, str]]) -> Iterator[None]:
    moved = False
    try:
        yield
        moved = True
    finally:
        if not moved:  # for whatever reason: Ctrl-C between two aliases, too
            for model, held in before.items():
                for alias in (CHAMPION, PREVIOUS):
                    point(store, model, alias, held.get(alias))


def _event(what: audit.What, moves: tuple[Move, ...], found: Sequence[Verdict], why: str) -> Event:
    tables: dict[str, pd.DataFrame] = {}
    figures: dict[str, float] = {}
    for one in found:
        kind = "image_" if one.model.endswith(IMAGE) else ""
        tables[f"{kind}gates"] = gate_table(one.gates)
        tables[f"{kind}comparison"] = measures(one.compared)
        figures |= {f"{kind}{name}": value for name, value in numbers(one.compared).items()}
    note = "\n\n".join([f"**{what}**: {why}", *(markdown(one) for one in found)])
    return Event(what, moves, why, note, tables, figures)

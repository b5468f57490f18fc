"""The checklists filled in: what the run answers, what a person answers, what is open."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import ModuleType

from sonogenomics.checklists.answers import Answer
from sonogenomics.checklists.items import Checklist, Item, checklists
from sonogenomics.reporting.evidence import images, models, patients, performance, sources
from sonogenomics.reporting.evidence.seen import (
    Found,
    Rule,
    Seen,
    person,
    person_unless_simulated,
    seen,
)
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.section import Section

STYLES = {"yes": "yes", "no": "no", "open": "open", "not applicable": "na"}
SIGNS = {"yes": "✓ yes", "no": "✕ no", "open": "○ open", "not applicable": "– not applicable"}
GRADES = ((0.8, "excellent"), (0.6, "good"), (0.4, "moderate"), (0.2, "low"), (0.0, "very low"))


@dataclass(frozen=True)
class Row:
    """An item with its answer."""

    item: Item
    found: Found

    @property
    def verdict(self) -> str:
        """Sign and word."""
        return SIGNS[self.found.verdict]

    @property
    def style(self) -> str:
        """Class of the word on the page."""
        return STYLES[self.found.verdict]

    @property
    def evidence(self) -> str:
        """The sentence that proves it."""
        return self.found.evidence

    @property
    def place(self) -> str:
        """Anchor of the proof; empty without one."""
        return self.found.place


@dataclass(frozen=True)
class Filled:
    """A checklist with all its answers."""

    checklist: Checklist
    rows: tuple[Row, ...]

    @property
    def key(self) -> str:
        """For anchors."""
        return self.checklist.key

    @property
    def title(self) -> str:
        """Its name."""
        return self.checklist.title

    @property
    def citation(self) -> str:
        """Whose it is."""
        return self.checklist.citation

    @property
    def note(self) -> str:
        """How it is read here."""
        return self.checklist.note

    @property
    def is_weighted(self) -> bool:
        """Whether it has a score."""
        return any(row.item.weight is not None for row in self.rows)

    @property
    def totals(self) -> dict[str, int]:
        """Items by verdict."""
        n = Counter(row.found.verdict for row in self.rows)
        return {"yes": n["yes"], "no": n["no"], "open": n["open"], "na": n["not applicable"]}

    @property
    def bar(self) -> list[tuple[str, int]]:
        """What is drawn: verdicts that apply."""
        return [(style, n) for style, n in self.totals.items() if n and style != "na"]

    @property
    def score(self) -> float | None:
        """Weights answered yes over weights that apply, from 0 to 1; None without weights."""
        applies = [row for row in self.rows if row.found.verdict != "not applicable"]
        whole = sum(row.item.weight or 0.0 for row in applies)
        if not self.is_weighted or not whole:
            return None
        return sum(row.item.weight or 0.0 for row in applies if row.found.verdict == "yes") / whole

    @property
    def told(self) -> str:
        """The totals in words."""
        n = self.totals
        told = f"{n['yes']} yes, {n['no']} no, {n['open']} open of {len(self.rows)}"
        told += f", {n['na']} not applicable" if n["na"] else ""
        if self.score is None:
            return told
        grade = next(word for least, word in GRADES if self.score >= least)
        return f"{told}; score {100 * self.score:.1f} % so far ({grade})"


def answered(run: Run, parts: Sequence[Section]) -> list[Filled]:
    """Fill in all checklists from a run and from what a person wrote.

    Parameters
    ----------
    run : Run
        Its tables, settings and answers.
    parts : sequence of Section
        What stands on the page: an answer may only point there.

    Returns
    -------
    list of Filled
    """
    looked = seen(run, parts)
    return [
        Filled(one, tuple(_row(item, looked, run.answers.of(one.key)) for item in one.items))
        for one in checklists()
    ]


def _row(item: Item, looked: Seen, answers: Mapping[str, Answer]) -> Row:
    found = RULES[item.rule](looked)
    if found.place and found.place not in looked.places:
        found = Found(found.verdict, found.evidence)
    mine = answers.get(item.number)
    if mine is None:
        return Row(item, found)
    if found.verdict == "open":
        return Row(item, Found(mine.answer, f"A person says: {mine.where}"))
    return Row(
        item, Found(found.verdict, f"{found.evidence} A person adds: {mine.where}", found.place)
    )


def _rules(*modules: ModuleType) -> dict[str, Rule]:
    return {
        name: rule
        for module in modules
        for name, rule in vars(module).items()
        if getattr(rule, "__module__", "") == module.__name__
        and not name.startswith("_")
        and callable(rule)
    }


RULES: dict[str, Rule] = {
    "person": person,
    "person_unless_simulated": person_unless_simulated,
    **_rules(patients, sources, images, models, performance),
}

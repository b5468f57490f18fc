"""What an answer looks at, and what an answer is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from sonogenomics.figures.figure import Figure
from sonogenomics.reporting.run import Run
from sonogenomics.reporting.section import Section
from sonogenomics.reporting.tables import View

Verdict = Literal["yes", "no", "open", "not applicable"]


@dataclass(frozen=True)
class Seen:
    """A run and what of it stands on the page.

    Attributes
    ----------
    run : Run
        Its tables and settings.
    places : frozenset of str
        Anchors of the page: sections, and the figures and tables that are really there.
    """

    run: Run
    places: frozenset[str]

    def has(self, *places: str) -> bool:
        """Whether all these stand on the page."""
        return set(places) <= self.places


@dataclass(frozen=True)
class Found:
    """An answer, the sentence that proves it, and where on the page the proof stands."""

    verdict: Verdict
    evidence: str
    place: str = ""


Rule = Callable[[Seen], Found]


def seen(run: Run, parts: Sequence[Section]) -> Seen:
    """Collect what of a run stands on the page."""
    figures = {
        f"figure-{one.name}" for part in parts for one in part.figures if isinstance(one, Figure)
    }
    tables = {f"table-{one.name}" for part in parts for one in part.tables if isinstance(one, View)}
    fixed = {"abstract", "rules", "sources", "absences", "checklists", "table-settings"}
    return Seen(run, frozenset(figures | tables | fixed | {part.anchor for part in parts}))


def yes(evidence: str, place: str) -> Found:
    """Done, and here is the proof."""
    return Found("yes", evidence, place)


def no(evidence: str, place: str = "") -> Found:
    """Not done in this run."""
    return Found("no", evidence, place)


def left_open(evidence: str, place: str = "") -> Found:
    """Only a person can say; what the run knows of it is told."""
    return Found("open", evidence, place)


def beside_the_point(evidence: str) -> Found:
    """The item does not apply to this run."""
    return Found("not applicable", evidence)


def person(seen: Seen) -> Found:  # noqa: ARG001 - a rule like the others
    """Nothing in a run can answer this."""
    return left_open("Only a person can say.")


def person_unless_simulated(seen: Seen) -> Found:
    """A question about people; in a simulation there are none."""
    if seen.run.study.simulation is not None:
        return beside_the_point("All patients are simulated.")
    return person(seen)

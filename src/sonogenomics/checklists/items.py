"""The items of CLEAR, METRICS and TRIPOD+AI, read from the tables beside this file."""

import csv
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class Item:
    """One thing that a checklist asks.

    Attributes
    ----------
    number, section, asks : str
        Its number in the checklist, the part of the paper it belongs to, and what it asks, in our
        own words.
    rule : str
        The function of `reporting.evidence` that answers it, or `person`.
    weight : float or None
        Its share of the score, of a checklist that has one.
    """

    number: str
    section: str
    asks: str
    rule: str
    weight: float | None = None

    @property
    def weight_told(self) -> str:
        """The weight as the checklist prints it."""
        return "" if self.weight is None else f"{self.weight:.4f}"


@dataclass(frozen=True)
class Checklist:
    """A published checklist and its items."""

    key: str
    title: str
    citation: str
    note: str
    items: tuple[Item, ...]


PUBLISHED = {
    "clear": (
        "CLEAR",
        "Kocak B, Baessler B, Bakas S, et al. Insights Imaging 2023;14:75, "
        "doi 10.1186/s13244-023-01415-8.",
        "It has no score.",
    ),
    "metrics": (
        "METRICS",
        "Kocak B, Akinci D'Antonoli T, Mercaldo N, et al. Insights Imaging 2024;15:8, "
        "doi 10.1186/s13244-023-01572-w.",
        "Conditions: lesions are segmented, by a network where no expert did; features are "
        "hand-crafted and tabular; no model is learnt end to end. Score: weights of the items "
        "answered yes over weights of all that apply; what is open counts as no. Weights of items "
        "1 to 23 were read in its Table 1; those of 24 to 30 complete the sum to 1 and have not "
        "been compared with it: do so before you quote the score.",
    ),
    "tripod-ai": (
        "TRIPOD+AI",
        "Collins GS, Moons KGM, Dhiman P, et al. BMJ 2024;385:e078378, "
        "doi 10.1136/bmj-2023-078378.",
        "Development and evaluation together. It has no score.",
    ),
}


def checklists() -> list[Checklist]:
    """All three, in the order of the page.

    Examples
    --------
    >>> [(one.title, len(one.items)) for one in checklists()]
    [('CLEAR', 58), ('METRICS', 30), ('TRIPOD+AI', 52)]
    """
    return [Checklist(key, *words, _items(key)) for key, words in PUBLISHED.items()]


def _items(key: str) -> tuple[Item, ...]:
    text = files("sonogenomics.checklists").joinpath(f"{key}.csv").read_text("utf-8")
    return tuple(
        Item(
            row["number"],
            row["section"],
            row["asks"],
            row["rule"],
            float(row["weight"]) if "weight" in row else None,
        )
        for row in csv.DictReader(text.splitlines())
    )

"""A part of the page: words, figures and tables that belong together."""

from dataclasses import dataclass

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.reporting.tables import View

Drawn = Figure | Missing
Shown = View | str


@dataclass(frozen=True)
class Section:
    """A part of the page.

    Attributes
    ----------
    anchor, title, lead : str
        Its id, heading and opening sentence.
    figures : tuple of Figure or Missing
        In order.
    tables : tuple of View or str
        In order; a string says why a table is absent.
    """

    anchor: str
    title: str
    lead: str
    figures: tuple[Drawn, ...] = ()
    tables: tuple[Shown, ...] = ()

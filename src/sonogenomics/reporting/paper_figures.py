"""Where the figures of the published study are on this page, panel by panel."""

from collections.abc import Sequence
from typing import NamedTuple

import pandas as pd

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.reporting.section import Section, Shown
from sonogenomics.reporting.tables import Column, Words, shown


class Panel(NamedTuple):
    """A panel of the paper, and the figures here that show the same of this study."""

    figure: str
    shows: str
    here: tuple[str, ...]


PANELS = (
    Panel("1", "Patient flow", ("patient-flow", "image-flow")),
    Panel("2", "Study flow", ("study-flow",)),
    Panel("3", "Segmentation examples", ("lesion-gallery",)),
    Panel("3", "Heatmaps of all and of the differential URFs by arm", ("urf-heatmap",)),
    Panel("3", "Violins of the differential URFs", ("urf-violins",)),
    Panel("4", "Arm sizes of each expression series", ("series-arms",)),
    Panel("4", "Expression heatmaps, series by series", ("expression-heatmap",)),
    Panel("4", "Dot plot of features and genes", ("link-dots", "gene-counts")),
    Panel(
        "5",
        "Heatmap of functions, with ridges",
        ("function-heatmap-paired", "function-heatmap-discovery", "enrichment-dots"),
    ),
    Panel("5", "Bars of functions by feature", ("function-bars-paired", "function-bars-discovery")),
    Panel("5", "Matrix of shared function (Simpson)", ("overlap-matrix",)),
    Panel("5", "Network of the module", ("module-network",)),
    Panel("6", "Genes and features, validation series", ("link-dots-validation",)),
    Panel("6", "Functions, validation series", ("function-heatmap-validation",)),
    Panel("6", "Bars by feature, validation series", ("function-bars-validation",)),
    Panel("6", "Shared function, validation series", ("overlap-matrix-validation",)),
    Panel("6", "Function in discovery and validation", ("functions-compared",)),
    Panel("6", "Hierarchy of features, genes, functions", ("hierarchy",)),
    Panel("7", "ROC curves of seven classifiers", ("best-split-roc",)),
    Panel("7", "Box plots of AUC", ("best-of-splits", "auc-boxes")),
    Panel(
        "8", "ROC curves, validation patients; each classifier on its better set", ("roc-curves",)
    ),
    Panel("8", "Box plots, validation patients; likewise", ("held-out-boxes",)),
)
COLUMNS = (
    Column("Figure of the paper", "figure", lambda n: f"Figure {n}"),
    Column("It shows", "shows"),
    Column("Here", "here"),
)


def paper_table(parts: Sequence[Section]) -> Shown:
    """One row a panel of the paper: where it is here, or why it could not be drawn.

    Parameters
    ----------
    parts : sequence of Section
        The page's, in order: its figures are numbered through.

    Returns
    -------
    View or str
    """
    places = places_of(parts)
    rows = [(one.figure, one.shows, told(one, places)) for one in PANELS]
    words = Words(
        "paper-figures",
        "Where the paper's figures are",
        "Every figure of Cui et al. (2023), and the figure here that shows the same of this study.",
        "There are no figures.",
    )
    return shown(pd.DataFrame(rows, columns=["figure", "shows", "here"]), COLUMNS, words)


def places_of(parts: Sequence[Section]) -> dict[str, str]:
    """Number and title of each figure of the page, or why it is missing, by name."""
    places: dict[str, str] = {}
    n = 0
    for item in (item for part in parts for item in part.figures):
        if isinstance(item, Figure):
            n += 1
            places[item.name] = f"Figure {n}"
        elif isinstance(item, Missing):
            places[item.name] = f"Not drawn: {item.reason}"
    return places


def told(panel: Panel, places: dict[str, str]) -> str:
    """Where a panel is: figures that were drawn, or the first reason why not.

    Examples
    --------
    >>> told(Panel("1", "Flow", ("a", "b")), {"a": "Figure 3", "b": "Not drawn: none."})
    'Figure 3'
    >>> told(Panel("1", "Flow", ("a",)), {})
    'Not drawn: the study has no such part.'
    """
    known = [places[name] for name in panel.here if name in places]
    drawn = [place for place in known if place.startswith("Figure")]
    return ", ".join(drawn) or next(iter(known), "Not drawn: the study has no such part.")

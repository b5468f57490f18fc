"""From features over their genes to what these genes do, as bands between three columns."""

from itertools import zip_longest

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import PathPatch, Rectangle
from matplotlib.path import Path

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.functions import ROLE_WORDS, chance_of_terms
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import (
    BLUE,
    GREEN,
    GREY,
    INK,
    ORANGE,
    PURPLE,
    SKY,
    VERMILLION,
    YELLOW,
    canvas,
    readable,
    short_feature,
    styled,
)
from sonogenomics.figures.wording import counted
from sonogenomics.linking.modules import linking_role
from sonogenomics.profiles import Profile

NAME, TITLE = "hierarchy", "From URFs over genes to functions"
MOST_FEATURES, MOST_GENES, MOST_TERMS = 8, 16, 8
COLOURS = (BLUE, VERMILLION, GREEN, ORANGE, PURPLE, SKY, GREY, YELLOW)
HEIGHT, GAP, WIDE = 10.0, 0.14, 0.12  # of a column, between its bars, of a bar
AT = {"feature": 0.0, "gene": 3.0, "term": 6.0}
Spans = dict[str, tuple[float, float]]  # top and bottom of each bar of a column


@styled
def hierarchy(
    links: pd.DataFrame,
    enrichment: pd.DataFrame,
    sets: pd.DataFrame,
    modules: pd.DataFrame,
    profile: Profile,
) -> Figure | Missing:
    """Draw the module's features, the genes they go with, and the functions enriched among these.

    Parameters
    ----------
    links : DataFrame
        Columns feature and gene: the gene list of every feature, of the role that made the module.
    enrichment : DataFrame
        `catalog.Enrichment`.
    sets : DataFrame
        Columns library, term and gene.
    modules : DataFrame
        `catalog.Modules`.
    profile : Profile
        Says which gene lists made the module.

    Returns
    -------
    Figure or Missing
    """
    if enrichment.empty or links.empty or sets.empty:
        return Missing(
            NAME, TITLE, "There are no gene lists, or no gene sets to hold them against."
        )
    role = linking_role(enrichment, profile)
    paths = _paths(links, enrichment[enrichment["role"] == role], sets, modules)
    if paths.empty:
        reason = "No feature of the module has an enriched function, so no path leads to one."
        return Missing(NAME, TITLE, reason)
    shown = _foremost(paths)
    n = [shown[column].nunique() for column in ("feature", "gene", "term")]
    drawing = canvas(7.2, 1.1 + 0.27 * max(*n, 8))
    axes = drawing.add_subplot()
    _draw(axes, shown)
    caption = _caption(shown, paths, role, profile)
    return Figure(NAME, TITLE, caption, _alt(shown), drawing, shown, zoomable=True)


def _paths(
    links: pd.DataFrame, enrichment: pd.DataFrame, sets: pd.DataFrame, modules: pd.DataFrame
) -> pd.DataFrame:
    """Every feature, gene and function of which the gene is in the list and in the set."""
    members = set(modules["feature"]) if len(modules) else set(enrichment["feature"])
    rows = enrichment[enrichment["enriched"] & enrichment["feature"].isin(members)]
    rows = rows[["feature", "library", "term", "p_bh"]]
    wanted = sets.merge(rows[["library", "term"]].drop_duplicates(), on=["library", "term"])
    paths = links[["feature", "gene"]].drop_duplicates().merge(rows, on="feature")
    return paths.merge(wanted, on=["library", "term", "gene"])


def _foremost(paths: pd.DataFrame) -> pd.DataFrame:
    """The functions with most paths, and of these in turn the features and genes with most."""
    counts = paths["term"].value_counts()
    terms = sorted(counts.index, key=lambda name: (-int(counts[name]), str(name)))[:MOST_TERMS]
    shown = paths[paths["term"].isin(terms)]
    for column, most in (("feature", MOST_FEATURES), ("gene", MOST_GENES)):
        shown = shown[shown[column].isin(_in_turns(shown, column, terms)[:most])]
    columns = ["feature", "gene", "library", "term", "p_bh"]
    return shown.sort_values(columns[:4]).reset_index(drop=True)[columns]


def _in_turns(paths: pd.DataFrame, column: str, terms: list[str]) -> list[str]:
    """Each function's own with most paths in all, then each one's second, and so on."""
    counts = paths[column].value_counts()
    lists = [
        sorted(set(paths.loc[paths["term"] == term, column]), key=lambda n: (-int(counts[n]), n))
        for term in terms
    ]
    turns = (name for turn in zip_longest(*lists) for name in turn if name is not None)
    return list(dict.fromkeys(turns))


def _draw(axes: Axes, paths: pd.DataFrame) -> None:
    terms = _order(paths, "term", None)
    genes, features = (_order(paths, column, terms) for column in ("gene", "feature"))
    colours = dict(zip(terms, COLOURS, strict=False))
    spans = {
        column: _spans(paths[column].value_counts(), order)
        for column, order in (("feature", features), ("gene", genes), ("term", terms))
    }
    _bands(axes, paths, spans, ("feature", "gene"), colours)
    _bands(axes, paths, spans, ("gene", "term"), colours)
    for column, words in (("feature", "Features"), ("gene", "Genes"), ("term", "Functions")):
        fills = colours if column == "term" else dict.fromkeys(spans[column], INK)
        _bars(axes, column, spans[column], paths[column].value_counts(), fills)
        axes.text(AT[column] + WIDE / 2, -0.3, words, ha="center", fontweight="bold")
    axes.set_xlim(-2.9, 8.9)
    axes.set_ylim(HEIGHT + 0.1, -0.8)
    axes.set_axis_off()


def _order(paths: pd.DataFrame, column: str, terms: list[str] | None) -> list[str]:
    """Most paths first; beside a known order of functions, by the mean place of one's own."""
    counts = paths[column].value_counts()
    if terms is None:
        return sorted(counts.index, key=lambda name: (-int(counts[name]), str(name)))
    place = paths["term"].map({term: i for i, term in enumerate(terms)})
    mean = place.groupby(paths[column]).mean()
    return sorted(counts.index, key=lambda name: (float(mean[name]), str(name)))


def _spans(counts: "pd.Series[int]", order: list[str]) -> dict[str, tuple[float, float]]:
    """Top and bottom of each bar of a column; its height is its share of all paths."""
    room = HEIGHT - GAP * (len(order) - 1)
    sizes = np.array([counts[name] for name in order], dtype=float)
    ends = np.cumsum(room * sizes / sizes.sum()) + GAP * np.arange(len(order))
    starts = ends - room * sizes / sizes.sum()
    return {name: (float(a), float(b)) for name, a, b in zip(order, starts, ends, strict=True)}


def _bands(
    axes: Axes,
    paths: pd.DataFrame,
    spans: dict[str, Spans],
    ends: tuple[str, str],
    colours: dict[str, str],
) -> None:
    """Bands between two columns; those to a function have its colour."""
    for row in _flows(paths, spans, ends).to_dict("records"):
        x = (AT[ends[0]] + WIDE, AT[ends[1]])
        band = _band(x, (row["top_0"], row["bottom_0"]), (row["top_1"], row["bottom_1"]))
        colour, alpha = (colours[row["term"]], 0.45) if "term" in ends else (GREY, 0.35)
        patch = PathPatch(band, fc=colour, ec="none", alpha=alpha)
        names = [_name(column, row[column]) for column in ends]
        tip(patch, f"{' – '.join(names)}: {counted(int(row['n']), 'path')}")
        axes.add_patch(patch)


def _flows(paths: pd.DataFrame, spans: dict[str, Spans], ends: tuple[str, str]) -> pd.DataFrame:
    """Where each band begins and ends: within a bar, in the order of the bars across."""
    flows = paths.groupby(list(ends)).size().reset_index(name="n")
    place = {column: {name: i for i, name in enumerate(span)} for column, span in spans.items()}
    for side, column in enumerate(ends):
        order = [flows[name].map(place[name]) for name in (ends[1 - side], column)]
        flows = flows.iloc[np.lexsort(order)]
        top = flows[column].map({name: span[0] for name, span in spans[column].items()})
        tall = flows[column].map({name: b - a for name, (a, b) in spans[column].items()})
        grouped = flows.groupby(column)["n"]
        above, whole = grouped.cumsum() - flows["n"], grouped.transform("sum")
        start = top + tall * above / whole
        flows = flows.assign(
            **{f"top_{side}": start, f"bottom_{side}": start + tall * flows["n"] / whole}
        )
    return flows


def _band(x: tuple[float, float], left: tuple[float, float], right: tuple[float, float]) -> Path:
    middle = sum(x) / 2
    points = [
        (x[0], left[0]),
        *((middle, left[0]), (middle, right[0]), (x[1], right[0])),
        (x[1], right[1]),
        *((middle, right[1]), (middle, left[1]), (x[0], left[1])),
        (x[0], left[0]),
    ]
    codes = [Path.MOVETO, *[Path.CURVE4] * 3, Path.LINETO, *[Path.CURVE4] * 3, Path.CLOSEPOLY]
    return Path(points, codes)


def _bars(
    axes: Axes, column: str, spans: Spans, counts: "pd.Series[int]", fills: dict[str, str]
) -> None:
    at = AT[column]
    x, align = (at + 0.2, "left") if column == "term" else (at - 0.07, "right")
    for name, (top, bottom) in spans.items():
        bar = Rectangle((at, top), WIDE, bottom - top, fc=fills[name], ec="none")
        tip(bar, f"{_name(column, name)}: {counted(int(counts[name]), 'path')}")
        axes.add_patch(bar)
        text = readable(_name(column, name), 32)
        axes.text(x, (top + bottom) / 2, text, ha=align, va="center", fontsize=7.5)


def _name(column: str, name: object) -> str:
    return short_feature(name) if column == "feature" else readable(name, 80)


def _caption(shown: pd.DataFrame, paths: pd.DataFrame, role: str, profile: Profile) -> str:
    told = []
    for column, noun in (("feature", "feature"), ("gene", "gene"), ("term", "function")):
        n, of = shown[column].nunique(), paths[column].nunique()
        told.append(f"{counted(n, noun)} of {of:,}" if n < of else counted(n, noun))
    return (
        f"{told[0].capitalize()}, {told[1]} and {told[2]}: a path leads from a feature of the "
        "module to a gene of its list and on to an enriched function that holds it; those with "
        f"most paths are shown, {len(shown):,} of {len(paths):,} paths; gene lists from "
        f"{ROLE_WORDS[role]}. What chance gives: {chance_of_terms(role, 0.05)}. "
        f"Profile: {profile.name}."
    )


def _alt(shown: pd.DataFrame) -> str:
    terms = shown.groupby("term")["gene"].nunique().sort_values(ascending=False)
    told = [f"{readable(term, 60)} with {n} genes" for term, n in terms.items()]
    return (
        f"Bands from {shown['feature'].nunique()} features over {shown['gene'].nunique()} genes to "
        f"{len(terms)} functions: {'; '.join(told)}."
    )

"""The URF module as a network."""

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.lines import Line2D

from sonogenomics.figures.chance_of import NOT_PERMUTED, Null, chance_of
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.functions import ROLE_WORDS
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import BLUE, ORANGE, SCALE, canvas, short_feature, spread, styled
from sonogenomics.figures.wording import counted
from sonogenomics.linking.modules import linking_role, network
from sonogenomics.profiles import Profile

NAME, TITLE = "module-network", "The URF module"
KINDS = {"differential": ORANGE, "auxiliary": BLUE}


@styled
def module_network(
    modules: pd.DataFrame,
    similarity: pd.DataFrame,
    profile: Profile,
    min_overlap: float,
    chance: pd.DataFrame | None = None,
) -> Figure | Missing:
    """Draw the members on a circle, joined where they share enough function.

    Parameters
    ----------
    modules : DataFrame
        `catalog.Modules`.
    similarity : DataFrame
        `catalog.Similarity`.
    profile : Profile
        Says which gene lists made the module.
    min_overlap : float
        Overlap coefficient from which an edge is drawn.
    chance : DataFrame, optional
        `catalog.Chance`: how large a module permuted data give.

    Returns
    -------
    Figure or Missing
    """
    if modules.empty:
        return Missing(NAME, TITLE, "No URF is differential, so there is no module to draw.")
    if similarity.empty:
        reason = "No feature has an enriched function, so the differential ones stand unconnected."
        return Missing(NAME, TITLE, reason)
    role = linking_role(similarity, profile)
    graph = network(modules, similarity[similarity["role"] == role], min_overlap)
    drawing = canvas(7.2, max(2.6, min(5.6, 1.9 + 0.16 * len(modules))))
    _draw(drawing.add_subplot(), graph, min_overlap)
    data = nx.to_pandas_edgelist(graph, "feature_a", "feature_b")
    data = data if len(data) else pd.DataFrame(columns=["feature_a", "feature_b", "overlap"])
    null = None if chance is None else chance_of(chance, "module.n_members", profile.name)
    caption = _caption(graph, (role, min_overlap), null, profile)
    return Figure(NAME, TITLE, caption, _alt(graph), drawing, data, zoomable=True)


def _draw(axes: Axes, graph: "nx.Graph[str]", min_overlap: float) -> None:
    places = _circle(list(graph))
    scale = Normalize(min(min_overlap, 0.999), 1.0)
    for a, b, edge in graph.edges(data=True):
        (xa, ya), (xb, yb), overlap = places[a], places[b], float(edge["overlap"])
        strength = float(scale(overlap))
        colour = SCALE(strength)
        (line,) = axes.plot(
            [xa, xb], [ya, yb], color=colour, lw=0.7 + strength, alpha=0.75, zorder=1
        )
        tip(line, f"{short_feature(a)} and {short_feature(b)}: overlap {overlap:.2f}")
    most = max([1, *(int(node["n_terms"]) for _, node in graph.nodes(data=True))])
    for node, attributes in graph.nodes(data=True):
        size = 30 + 150 * int(attributes["n_terms"]) / most
        fill = KINDS[str(attributes["kind"])]
        spot = axes.scatter(*places[node], s=size, color=fill, lw=0, zorder=2)
        words = counted(int(attributes["n_terms"]), "enriched function")
        tip(spot, f"{short_feature(node)}: {attributes['kind']}, {words}")
    _names(axes, places)
    _keys(axes, scale, has_edges=graph.number_of_edges() > 0)
    axes.set_axis_off()


def _circle(nodes: list[str]) -> dict[str, tuple[float, float]]:
    """Members clockwise from the top, in the order of the table."""
    turns = np.pi / 2 - 2 * np.pi * (np.arange(len(nodes)) + 0.5) / len(nodes)
    where = zip(np.cos(turns), np.sin(turns), strict=True)
    return dict(zip(nodes, ((float(x), float(y)) for x, y in where), strict=True))


def _names(axes: Axes, places: dict[str, tuple[float, float]]) -> None:
    """Write every name in the margin of its side, apart from its neighbours."""
    for side, align in ((-1, "right"), (1, "left")):
        mine = [node for node, (x, _) in places.items() if (1 if x >= 0 else -1) == side]
        heights = spread([places[node][1] for node in mine], 0.17, -1.15, 1.15)
        for node, y in zip(mine, heights, strict=True):
            x, y0 = places[node]
            axes.plot([x * 1.02, side * 1.2], [y0, y], color="#8a8f98", lw=0.5, zorder=0)
            axes.text(side * 1.24, y, short_feature(node, 34), ha=align, va="center", fontsize=7.5)
    axes.set_xlim(-3.3, 3.3)
    axes.set_ylim(-1.3, 1.3)


def _keys(axes: Axes, scale: Normalize, *, has_edges: bool) -> None:
    keys = [
        Line2D([], [], color=colour, marker="o", ls="", ms=7, label=kind)
        for kind, colour in KINDS.items()
    ]
    axes.figure.legend(handles=keys, loc="outside lower left", ncols=2)
    if has_edges:
        bar = axes.figure.colorbar(
            ScalarMappable(scale, SCALE),
            ax=axes,
            location="bottom",
            shrink=0.3,
            aspect=22,
            anchor=(1.0, 0.0),
            pad=0.0,
        )
        bar.set_label("overlap coefficient", fontsize=8)
        bar.outline.set_visible(False)


def _caption(
    graph: "nx.Graph[str]", rule: tuple[str, float], null: Null | None, profile: Profile
) -> str:
    role, min_overlap = rule
    permuted = f" Members of the module: {null.at_length()}." if null else f" {NOT_PERMUTED}"
    kinds = [str(kind) for _, kind in graph.nodes(data="kind")]
    n_differential, n_auxiliary = kinds.count("differential"), kinds.count("auxiliary")
    return (
        f"{counted(n_differential, 'differential feature').capitalize()} and "
        f"{counted(n_auxiliary, 'auxiliary feature')} that share function with one of them "
        f"(overlap coefficient of enriched terms ≥ {min_overlap:g}; "
        f"{counted(graph.number_of_edges(), 'edge')}, those with a differential end); gene lists "
        f"from {ROLE_WORDS[role]}. The larger a node, the more terms are enriched. Membership "
        "follows from the gene lists: where these do not exceed chance, neither does the "
        f"module.{permuted} Profile: {profile.name}."
    )


def _alt(graph: "nx.Graph[str]") -> str:
    told = [f"{short_feature(node)} ({kind})" for node, kind in graph.nodes(data="kind")]
    return (
        f"Network of {len(told)} features with {graph.number_of_edges()} edges: {', '.join(told)}."
    )

"""What the genes of the module's URFs do."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.functions import ROLE_WORDS, chance_of_terms, shown_features
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import SCALE, canvas, faint_grid, readable, short_feature, styled
from sonogenomics.figures.wording import counted, p_number
from sonogenomics.linking.modules import linking_role
from sonogenomics.profiles import Profile

NAME, TITLE = "enrichment-dots", "Functions of the genes that move with the module's URFs"
MOST_TERMS, MOST_FEATURES = 20, 24


@styled
def enrichment_dots(
    enrichment: pd.DataFrame,
    modules: pd.DataFrame,
    selected: list[str],
    profile: Profile,
    alpha: float,
) -> Figure | Missing:
    """Draw the foremost terms against the features whose genes they hold.

    Parameters
    ----------
    enrichment : DataFrame
        `catalog.Enrichment`.
    modules : DataFrame
        `catalog.Modules`.
    selected : list of str
        Differential features.
    profile : Profile
        Says which gene lists made the module.
    alpha : float
        Level of the adjusted p-value.

    Returns
    -------
    Figure or Missing
    """
    if enrichment.empty:
        return Missing(NAME, TITLE, "No gene list met a gene set in this run.")
    role = linking_role(enrichment, profile)
    rows = enrichment[enrichment["role"] == role].sort_values(["p_bh", "p", "term"], kind="stable")
    features = shown_features(modules, selected, rows["feature"])[:MOST_FEATURES]
    rows = rows[rows["feature"].isin(features)]
    if rows.empty:
        return Missing(NAME, TITLE, "The genes of the module's features share none with any set.")
    n_enriched = int(rows["enriched"].sum())
    dots = _dots(rows, features)
    drawing = canvas(7.2, 2.6 + 0.23 * dots["term"].nunique())
    axes = drawing.add_subplot()
    points = _scatter(axes, dots)
    _keys(axes, points, dots)
    title = TITLE if n_enriched else "No function is enriched: the terms of smallest p"
    caption = _caption(dots, n_enriched, role, profile, alpha)
    return Figure(NAME, title, caption, _alt(dots), drawing, dots)


def _dots(rows: pd.DataFrame, features: list[str]) -> pd.DataFrame:
    """Rows of the terms that come first, enriched ones preferred, by their smallest p."""
    first = rows.drop_duplicates(["library", "term"]).head(MOST_TERMS)[["library", "term"]]
    first = first.assign(y=range(len(first)))
    dots = rows.merge(first, on=["library", "term"])
    dots["x"] = dots["feature"].map({name: i for i, name in enumerate(_present(dots, features))})
    columns = ["library", "term", "feature", "n_overlap", "n_list", "n_set", "p", "p_bh"]
    return dots[[*columns, "enriched", "x", "y"]].sort_values(["y", "x"]).reset_index(drop=True)


def _present(dots: pd.DataFrame, features: list[str]) -> list[str]:
    there = set(dots["feature"])
    return [name for name in features if name in there]


def _scatter(axes: Axes, dots: pd.DataFrame) -> PathCollection:
    strength = -np.log10(dots["p_bh"].clip(lower=1e-300)) + 0.0
    points = axes.scatter(
        dots["x"],
        dots["y"],
        s=_size(dots["n_overlap"].to_numpy(), int(dots["n_overlap"].max())),
        c=strength,
        cmap=SCALE,
        vmin=0,
        vmax=max(float(strength.max()), 2.0),
        linewidths=0,
    )
    tip(points, [_words(row) for row in dots.to_dict("records")])
    terms = dots.drop_duplicates("y").sort_values("y")
    axes.set_yticks(terms["y"], labels=[readable(term, 46) for term in terms["term"]])
    names = dots.drop_duplicates("x").sort_values("x")
    labels = [short_feature(name, 34) for name in names["feature"]]
    axes.set_xticks(names["x"], labels=labels, rotation=90, fontsize=7.5)
    axes.set_ylim(len(terms) - 0.4, -0.6)
    axes.set_xlim(-0.6, len(names) - 0.4)
    axes.tick_params(length=0)
    faint_grid(axes)
    return points


def _words(row: Mapping[Any, Any]) -> str:
    return (
        f"{readable(row['term'], 80)}, {short_feature(row['feature'])}: {row['n_overlap']} of "
        f"{row['n_list']} genes, adjusted p {p_number(row['p_bh'])}"
    )


def _size(n_overlap: np.ndarray, most: int) -> np.ndarray:
    return 10 + 90 * n_overlap / max(most, 1)


def _keys(axes: Axes, points: PathCollection, dots: pd.DataFrame) -> None:
    bar = axes.figure.colorbar(points, ax=axes, shrink=0.5, aspect=16, pad=0.02, anchor=(0, 1))
    bar.set_label("−log₁₀ adjusted p")
    bar.outline.set_visible(False)
    most = int(dots["n_overlap"].max())
    for n in sorted({1, max(most // 2, 1), most}):
        size = float(_size(np.array([n]), most)[0])
        axes.scatter([], [], s=size, color="#7f7f7f", lw=0, label=f"{n:,}")
    axes.legend(title="Genes", loc="lower left", bbox_to_anchor=(1.01, 0.0), labelspacing=0.8)


def _caption(dots: pd.DataFrame, n_enriched: int, role: str, profile: Profile, alpha: float) -> str:
    n = dots["feature"].nunique()
    universe = (
        "all genes of the library" if profile.universe == "annotated" else "the genes measured"
    )
    return (
        f"The {dots['term'].nunique()} gene sets of smallest adjusted p-value among "
        f"{counted(n, 'feature')} of the module (at most the first {MOST_FEATURES}), by over-"
        f"representation (hypergeometric; universe: {universe}); gene lists from "
        f"{ROLE_WORDS[role]}. Colour is the Benjamini-Hochberg "
        f"adjusted p, size the genes shared. {counted(n_enriched, 'pair').capitalize()} of feature "
        f"and set at adjusted p < {alpha:g}; {chance_of_terms(role, alpha)}. "
        f"Profile: {profile.name}."
    )


def _alt(dots: pd.DataFrame) -> str:
    best = dots.sort_values("p_bh", kind="stable").iloc[0]
    return (
        f"Dot plot of {dots['term'].nunique()} gene sets by {dots['feature'].nunique()} features. "
        f"Smallest adjusted p: {readable(best['term'])} with {short_feature(best['feature'])}, "
        f"{p_number(float(best['p_bh']))}."
    )

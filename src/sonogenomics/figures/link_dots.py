"""The genes that most features go with, feature by feature: how often, and how strongly."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.cm import ScalarMappable
from matplotlib.colors import Normalize
from matplotlib.lines import Line2D

from sonogenomics.figures.dots import RIM, areas, coloured, dots, size_keys
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.functions import shown_features
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import (
    BLUE,
    INK,
    canvas,
    faint_grid,
    readable,
    short_feature,
    styled,
)
from sonogenomics.figures.wording import counted, number
from sonogenomics.profiles import Profile
from sonogenomics.study import Outcome

MOST_FEATURES = 24
NAME = "link-dots"


@styled
def link_dots(
    foremost: pd.DataFrame,
    counts: pd.DataFrame,
    features: tuple[pd.DataFrame, list[str]],
    profile: Profile,
    outcome: Outcome,
    role: str = "discovery",
) -> Figure | Missing:
    """Draw the most linked genes against the features of the module.

    Parameters
    ----------
    foremost : DataFrame
        `catalog.Foremost`.
    counts : DataFrame
        `catalog.AssociationCounts`: how many genes, and how many links by chance.
    features : tuple of DataFrame and list of str
        `catalog.Modules`, and the differential features.
    profile : Profile
        Named in the caption.
    outcome : Outcome
        What the arms are called.
    role : {'discovery', 'validation'}
        Which series.

    Returns
    -------
    Figure or Missing
    """
    name = NAME if role == "discovery" else f"{NAME}-{role}"
    title = f"Most linked genes and the module's URFs, {role} series"
    rows = foremost[foremost["role"] == role] if len(foremost) else foremost
    if rows.empty:
        reason = f"No gene of an unpaired {role} series is positive-specific for any feature."
        return Missing(name, title, reason)
    by_chance = _links_by_chance(counts[counts["role"] == role])
    shown = _foremost_features(rows, *features)
    data = _placed(rows[rows["feature"].isin(shown)], shown)
    n_genes = data["gene"].nunique()
    drawing = canvas(7.2, 2.75 + 0.2 * n_genes)
    grid, bars = drawing.subplots(1, 2, sharey=True, width_ratios=[4.4, 1])
    mapped = _dots(grid, data, shown)
    _bars(bars, data, by_chance)
    _keys(mapped, grid, data)
    sizes = (len(shown), rows["feature"].nunique())
    caption = _caption(data, sizes, by_chance, profile, outcome)
    return Figure(
        name, title, caption, _alt(data), drawing, data.drop(columns=["x", "y"]), zoomable=True
    )


def _links_by_chance(counts: pd.DataFrame) -> float:
    """Features a gene goes with by chance alone, the mean over all genes."""
    if counts.empty:
        return float("nan")
    return float(counts["expected_positive_specific"].sum() / counts["n_genes"].iloc[0])


def _foremost_features(rows: pd.DataFrame, modules: pd.DataFrame, selected: list[str]) -> list[str]:
    """Of the module's features those with most links to these genes, in the module's order."""
    links = rows.groupby("feature")["positive_specific"].sum().sort_values(ascending=False)
    wanted = [f for f in shown_features(modules, selected, pd.Series(links.index)) if f in links]
    most = sorted(wanted, key=lambda f: -int(links[f]))[:MOST_FEATURES]
    return [feature for feature in wanted if feature in set(most)]


def _placed(rows: pd.DataFrame, shown: list[str]) -> pd.DataFrame:
    order = {gene: i for i, gene in enumerate(rows["gene"].drop_duplicates())}
    at = {feature: i for i, feature in enumerate(shown)}
    placed = rows.assign(x=rows["feature"].map(at), y=rows["gene"].map(order))
    return placed.sort_values(["y", "x"]).reset_index(drop=True)


def _dots(axes: Axes, data: pd.DataFrame, shown: list[str]) -> ScalarMappable:
    strongest = float(np.nanmax([0.1, *data["r_positive"].abs()]))
    colours, mapped = coloured(
        data["r_positive"].fillna(0.0).to_numpy(), Normalize(-strongest, strongest), "PuOr_r"
    )
    dots(
        axes,
        (data["x"].to_numpy(), data["y"].to_numpy()),
        areas(data["hits_positive"].to_numpy(dtype=float), float(data["hits_positive"].max())),
        colours,
        data["positive_specific"].to_numpy(dtype=bool),
        [_words(row) for row in data.to_dict("records")],
    )
    genes = data.drop_duplicates("y")["gene"]
    axes.set_yticks(range(len(genes)), labels=[readable(gene, 18) for gene in genes], fontsize=7.5)
    labels = [short_feature(feature, 34) for feature in shown]
    axes.set_xticks(range(len(shown)), labels=labels, rotation=90, fontsize=7.5)
    axes.set_ylim(len(genes) - 0.4, -0.6)
    axes.set_xlim(-0.6, len(shown) - 0.4)
    axes.tick_params(length=0)
    faint_grid(axes)
    return mapped


def _words(row: Mapping[Any, Any]) -> str:
    r = number(float(str(row["r_positive"])), 3)
    end = "; positive-specific" if row["positive_specific"] else ""
    return (
        f"{readable(row['gene'], 60)} and {short_feature(row['feature'])}: hit "
        f"{row['hits_positive']} times in the positive arm, {row['hits_negative']} in the other, "
        f"mean R {r}{end}"
    )


def _bars(axes: Axes, data: pd.DataFrame, by_chance: float) -> None:
    genes = data.drop_duplicates("y")
    bars = axes.barh(genes["y"], genes["n_features"], height=0.62, color=BLUE, alpha=0.75)
    for bar, (_, row) in zip(bars, genes.iterrows(), strict=True):
        words = f"{readable(row['gene'], 60)}: positive-specific for {row['n_features']} features"
        tip(bar, f"{words}; by chance {number(by_chance, 1)} on average")
    if np.isfinite(by_chance):
        axes.axvline(by_chance, color=INK, ls="--", lw=1.2)
    axes.set_xlabel("Features linked")
    axes.tick_params(axis="y", length=0)
    faint_grid(axes, "x")


def _keys(mapped: ScalarMappable, axes: Axes, data: pd.DataFrame) -> None:
    keys = size_keys(float(data["hits_positive"].max()), "hits")
    keys.append(
        Line2D([], [], color="none", marker="o", mec=RIM, mew=1.3, ls="", label="positive-specific")
    )
    keys.append(Line2D([], [], color=INK, ls="--", lw=1.2, label="by chance, mean gene"))
    figure = axes.figure
    figure.legend(handles=keys, loc="outside upper center", ncols=5, columnspacing=1.1)
    bar = figure.colorbar(
        mapped, ax=figure.axes, location="bottom", shrink=0.4, aspect=30, pad=0.01
    )
    bar.set_label("Mean R in the positive arm")
    bar.outline.set_visible(False)


def _caption(
    data: pd.DataFrame,
    sizes: tuple[int, int],
    by_chance: float,
    profile: Profile,
    outcome: Outcome,
) -> str:
    n_shown, n_all = sizes
    genes = data.drop_duplicates("gene")
    low, high = int(genes["n_features"].min()), int(genes["n_features"].max())
    return (
        f"{counted(len(genes), 'gene').capitalize()} that are positive-specific for most of the "
        f"{n_all} features ({low} to {high} features each; bars), against {n_shown} features of "
        f"the module. Dots: random pairings of {outcome.positive} patients with {outcome.positive} "
        "samples that were a hit (size) and Pearson's R over all of them (colour). Patients and "
        "samples are different people, so what is seen is what chance gives: a gene goes with "
        f"{number(by_chance, 1)} features on average by chance (dashed), features that are "
        "correlated take the same genes along, and these genes were picked for their many links; "
        f"R near 0 says the same. Profile: {profile.name}."
    )


def _alt(data: pd.DataFrame) -> str:
    genes = data.drop_duplicates("gene")
    told = [
        f"{readable(row['gene'], 40)} {row['n_features']}" for _, row in genes.head(10).iterrows()
    ]
    return (
        f"Dot plot of {len(genes)} genes by {data['feature'].nunique()} features. Features linked: "
        f"{', '.join(told)}."
    )

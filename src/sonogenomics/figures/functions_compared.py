"""Whether a URF has the same functions in the discovery and in the validation series."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sonogenomics.figures.chance_of import NOT_PERMUTED, chance_of
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.functions import shown_of
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import (
    BLUE,
    INK,
    ORANGE,
    VERMILLION,
    canvas,
    faint_grid,
    short_feature,
    styled,
)
from sonogenomics.figures.wording import counted, number
from sonogenomics.linking.similarity import agreement
from sonogenomics.profiles import Profile

NAME, TITLE = "functions-compared", "Functions of each URF in the discovery and validation series"
MOST = 30


@styled
def functions_compared(
    enrichment: pd.DataFrame, chance: pd.DataFrame, profile: Profile
) -> Figure | Missing:
    """Draw, feature by feature, how many functions each series gives and how many are the same.

    Parameters
    ----------
    enrichment : DataFrame
        `catalog.Enrichment`.
    chance : DataFrame
        `catalog.Chance`.
    profile : Profile
        Named in the caption.

    Returns
    -------
    Figure or Missing
    """
    roles = set(enrichment["role"]) if len(enrichment) else set()
    if not {"discovery", "validation"} <= roles:
        return Missing(NAME, TITLE, "Functions were looked for in one kind of series only.")
    table = compared(enrichment)
    some = table[table[["n_discovery", "n_validation"]].sum(axis=1) > 0]
    if some.empty:
        return Missing(NAME, TITLE, "No function is enriched in either kind of series.")
    shown = some.head(MOST)
    drawing = canvas(7.2, 1.35 + 0.18 * len(shown))
    left, right = drawing.subplots(1, 2, sharey=True, width_ratios=[1.25, 1])
    _numbers(left, shown)
    _overlaps(right, shown)
    keys = [
        Line2D([], [], color=BLUE, marker="o", ls="", ms=6, label="discovery"),
        Line2D([], [], color=ORANGE, marker="o", ls="", ms=6, label="validation"),
        Line2D([], [], color=VERMILLION, marker="D", ls="", ms=5.5, label="in both"),
        Line2D([], [], color=INK, marker="|", ls="", ms=9, mew=1.6, label="in both by chance"),
    ]
    drawing.legend(handles=keys, loc="outside upper center", ncols=4, columnspacing=1.2)
    caption = _caption(table, (len(shown), len(some)), chance, profile)
    return Figure(NAME, TITLE, caption, _alt(shown), drawing, table)


def compared(enrichment: pd.DataFrame) -> pd.DataFrame:
    """Functions of each feature in either kind of series, in both, and in both by chance.

    Parameters
    ----------
    enrichment : DataFrame
        `catalog.Enrichment`.

    Returns
    -------
    DataFrame
        feature, n_discovery, n_validation, n_shared, n_expected (n_discovery x n_validation /
        functions met in both series, within a library), overlap (of the smaller), expected_overlap;
        features with most shared functions first, then those with most of any.
    """
    both = {role: enrichment[enrichment["role"] == role] for role in ("discovery", "validation")}
    enriched = {role: rows[rows["enriched"]] for role, rows in both.items()}
    first, second = (rows[["library", "term"]].drop_duplicates() for rows in both.values())
    met = first.merge(second, on=["library", "term"])
    n_terms = met.groupby("library").size()
    counts = {role: _per_library(rows, n_terms.index) for role, rows in enriched.items()}
    features = sorted(set(enrichment["feature"]))
    n = {role: table.reindex(features, fill_value=0) for role, table in counts.items()}
    expected = (n["discovery"] * n["validation"] / n_terms.to_numpy()).sum(axis=1)
    same = agreement(enriched["discovery"], enriched["validation"])
    table = pd.DataFrame(
        {
            "n_discovery": n["discovery"].sum(axis=1),
            "n_validation": n["validation"].sum(axis=1),
            "n_shared": same["n_shared"].reindex(features, fill_value=0),
            "n_expected": expected,
        }
    )
    smaller = table[["n_discovery", "n_validation"]].min(axis=1).replace(0, np.nan)
    table["overlap"] = table["n_shared"] / smaller
    table["expected_overlap"] = table["n_expected"] / smaller
    table["n_any"] = table["n_discovery"] + table["n_validation"]
    table = table.rename_axis("feature").reset_index()
    order = ["n_shared", "n_any", "feature"]
    table = table.sort_values(order, ascending=[False, False, True], ignore_index=True)
    return table.drop(columns="n_any")


def _per_library(rows: pd.DataFrame, libraries: pd.Index) -> pd.DataFrame:
    counts = rows.pivot_table(
        index="feature", columns="library", values="term", aggfunc="size", fill_value=0
    )
    return counts.reindex(columns=libraries, fill_value=0)


def _numbers(axes: Axes, shown: pd.DataFrame) -> None:
    y = np.arange(len(shown))
    low = shown[["n_discovery", "n_validation"]].min(axis=1)
    high = shown[["n_discovery", "n_validation"]].max(axis=1)
    axes.hlines(y, low, high, color=INK, lw=0.8, alpha=0.4)
    for column, colour, size in (("n_discovery", BLUE, 34), ("n_validation", ORANGE, 20)):
        points = axes.scatter(shown[column], y, s=size, color=colour, lw=0, zorder=3)
        kind = column.removeprefix("n_")
        tip(
            points,
            [
                f"{short_feature(row['feature'])}: {row[column]} functions in {kind}"
                for row in shown.to_dict("records")
            ],
        )
    axes.set_yticks(y, labels=[short_feature(f, 38) for f in shown["feature"]], fontsize=7.5)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_xlim(left=-0.03 * max(float(high.max()), 1.0))
    axes.set_xlabel("Enriched functions")
    axes.tick_params(axis="y", length=0)
    faint_grid(axes)


def _overlaps(axes: Axes, shown: pd.DataFrame) -> None:
    known = shown.assign(y=np.arange(len(shown))).dropna(subset="overlap")
    axes.plot(known["expected_overlap"].clip(upper=1), known["y"], "|", color=INK, ms=9, mew=1.6)
    points = axes.scatter(
        known["overlap"], known["y"], s=26, marker="D", color=VERMILLION, lw=0, zorder=3
    )
    tip(
        points,
        [
            f"{short_feature(row['feature'])}: {row['n_shared']} in both, by chance "
            f"{number(row['n_expected'], 1)}; overlap {number(row['overlap'], 2)}"
            for row in known.to_dict("records")
        ],
    )
    axes.set_xlim(-0.04, 1.04)
    axes.set_xlabel("Share of the smaller set in both")
    axes.tick_params(axis="y", length=0)
    faint_grid(axes)


def _caption(
    table: pd.DataFrame, sizes: tuple[int, int], chance: pd.DataFrame, profile: Profile
) -> str:
    null = chance_of(chance, "enrichment.agreement", profile.name)
    known = table["overlap"].dropna()
    middle = number(float(known.median()), 2) if len(known) else "not defined"
    permuted = f"Permuted: {null.at_length()}." if null else NOT_PERMUTED
    return (
        f"{shown_of(*sizes).capitalize()} with an enriched function. Left: functions in the "
        "discovery and in the validation series (random pairing); right: the share of the smaller "
        "set that is in both, and (line) what as many functions picked blindly would share. "
        f"Over all features {counted(int(table['n_shared'].sum()), 'function')} in both, "
        f"{number(float(table['n_expected'].sum()), 1)} by blind picking; the median share, where "
        f"both have one, is {middle}. {permuted} Profile: {profile.name}."
    )


def _alt(shown: pd.DataFrame) -> str:
    told = [
        f"{short_feature(row['feature'])} {row['n_discovery']}, {row['n_validation']}, "
        f"{row['n_shared']}"
        for row in shown.head(10).to_dict("records")
    ]
    return f"Functions in discovery, in validation and in both, by feature: {'; '.join(told)}."

"""The published figure beside the splits it was picked from, and beside luck alone."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from sonogenomics.diagnosis.quoted import measure_of, quoted
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import (
    GREY,
    INK,
    canvas,
    classifier_look,
    faint_grid,
    ordered_classifiers,
    ordered_sets,
    set_look,
    styled,
)
from sonogenomics.figures.wording import counted, interval, number

NAME, TITLE = "best-of-splits", "As published: the best split, and all it was picked from"
WIDTH = 0.42  # of a distribution, in rows


@styled
def best_of_splits(replication: pd.DataFrame, best_by_chance: pd.DataFrame) -> Figure | Missing:
    """Draw each classifier's AUC over all published splits, its median, and the split quoted.

    Parameters
    ----------
    replication : DataFrame
        `catalog.Replication`.
    best_by_chance : DataFrame
        One row per classifier and feature set whose best split was looked for under permuted
        outcomes too: classifier, feature_set, seen (with the true ones, on the same splits),
        null_mean, null_low, null_high, best_of (how many splits); may be empty.

    Returns
    -------
    Figure or Missing
    """
    if replication.empty:
        return Missing(NAME, TITLE, "The published splits were not run in this study.")
    table = quoted(replication).merge(best_by_chance, "left", on=["classifier", "feature_set"])
    sets = ordered_sets(list(table["feature_set"]))
    names = ordered_classifiers(list(table["classifier"]))
    drawing = canvas(7.2, 1.1 + 0.36 * len(names))
    panels = drawing.subplots(1, len(sets), sharey=True, sharex=True, squeeze=False)[0]
    for axes, which in zip(panels, sets, strict=True):
        _panel(axes, replication, table[table["feature_set"] == which], names)
        axes.set_title(set_look(which)[0])
    _dress(panels[0], names)
    panels[0].set_xlim(*_reach(replication, table))
    drawing.legend(handles=_keys(table), loc="outside upper center", ncols=3, columnspacing=1.4)
    return Figure(NAME, TITLE, _caption(table), _alt(table), drawing, table)


def _panel(axes: Axes, splits: pd.DataFrame, rows: pd.DataFrame, names: list[str]) -> None:
    for row in rows.to_dict("records"):
        name, which, place = row["classifier"], row["feature_set"], names.index(row["classifier"])
        mine = splits[(splits["classifier"] == name) & (splits["feature_set"] == which)]
        colour = set_look(which)[1]
        _ridge(axes, mine[measure_of(name)].to_numpy(dtype=float), place, colour)
        axes.vlines(row["median"], place - 0.3, place + 0.05, color=INK, lw=1.8)
        axes.plot(row["quoted"], place, "D", color=colour, ms=5.5, mec=INK, mew=0.6, zorder=4)
        if np.isfinite(row["null_mean"]):
            axes.hlines(place + 0.2, row["null_low"], row["null_high"], color=GREY, lw=4)
            axes.plot(row["null_mean"], place + 0.2, "|", color=INK, ms=8, mew=1.4)
            axes.plot(row["seen"], place + 0.2, "D", color="none", ms=5, mec=INK, mew=1.1)
    axes.axvline(0.5, color=INK, linestyle="--", linewidth=1)
    axes.set_xlabel("AUC of the tested patients")
    axes.tick_params(axis="y", length=0)
    faint_grid(axes, "x")


def _ridge(axes: Axes, values: np.ndarray, place: float, colour: str) -> None:
    """A histogram above the row's line, as high everywhere as the splits are many."""
    n_bins = int(np.clip(np.sqrt(len(values)), 8, 60))
    counts, edges = np.histogram(values, bins=n_bins)
    heights = WIDTH * counts / max(counts.max(), 1)
    axes.stairs(place - heights, edges, baseline=place, fill=True, color=colour, alpha=0.45)
    axes.hlines(place, values.min(), values.max(), color=colour, lw=0.8)


def _reach(splits: pd.DataFrame, table: pd.DataFrame) -> tuple[float, float]:
    """From the least to the largest AUC that is drawn, and a little more."""
    columns = ["null_low", "null_high", "seen", "quoted"]
    drawn = [splits[sorted({measure_of(name) for name in table["classifier"]})], table[columns]]
    values = np.concatenate([part.to_numpy(dtype=float).ravel() for part in drawn])
    return min(0.45, float(np.nanmin(values))) - 0.02, min(1.0, float(np.nanmax(values))) + 0.02


def _dress(axes: Axes, names: list[str]) -> None:
    axes.set_yticks(range(len(names)), labels=[classifier_look(name)[0] for name in names])
    axes.set_ylim(len(names) - 0.5, -0.6)


def _keys(table: pd.DataFrame) -> list[Line2D | Patch]:
    keys: list[Line2D | Patch] = [
        Patch(color=GREY, alpha=0.45, label="all splits"),
        Line2D([], [], color=INK, lw=1.8, label="median"),
        Line2D([], [], color=GREY, marker="D", mec=INK, ls="", ms=5.5, label="split quoted"),
        Line2D([], [], color=INK, ls="--", lw=1, label="chance, one split"),
    ]
    if table["null_mean"].notna().any():
        n = int(table["best_of"].max())
        keys.append(Line2D([], [], color=GREY, lw=4, label=f"chance, best of {n} splits"))
        keys.append(
            Line2D([], [], color="none", marker="D", mec=INK, ls="", label="best of those, seen")
        )
    return keys


def _caption(table: pd.DataFrame) -> str:
    n = int(table["n_splits"].max())
    low, high = (float(limit) for limit in (table["quoted"].min(), table["quoted"].max()))
    middle = interval(float(table["median"].min()), float(table["median"].max()))
    return (
        f"{n:,} random splits of the published kind, drawn with R's random numbers, and the one "
        "that the study quotes of each classifier (diamond): the best by hard 0/1 calls. Tree, "
        "logistic regression and network with the AUC of their scores, the others with that of "
        f"their calls. Quoted: {interval(low, high)}; medians over the same splits: {middle}."
        f"{_luck(table)} The features were chosen on the tested patients too. Profile: published."
    )


def _luck(table: pd.DataFrame) -> str:
    known = table.dropna(subset="null_mean")
    if known.empty:
        return (
            " A best split grows with the number of splits, by chance alone; what chance gives for "
            "it was not looked for in this run."
        )
    told = [
        f"{classifier_look(str(row['classifier']))[0]}, {set_look(str(row['feature_set']))[0]}: "
        f"{number(row['null_mean'])} ({interval(row['null_low'], row['null_high'])}) by chance, "
        f"{number(row['seen'])} with the true outcome"
        for row in known.to_dict("records")
    ]
    return (
        f" Grey bars, 95 % and mean: the best of {int(known['best_of'].max()):,} splits, outcomes "
        f"permuted before any feature is chosen ({'; '.join(told)}). A best split grows with the "
        "number of splits: compare a grey bar with the open diamond on it, of the same splits."
    )


def _alt(table: pd.DataFrame) -> str:
    told = [
        f"{classifier_look(str(row['classifier']))[0]}, {set_look(str(row['feature_set']))[0]}: "
        f"quoted {number(row['quoted'])}, median {number(row['median'])}"
        for row in table.to_dict("records")
    ]
    n = counted(len(told), "classifier and feature set", "classifiers and feature sets")
    return f"Histograms of AUC over all splits of {n}. {'; '.join(told)}."

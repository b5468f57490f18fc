"""AUC over all random splits, every classifier and feature set."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import (
    INK,
    canvas,
    classifier_look,
    faint_grid,
    ordered_classifiers,
    ordered_sets,
    set_look,
    styled,
)
from sonogenomics.figures.wording import interval, number
from sonogenomics.profiles import Profile

NAME, TITLE = "auc-boxes", "AUC over random splits"


@styled
def auc_boxes(performance: pd.DataFrame, profile: Profile) -> Figure | Missing:
    """Draw the distribution of AUC, its median, and the luckiest split.

    Parameters
    ----------
    performance : DataFrame
        `catalog.Performance` of all classifiers.
    profile : Profile
        Says who was resampled.

    Returns
    -------
    Figure or Missing
    """
    if performance.empty:
        return Missing(NAME, TITLE, "No classifier was resampled in this run.")
    names = ordered_classifiers(list(performance["classifier"]))
    sets = ordered_sets(list(performance["feature_set"]))
    drawing = canvas(7.2, 0.9 + len(names) * (0.2 + 0.19 * len(sets)))
    axes = drawing.add_subplot()
    for i, name in enumerate(names):
        for j, which in enumerate(sets):
            mine = (performance["classifier"] == name) & (performance["feature_set"] == which)
            place = i + (j - (len(sets) - 1) / 2) * 0.8 / len(sets)
            _box(axes, performance.loc[mine, "auc"].to_numpy(), place, which, 0.62 / len(sets))
    _dress(axes, names, sets)
    data = _quantiles(performance)
    return Figure(NAME, TITLE, _caption(performance, profile), _alt(data), drawing, data)


def _box(axes: Axes, auc: np.ndarray, place: float, which: str, height: float) -> None:
    if not len(auc):
        return
    colour = set_look(which)[1]
    made = axes.boxplot(
        auc,
        positions=[place],
        orientation="horizontal",
        widths=height,
        whis=(2.5, 97.5),
        showfliers=False,
        patch_artist=True,
        boxprops={"facecolor": colour, "alpha": 0.45, "edgecolor": colour},
        medianprops={"color": INK, "linewidth": 1.8},
        whiskerprops={"color": colour},
        capprops={"color": colour},
        manage_ticks=False,
    )
    axes.plot(auc.max(), place, "D", color=colour, markersize=4)
    low, middle, high = np.quantile(auc, [0.025, 0.5, 0.975])
    words = f"{set_look(which)[0]}: median {number(middle)}, 95 % {interval(low, high)}"
    tip(made["boxes"][0], f"{words}, luckiest {number(auc.max())}")


def _dress(axes: Axes, names: list[str], sets: list[str]) -> None:
    axes.axvline(0.5, color=INK, linestyle="--", linewidth=1)
    axes.set_yticks(range(len(names)), labels=[classifier_look(name)[0] for name in names])
    axes.tick_params(axis="y", length=0)
    axes.set_ylim(len(names) - 0.45, -0.55)
    axes.set_xlabel("AUC of the tested patients (0.5: chance)")
    keys = [
        *(
            Line2D([], [], color=set_look(name)[1], lw=6, alpha=0.55, label=set_look(name)[0])
            for name in sets
        ),
        Line2D([], [], color=INK, lw=1.8, label="median"),
        Line2D([], [], color=INK, marker="D", ls="", ms=4, label="luckiest split"),
    ]
    axes.figure.legend(handles=keys, loc="outside upper center", ncols=5, columnspacing=1.2)
    faint_grid(axes, "x")


def _quantiles(performance: pd.DataFrame) -> pd.DataFrame:
    grouped = performance.groupby(["classifier", "feature_set"])["auc"]
    levels = {"q025": 0.025, "q25": 0.25, "median": 0.5, "q75": 0.75, "q975": 0.975}
    parts = {name: grouped.quantile(level) for name, level in levels.items()}
    return pd.DataFrame(parts | {"best": grouped.max(), "n": grouped.size()}).reset_index()


def _caption(performance: pd.DataFrame, profile: Profile) -> str:
    n = int(performance.groupby(["classifier", "feature_set"]).size().max())
    who = "training patients" if profile.resample == "train" else "all patients"
    tuned = "settings tuned inside each training fold" if profile.tune else "settings not tuned"
    medians = performance.groupby(["classifier", "feature_set"])["auc"].median()
    best = float(performance["auc"].max())
    return (
        f"{n:,} random splits of the {who} (whiskers: 2.5 % to 97.5 %; line: median; diamond: the "
        f"luckiest split; {tuned}). Medians lie between {number(float(medians.min()))} and "
        f"{number(float(medians.max()))}, chance at 0.50; the luckiest split of all reaches "
        f"{number(best)}, which says how far luck goes among {n:,} splits, not how good a model "
        f"is.{_flattered(performance)} "
        f"Profile: {profile.name}, which quotes the {profile.headline} split."
    )


def _flattered(performance: pd.DataFrame) -> str:
    if set(performance["feature_set"]) <= {"all"}:
        return ""
    return (
        " Differential and module features were chosen with the tested patients among those looked "
        "at, which lifts their AUC above what new patients would show; all URFs are free of that."
    )


def _alt(data: pd.DataFrame) -> str:
    told = [
        f"{classifier_look(str(row.classifier))[0]}, {set_look(str(row.feature_set))[0]}: "
        f"median {number(float(str(row.median)))}"
        for row in data.itertuples()
    ]
    return f"Box plots of AUC. {'; '.join(told)}."

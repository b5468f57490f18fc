"""Whether a feature sees the disease or the machine."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import (
    GREY,
    INK,
    VERMILLION,
    canvas,
    faint_grid,
    short_feature,
    spread,
    styled,
)
from sonogenomics.figures.wording import counted, number
from sonogenomics.profiles import Profile

NAME, TITLE = "scanner-effects", "What the scanner explains, beside the outcome"
MOST = 8  # features named
ALPHA = 0.05


@styled
def scanner_effects(
    effects: pd.DataFrame, differential: pd.DataFrame, outcome: str, profile: Profile
) -> Figure | Missing:
    """Draw each feature's share of rank variance by scanner against that by outcome.

    Parameters
    ----------
    effects : DataFrame
        `catalog.ScannerEffects`.
    differential : DataFrame
        `catalog.Differential`.
    outcome : str
        Name of the outcome, such as HER2.
    profile : Profile
        Named in the caption.

    Returns
    -------
    Figure or Missing
    """
    if effects.empty:
        reason = "Fewer than two scanners are known, so none can be told from another."
        return Missing(NAME, TITLE, reason)
    shared = effects.join(differential[["u", "n_positive", "n_negative", "selected"]], how="inner")
    if shared.empty:
        reason = "No feature was tested against both the scanner and the outcome."
        return Missing(NAME, TITLE, reason)
    rows = shared.assign(outcome=share_of_ranks(shared)).rename_axis("feature")
    drawing = canvas(7.2, 4.1)
    axes = drawing.add_subplot()
    _points(axes, rows)
    _labels(axes, rows)
    _dress(axes, rows, outcome)
    columns = ["epsilon_squared", "epsilon_squared_after", "outcome", "p", "p_bh", "selected"]
    data = rows[columns].reset_index()
    caption = _caption(rows, outcome, profile)
    return Figure(NAME, TITLE, caption, _alt(rows, outcome), drawing, data)


def share_of_ranks(tested: pd.DataFrame) -> pd.Series:
    """Epsilon squared of two arms, from Mann-Whitney's U: the scale on which scanners stand.

    z = (U - mn / 2) / sqrt(mn (m + n + 1) / 12); H = z^2; epsilon^2 = H / (m + n - 1).

    Parameters
    ----------
    tested : DataFrame
        Columns u, n_positive, n_negative.

    Returns
    -------
    Series of float
        0 (the arms mix) to 1. Ties, rare in features, are not corrected for.

    References
    ----------
    Tomczak M, Tomczak E. Trends Sport Sci 2014;21:19-25.

    Examples
    --------
    >>> share_of_ranks(pd.DataFrame({"u": [16.0], "n_positive": 4, "n_negative": 4})).round(3)
    0    0.762
    dtype: float64
    """
    pairs = tested["n_positive"] * tested["n_negative"]
    total = tested["n_positive"] + tested["n_negative"]
    z_squared = (tested["u"] - pairs / 2) ** 2 / (pairs * (total + 1) / 12)
    return (z_squared / (total - 1)).astype(float)


def _points(axes: Axes, rows: pd.DataFrame) -> None:
    chosen = rows["selected"].to_numpy(bool)
    colours = list(np.where(chosen, VERMILLION, GREY))
    after = rows["epsilon_squared_after"]
    if after.notna().any():
        axes.vlines(
            rows["outcome"], after, rows["epsilon_squared"], colors=colours, lw=0.8, alpha=0.5
        )
        axes.scatter(rows["outcome"], after, s=20, facecolors="none", edgecolors=colours, zorder=3)
    axes.scatter(rows["outcome"], rows["epsilon_squared"], s=20, c=colours, lw=0, zorder=3)


def _dress(axes: Axes, rows: pd.DataFrame, outcome: str) -> None:
    most = float(rows[["epsilon_squared", "outcome"]].max().max()) * 1.08 + 0.01
    axes.plot([0, most], [0, most], color=INK, linestyle="--", linewidth=0.9)
    axes.set_xlabel(f"Explained by {outcome} (ε² of ranks)")
    axes.set_ylabel("Explained by the scanner (ε² of ranks)")
    axes.set_ylim(-0.02 * most, most)
    keys = [
        Line2D([], [], color=VERMILLION, marker="o", ls="", ms=5, label="differential"),
        Line2D([], [], color=GREY, marker="o", ls="", ms=5, label="other"),
        Line2D([], [], color=INK, ls="--", lw=0.9, label="as much by either"),
    ]
    if rows["epsilon_squared_after"].notna().any():
        hollow = Line2D([], [], color=GREY, marker="o", mfc="none", ls="", ms=5)
        hollow.set_label("after ComBat")
        keys.insert(2, hollow)
    axes.figure.legend(handles=keys, loc="outside upper center", ncols=4, columnspacing=1.2)
    faint_grid(axes)


def _labels(axes: Axes, rows: pd.DataFrame) -> None:
    """Name differential features, or those the scanner explains most, in the right margin."""
    named = rows[rows["selected"].astype(bool)]
    named = (named if len(named) else rows).sort_values("epsilon_squared", ascending=False)
    named = named.head(MOST)
    right = float(rows["outcome"].max()) * 1.06 + 0.003
    top = float(rows[["epsilon_squared", "outcome"]].max().max()) * 1.04
    places = spread(named["epsilon_squared"].tolist(), top * 0.06, 0.0, top)
    for row, y in zip(named.itertuples(), places, strict=True):
        point = (float(str(row.outcome)), float(str(row.epsilon_squared)))
        axes.plot([right * 0.995, point[0]], [y, point[1]], color=INK, lw=0.5, alpha=0.45)
        axes.text(right, y, short_feature(row.Index, 32), va="center", fontsize=7.5)
    axes.set_xlim(-0.02 * right, right * 1.6)
    ticks = [tick for tick in axes.get_xticks() if 0 <= tick <= right]
    axes.set_xticks(ticks)


def _caption(rows: pd.DataFrame, outcome: str, profile: Profile) -> str:
    n, more = len(rows), int((rows["epsilon_squared"] > rows["outcome"]).sum())
    sure = int((rows["p_bh"] < ALPHA).sum())
    n_scanners = int(rows["n_scanners"].max())
    chance = (n_scanners - 1) / max(float((rows["n_positive"] + rows["n_negative"]).max()) - 1, 1)
    after = rows["epsilon_squared_after"]
    combat = (
        f" After ComBat (hollow) the median falls from "
        f"{number(float(rows['epsilon_squared'].median()), 3)} to "
        f"{number(float(after.median()), 3)}."
        if after.notna().any()
        else " Nothing was done against it: see urfs.harmonise in params.yaml."
    )
    return (
        f"Each point is one of {counted(n, 'feature')}: the share of its ranks' variance that "
        f"{n_scanners} scanners explain (Kruskal-Wallis ε²) against that which {outcome} explains. "
        f"The scanner explains more than {outcome} in {more} of {n} (above the dashed line), and "
        f"something at all, at adjusted p < {ALPHA:g}, in {sure}; by chance alone a scanner's "
        f"share is about {chance:.3f}. Where scanners and arms go together, they cannot be told "
        "apart."
        f"{combat} Profile: {profile.name}."
    )


def _alt(rows: pd.DataFrame, outcome: str) -> str:
    return (
        f"Scatter plot of {len(rows)} features; median share by scanner "
        f"{rows['epsilon_squared'].median():.3f}, by {outcome} {rows['outcome'].median():.3f}."
    )

"""Every URF at once: how large its difference, and how sure."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from sonogenomics.figures.arms import rule, whose
from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.hover import tip
from sonogenomics.figures.style import (
    GREY,
    INK,
    POSITIVE,
    canvas,
    faint_grid,
    short_feature,
    spread,
    styled,
)
from sonogenomics.figures.wording import counted, number, p_text
from sonogenomics.profiles import Profile
from sonogenomics.study import Outcome

NAME, TITLE = "urf-effects", "Effect and significance of every URF"
MOST = 12
REACH = 3.2  # half the width, in largest effects: room for names on both sides


@styled
def urf_effects(
    tested: pd.DataFrame, profile: Profile, alpha: float, outcome: Outcome
) -> Figure | Missing:
    """Draw rank-biserial correlation against -log10 p, the differential features named.

    Parameters
    ----------
    tested : DataFrame
        `catalog.Differential`.
    profile : Profile
        Its rule, and its name in the caption.
    alpha : float
        Level of the rule.
    outcome : Outcome
        What the arms are called.

    Returns
    -------
    Figure or Missing
    """
    if tested.empty:
        return Missing(NAME, TITLE, "This run has no URF table, so no feature was tested.")
    points = _points(tested)
    drawing = canvas(7.2, 4.2)
    axes = drawing.add_subplot()
    _scatter(axes, points, alpha)
    _labels(axes, points)
    axes.set_xlabel(f"Rank-biserial correlation (right: higher in {outcome.positive})")
    axes.set_ylabel("−log₁₀ p (Wilcoxon)")
    caption = _caption(tested, profile, alpha, outcome)
    return Figure(NAME, TITLE, caption, _alt(points), drawing, points)


def _points(tested: pd.DataFrame) -> pd.DataFrame:
    ordered = tested.sort_values("p", kind="stable").reset_index()
    floor = np.finfo(float).tiny
    ordered["minus_log10_p"] = -np.log10(ordered["p"].clip(lower=floor)) + 0.0
    return ordered[["feature", "rank_biserial", "p", "p_bh", "minus_log10_p", "selected"]]


def _scatter(axes: Axes, points: pd.DataFrame, alpha: float) -> None:
    chosen = points["selected"].astype(bool)
    for mask, colour, size in ((~chosen, GREY, 16), (chosen, POSITIVE, 30)):
        rows = points[mask]
        shown = axes.scatter(rows["rank_biserial"], rows["minus_log10_p"], s=size, c=colour, lw=0)
        tip(shown, [_words(row) for row in rows.to_dict("records")])
    axes.axhline(-np.log10(alpha), color=INK, linewidth=0.9, linestyle="--")
    axes.axvline(0, color=INK, linewidth=0.6, alpha=0.4)
    reach = max(float(points["rank_biserial"].abs().max()), 0.05)
    axes.set_xlim(-REACH * reach, REACH * reach)
    axes.set_ylim(0, max(float(points["minus_log10_p"].max()), -np.log10(alpha)) * 1.12)
    ticks = MaxNLocator(5, symmetric=True).tick_values(-reach, reach)
    axes.set_xticks([tick for tick in ticks if abs(tick) <= REACH * reach / 2])
    at = (0.005, -np.log10(alpha))
    axes.annotate(
        f"raw p = {alpha:g}", at, (0, 3), ("axes fraction", "data"), "offset points", fontsize=8
    )
    faint_grid(axes, "y")


def _words(row: Mapping[Any, Any]) -> str:
    p, p_bh = p_text(row["p"]), p_text(row["p_bh"])
    effect = number(row["rank_biserial"])
    return f"{short_feature(row['feature'])}: effect {effect}, p {p}, adjusted {p_bh}"


def _labels(axes: Axes, points: pd.DataFrame) -> None:
    """Name the differential features in the margin of their side, a thin line to each point."""
    named = points[points["selected"].astype(bool)].head(MOST)
    low, high = axes.get_ylim()
    reach = axes.get_xlim()[1] / REACH
    for side, align in ((-1, "right"), (1, "left")):
        mine = named[np.sign(named["rank_biserial"].to_numpy() + 1e-12) == side]
        gap = (high - low) * 0.062
        places = spread(mine["minus_log10_p"].tolist(), gap, low + 2 * gap, high - gap / 2)
        x = side * reach * 1.3
        for row, y in zip(mine.itertuples(), places, strict=True):
            point = (row.rank_biserial, row.minus_log10_p)
            axes.plot([x * 0.98, point[0]], [y, point[1]], color=INK, lw=0.5, alpha=0.5)
            label = short_feature(row.feature, 30)
            axes.text(x, y, label, ha=align, va="center", fontsize=7.5)


def _caption(tested: pd.DataFrame, profile: Profile, alpha: float, outcome: Outcome) -> str:
    n, first = len(tested), tested.iloc[0]
    raw, selected = int((tested["p"] < alpha).sum()), int(tested["selected"].sum())
    more = f", the first {MOST} named" if selected > MOST else ""
    return (
        f"Each point is one of {n} features, tested by the two-sided Wilcoxon rank-sum test in "
        f"{int(first['n_positive'])} {outcome.positive} against {int(first['n_negative'])} "
        f"{outcome.negative} patients ({whose(profile)}). "
        f"{counted(raw, 'feature').capitalize()} at raw p < {alpha:g} (dashed line), "
        f"where chance alone gives {alpha * n:.1f}; "
        f"{counted(selected, 'feature')} differential by this profile's rule, "
        f"{rule(profile, alpha)} (coloured{more}). "
        f"Profile: {profile.name}."
    )


def _alt(points: pd.DataFrame) -> str:
    named = ", ".join(map(short_feature, points.loc[points["selected"].astype(bool), "feature"]))
    return f"Scatter plot of {len(points)} features. Differential: {named or 'none'}."

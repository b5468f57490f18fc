"""Links of features and genes in the same patients, and what a second cohort says of them."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import GREY, INK, VERMILLION, canvas, faint_grid, readable, styled
from sonogenomics.figures.wording import counted, number
from sonogenomics.profiles import Profile

NAME, TITLE = "paired-links", "Links in the same patients, found and met again"
MOST = 400  # points with whiskers that can be told apart
BARS = 60  # up to so many points have their interval drawn


@styled
def paired_links(replication: pd.DataFrame, profile: Profile) -> Figure | Missing:
    """Draw each link's correlation in the second cohort against that in which it was found.

    Parameters
    ----------
    replication : DataFrame
        `catalog.PairedReplication`.
    profile : Profile
        Named in the caption.

    Returns
    -------
    Figure or Missing
    """
    tested = replication[replication["p"].notna()] if len(replication) else replication
    if tested.empty:
        return Missing(NAME, TITLE, "No link between shared patients met a second cohort.")
    cohorts = list(dict.fromkeys(tested["cohort"]))[:3]
    drawing = canvas(2.75 * max(len(cohorts), 2), 3.2)
    panels = drawing.subplots(1, max(len(cohorts), 2), sharex=True, sharey=True, squeeze=False)[0]
    for axes, cohort in zip(panels, cohorts, strict=False):
        _panel(axes, tested[tested["cohort"] == cohort], cohort)
    for axes in panels[len(cohorts) :]:
        axes.set_axis_off()
    panels[0].set_ylabel("R in the second cohort")
    panels[-1 if len(cohorts) > 1 else 1].legend(handles=_keys(), loc="lower right")
    caption = _caption(replication, tested, profile)
    return Figure(NAME, TITLE, caption, _alt(tested), drawing, tested.reset_index(drop=True))


def _panel(axes: Axes, rows: pd.DataFrame, cohort: str) -> None:
    shown = rows.sort_values("p", kind="stable").head(MOST)
    axes.plot([-1, 1], [-1, 1], color=INK, linestyle="--", linewidth=0.9, alpha=0.7)
    axes.axhline(0, color=INK, linewidth=0.8)
    for again, colour, marker in ((False, GREY, "o"), (True, VERMILLION, "D")):
        mine = shown[shown["replicated"].astype(bool) == again]
        x = mine["r_discovery"].to_numpy(dtype=float)
        if len(shown) <= BARS:
            axes.vlines(x, mine["r_low"], mine["r_high"], color=colour, lw=0.9, alpha=0.6)
        axes.plot(x, mine["r"], marker, color=colour, ms=3.6, mec=INK, mew=0.3, alpha=0.85)
    n = int(rows["n_patients"].max())
    axes.set_title(f"{readable(cohort, 22)}, n = {n:,}")
    axes.set_xlim(-1, 1)
    axes.set_ylim(-1, 1)
    axes.set_box_aspect(1)
    axes.set_xticks([-1, 0, 1])
    axes.set_yticks([-1, 0, 1])
    axes.set_xlabel("R where it was found")
    faint_grid(axes)


def _keys() -> list[Line2D]:
    return [
        Line2D(
            [], [], color=VERMILLION, marker="D", ls="", ms=5, mec=INK, mew=0.3, label="replicated"
        ),
        Line2D(
            [], [], color=GREY, marker="o", ls="", ms=5, mec=INK, mew=0.3, label="not replicated"
        ),
    ]


def _caption(carried: pd.DataFrame, tested: pd.DataFrame, profile: Profile) -> str:
    same = int((np.sign(tested["r"]) == np.sign(tested["r_discovery"])).sum())
    again = int(tested["replicated"].astype(bool).sum())
    untested = carried.loc[carried["p"].isna(), "untested"].value_counts()
    why = "; ".join(f"{int(n)}: {readable(reason, 60)}" for reason, n in untested.items())
    left = f" Not tested, {why}." if why else ""
    return (
        f"{counted(len(tested), 'link')} found in one cohort, tested in patients who had no part "
        f"in finding them: {again} replicated (one-sided, Benjamini-Hochberg), {same} of "
        f"{len(tested)} with the same sign, where chance alone gives half. Links lie nearer zero "
        "than where they were found, because only the largest were found (the dashed line would be "
        f"the same R). Median |R| {_median(tested['r_discovery'])} where found, "
        f"{_median(tested['r'])} again.{left} Profile: {profile.name}."
    )


def _median(r: pd.Series) -> str:
    return number(float(r.abs().median()))


def _alt(tested: pd.DataFrame) -> str:
    again = int(tested["replicated"].astype(bool).sum())
    return f"R in a second cohort against R where found, {len(tested)} links, {again} replicated."

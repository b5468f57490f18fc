"""How much of a planted truth the pipeline found; simulated studies only."""

import textwrap
from collections.abc import Hashable, Mapping

import pandas as pd
from matplotlib.axes import Axes

from sonogenomics.figures.figure import Figure, Missing
from sonogenomics.figures.style import (
    GREEN,
    GREY,
    INK,
    VERMILLION,
    canvas,
    faint_grid,
    readable,
    styled,
)
from sonogenomics.figures.wording import number
from sonogenomics.profiles import Profile

NAME, TITLE = "truth-recovery", "How much of the planted truth was found"
TITLE_CHARACTERS = 13  # in a line above one of five panels
COLUMNS = ["kind", "planted", "found", "missed", "false", "found_by_chance"]


@styled
def truth_recovery(recovered: pd.DataFrame, profile: Profile) -> Figure | Missing:
    """Draw what was planted, found, missed and falsely found, by kind.

    Parameters
    ----------
    recovered : DataFrame
        One row per kind: kind, planted, found, missed, false, found_by_chance.
    profile : Profile
        Named in the caption.

    Returns
    -------
    Figure or Missing
    """
    if recovered.empty:
        reason = "This study's truth is not known; only a simulated study can be compared with one."
        return Missing(NAME, TITLE, reason)
    drawing = canvas(7.2, 2.1)
    panels = drawing.subplots(1, len(recovered), sharey=True, squeeze=False)[0]
    panels[0].invert_yaxis()
    for axes, row in zip(panels, recovered.to_dict("records"), strict=True):
        _panel(axes, row)
    return Figure(NAME, TITLE, _caption(recovered, profile), _alt(recovered), drawing, recovered)


def _panel(axes: Axes, row: Mapping[Hashable, object]) -> None:
    kinds = {"found": GREEN, "missed": GREY, "false": VERMILLION}
    values = [int(str(row[kind])) for kind in kinds]
    axes.barh(range(3), values, color=list(kinds.values()), height=0.62)
    for place, value in enumerate(values):
        axes.annotate(f"{value:,}", (value, place), (4, 0), textcoords="offset points", va="center")
    chance = float(str(row["found_by_chance"]))
    axes.plot([chance, chance], [-0.42, 0.42], color=INK, linewidth=2)
    axes.set_yticks(range(3), labels=list(kinds))
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, max([*values, 1]) * 1.35)
    axes.locator_params(axis="x", nbins=3, integer=True)
    kind = textwrap.fill(readable(row["kind"], 22).capitalize(), TITLE_CHARACTERS)
    axes.set_title(f"{kind}\n{int(str(row['planted'])):,} planted")
    faint_grid(axes, "x")


def _told(recovered: pd.DataFrame) -> str:
    columns = zip(*(recovered[name] for name in COLUMNS), strict=True)
    return "; ".join(
        f"{kind}: {found:,} of {planted:,} found (blindly {number(chance, 1)}), {missed:,} missed, "
        f"{false:,} false"
        for kind, planted, found, missed, false, chance in columns
    )


def _caption(recovered: pd.DataFrame, profile: Profile) -> str:
    told = _told(recovered)
    return (
        f"{told[:1].upper()}{told[1:]}. The upright mark: how many planted ones as many findings, "
        "drawn blindly, would hit; a false one was called real although nothing was planted there. "
        f"Profile: {profile.name}."
    )


def _alt(recovered: pd.DataFrame) -> str:
    return f"Bar charts of found, missed and false by kind. {_told(recovered)}."
